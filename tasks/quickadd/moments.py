"""Parse when a task is: days with a part of the day or a time, times, ranges, `in 20 minutes`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from tasks.quickadd.alternatives import moment_phrase
from tasks.quickadd.calendar import AFTERNOON, EVENING, MORNING, Calendar
from tasks.quickadd.dates import MEASURES, day_label, day_phrase, read_short_date, read_slashes
from tasks.quickadd.day_names import check_noun
from tasks.quickadd.days import ENDS, next_weekday, read_date
from tasks.quickadd.durations import CLOCK_HOURS, MAX_TASK_MINUTES, length_label, read_length
from tasks.quickadd.fields import Fields, Reading
from tasks.quickadd.leading_days import starts_behind_hour
from tasks.quickadd.patterns import Pattern
from tasks.quickadd.phrases import Match, UnclearPhrase
from tasks.quickadd.repeat_days import MIXED_WEEKDAYS, read_weekdays
from tasks.quickadd.times import HALVES, Clock, ends_phrase, read_clock, read_range, read_time
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.verses import is_verse
from tasks.quickadd.vocabulary import (
    DAY_WORDS,
    MINUTES_IN,
    MONTHS,
    SHORT_WEEKDAYS,
    UNITS,
    WEEKDAYS,
)

DATE_MARKS: Final = ("on", "starting")
HOURS_OR_TIME: Final = re.compile(r"(?:[7-9]|1[0-2])h")
DAY_JOINTS: Final = ("-", "/", ",", "and", "&", "+", "to", "until", "bis")
NIGHT: Final = "night"
PARTS_OF_TODAY: Final = {
    "tonight": NIGHT,
    "this-morning": MORNING,
    "this-afternoon": AFTERNOON,
    "this-evening": EVENING,
}
PARTS: Final = (MORNING, AFTERNOON, EVENING, NIGHT)
CURRENCIES: Final = frozenset("euro eur dollar cent prozent punkte stunden stellen".split())
DISTANCES: Final = ("k", "km", "mi", "m", "kg", "lbs")


def read_day(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse a date, with the part of the day and a plain number or range of hours behind it."""
    if part := PARTS_OF_TODAY.get(words.key(at)):
        check_noun(words, at, at + 1, calendar.today)
        today: Fields = {"scheduled_date": calendar.today, "part": part}
        return _with_hours(words, at, at + 1, today, calendar)
    marked = words.key(at) in DATE_MARKS or _at_day(words, at)
    marked |= words.key(at) == "beginning" and words.key(at + 1) != "of"
    _check_list(words, at + marked, at, calendar)
    match = read_date(words, at + marked, calendar, marked=marked) or _bare(words, at, calendar)
    if not match:
        return None
    day, end = match
    check_noun(words, at, end, day)
    if words.key(end) in MEASURES and words.key(end - 1)[-1:].isdigit():
        return None
    if words.key(end) == "at-the-latest":
        label = f"by {day_label(day, calendar.today)}"
        return Reading("deadline", end + 1, label, Fields(deadline_date=day, deadline_time=None))
    return _with_hours(words, at, end, Fields(scheduled_date=day), calendar)


def _at_day(words: Words, at: int) -> bool:
    """Return whether "at" belongs to a day: "at the end of december", "@ friday"."""
    return words.key(at) == "at" and words.key(at + 1) in ("end", "the", *ENDS, *WEEKDAYS)


def _check_list(words: Words, at: int, start: int, calendar: Calendar) -> None:
    """Raise UnclearPhrase for several weekdays without "every": "mon-fri", "sat and sun"."""
    named = words.key(at) in WEEKDAYS or is_short_list(words, at)
    if not named or words.key(at + 1) not in DAY_JOINTS:
        return
    match = read_weekdays(words, at, Pattern("week"))
    if not match or match[1] < at + 3:
        return
    days, end = words.text(at, match[1]), match[1]
    ends = (MIXED_WEEKDAYS.get(key) for key in words.keys(at, end - at))
    first = min(next_weekday(day, calendar) for day in ends if day is not None)
    fits = ends_phrase(words, end) and words.key(at - 1) not in ("from", "since")
    every = (f"every {days}",) if fits else ()
    raise UnclearPhrase(end, instead=every, besides=(f"on {day_phrase(first)}",))


def is_short_list(words: Words, at: int) -> bool:
    """Return whether several short days start at a word: "mo-fr", "Mo, Mi"."""
    joint = words.key(at + 1)
    if words.key(at) not in SHORT_WEEKDAYS or words.key(at + 2) not in MIXED_WEEKDAYS:
        return False
    named = words.is_german or words.text(at, at + 1)[0].isupper()
    return joint in ("-", "/") or (joint in DAY_JOINTS and named)


def _bare(words: Words, at: int, calendar: Calendar) -> Match[date]:
    """Parse "12/1" next to a time, or another date with a sign that nothing marks."""
    if not words.key(at)[:1].isdigit():
        return None
    beside_time = read_time(words, at + 1) if "/" in words.key(at) else None
    if beside_time and (match := read_short_date(words, at, calendar)):
        return match
    return read_slashes(words, at, calendar)


def _with_hours(words: Words, at: int, end: int, fields: Fields, calendar: Calendar) -> Reading:
    """Add a part of the day and hours: "tomorrow morning", "fri 9", "tomorrow 9-11"."""
    day = fields["scheduled_date"]
    label = day_label(day, calendar.today)
    if words.key(end) in PARTS and "part" not in fields:
        fields["part"], end = words.key(end), end + 1
    if words.key(end).isdecimal() or words.key(end) in ("from", "since"):
        if hours := read_range(words, end, bare=True):
            (clock, minutes), last = hours
            fields |= {"clocks": (clock,), "duration": minutes}
            return Reading("date", last, label, fields)
        leading = _leading_hours(words, at, end, fields, label)
        return leading or _bare_hour(words, end, fields, label)
    if HOURS_OR_TIME.fullmatch(words.key(end)) and ends_phrase(words, end + 1):
        hour = words.key(end)[:-1]  # "tomorrow 9h"
        raise UnclearPhrase(end + 1, instead=(f"on {day_phrase(day)} at {hour}",))
    return Reading("date", end, label, fields)


def _leading_hours(words: Words, at: int, end: int, fields: Fields, label: str) -> Reading | None:
    """Take the numbers of "fri 9 call Bob" and "tonight 8-10 dinner" for hours.

    Raises UnclearPhrase in front of a noun, which they may count: "fri 9 eggs".
    """
    span = read_range(words, end, bare=True, leading=True)
    clock = read_clock(words, end, marked=True)
    if words.key(end - 1)[-1:].isdigit() or not (span or clock):
        return None
    last = span[1] if span else end + 1
    if ends_phrase(words, last) or words.key(last) in (*MEASURES, *MONTHS, *HALVES):
        return None
    hours: Fields = {}
    if span:
        hours = {"clocks": (span[0][0],), "duration": span[0][1]}
    elif clock and clock[1] == last and 1 <= int(words.key(end)) <= 23:
        hours = {"clocks": (clock[0],)}
    if not hours:
        return None
    if at == 0 and starts_behind_hour(words, last):
        return Reading("date", last, label, fields | hours)
    both = fields | hours
    raise UnclearPhrase(
        last, besides=(moment_phrase(both), f"on {day_phrase(both['scheduled_date'])}")
    )


def _bare_hour(words: Words, end: int, fields: Fields, label: str) -> Reading:
    """Take the 9 of "fri 9" for an hour, and the 27 of "fri 27" for a day, if nothing follows."""
    match = read_clock(words, end, marked=True)
    after = end + 1
    alone = ends_phrase(words, after) and words.key(after) not in ("-", "/", "x", "%")
    if not alone or words.key(end - 1)[-1:].isdigit() or not words.key(end).isdecimal():
        return Reading("date", end, label, fields)
    number, day = int(words.key(end)), fields["scheduled_date"]
    if words.key(end - 1) in WEEKDAYS and "part" not in fields:
        days = [day + timedelta(7 * n) for n in range(5)]
        if same := next((later for later in days if later.day == number), None):
            if number > 23:
                return Reading("date", after, label, {"scheduled_date": same})
            text = words.text(end - 1, end)
            raise UnclearPhrase(after, instead=(f"{text} at {number}", f"on {day_phrase(same)}"))
    if match and match[1] == after and 1 <= number <= 23:
        return Reading("date", after, label, fields | {"clocks": (match[0],)})
    return Reading("date", end, label, fields)


def read_part(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse "in the morning" or "at night", alone or behind a time."""
    part = words.key(at)
    if part not in PARTS or at == 0:
        return None
    written_out = " " in words.text(at, at + 1)
    after_time = words.key(at - 1)[:1].isdigit() or words.key(at - 1) == "o'clock"
    if not (written_out or after_time) or (part == NIGHT and not after_time):
        return None
    return Reading("part", at + 1, part, {"part": part})


def read_times(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse a time, or the times of a series: "at 8am and 8pm"."""
    if not (match := read_time(words, at) or _leading_time(words, at)) or is_verse(words, at):
        return _time_list(words, at, calendar)
    if many := _time_list(words, at, calendar):
        return many
    clock, end = match
    if words.key(end) in MEASURES:
        return None
    if words.key(at) == "noon" and not ends_phrase(words, end):
        raise UnclearPhrase(end, besides=("at 12:00",))  # "noon meal"
    label = calendar.clock(clock.on(None))
    hours = words.key(at)
    instead = (f"for {hours}",) if CLOCK_HOURS.fullmatch(hours) else ()
    return Reading("time", end, label, {"clocks": (clock,)}, instead=instead)


def _leading_time(words: Words, at: int) -> Match[Clock]:
    """Parse the hour that a line begins with: "At 7 wake up", "tomorrow at 8 dentist".

    Other words behind "at" may belong to an address; a German "um" can only count.
    """
    day = words.key(at - 1) in (*DAY_WORDS, *WEEKDAYS, "day-after-tomorrow")
    leads = at == 0 or (at < 3 and day) or (at < 4 and words.key(0) == "every")
    if words.key(at) != "at" or not leads:
        return None
    match = read_clock(words, at + 1, marked=True)
    if not match or not match[0].bare:
        return None
    following = words.key(match[1])
    around = words.text(at, at + 1).casefold() == "um"
    counts = any(following in counted for counted in (MEASURES, UNITS, MINUTES_IN, CURRENCIES))
    spoken = words.text(match[1], match[1] + 1).islower() and starts_behind_hour(words, match[1])
    return match if (around and not counts) or (not around and spoken) else None


def _time_list(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse two times or more with commas, slashes or "and" between them."""
    marked = words.key(at) == "at"
    clocks = []
    end = following = at + marked
    while match := read_clock(words, following, marked=marked):
        clocks.append(match[0])
        end = match[1]
        comma = end + (words.key(end) in (",", "/"))
        following = comma + (words.key(comma) in ("and", "&", "+"))
        following += following > comma and words.key(following) == "at"
        if following == end:
            break
    if len(clocks) < 2 or not ends_phrase(words, end):
        return None
    label = " and ".join(calendar.clock(clock.on(None)) for clock in clocks)
    return Reading("time", end, label, {"clocks": tuple(clocks)})


def read_span(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse a range of hours into a start and a duration."""
    key = words.key(at)
    if key not in ("from", "at", "since") and not (key[:1].isdigit() or key == "noon"):
        return None
    if not (match := read_range(words, at)):
        return None
    (clock, minutes), end = match
    if minutes > MAX_TASK_MINUTES or words.key(end) in MEASURES:
        return None
    fields: Fields = {"clocks": (clock,), "duration": minutes}
    return Reading("time", end, _span_label(clock, minutes, calendar), fields)


def _span_label(clock: Clock, minutes: int, calendar: Calendar) -> str:
    return f"{calendar.clock(clock.on(None))}, {length_label(minutes)}"


def read_later_today(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse "in 20 minutes", "in an hour" or "2 hours from now" into a day and a time."""
    key = words.key(at)
    start = at + (key == "in")
    if not (match := read_length(words, start, ("m", "h"), spoken=True)):
        return None
    minutes, end = match
    if start == at and words.key(end) != "from-now":
        return None
    end += start == at
    before = words.key(at - 1)
    if before[:1].isdigit() and before.lstrip("0123456789.,") in ("", *DISTANCES):
        raise UnclearPhrase(end, besides=(f"for {length_label(minutes)}",))
    try:
        moment = calendar.instant + timedelta(minutes=minutes)
    except OverflowError:
        return None
    clock = Clock(moment.hour * 60 + moment.minute)
    day = calendar.day_of(moment)
    label = f"{day_label(day, calendar.today)} {calendar.clock(moment.time())}"
    fields: Fields = {"scheduled_date": day, "clocks": (clock,)}
    return Reading("date", end, label, fields)
