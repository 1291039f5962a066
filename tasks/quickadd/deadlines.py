"""Parse deadlines and earliest starts: `by fri 17:00`, `due in 3 days`, `not before monday`."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.dates import day_label, day_phrase
from tasks.quickadd.days import read_date
from tasks.quickadd.durations import read_length
from tasks.quickadd.fields import Fields, Reading
from tasks.quickadd.moments import NIGHT, PARTS, PARTS_OF_TODAY, read_later_today
from tasks.quickadd.phrases import Match, UnclearPhrase
from tasks.quickadd.times import MINUTES_A_DAY, Clock, ends_phrase, read_clock, read_time
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import DAY_WORDS, WEEKDAYS

Moment = tuple[date, time | None]
LATER: Final = ("later", "after", "afterwards", "thereafter")
WORKDAY_ENDS: Final = ("eow", "eonw")


def read_deadline(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse "by", "due" or "before" and a date, a time, or both in either order."""
    if words.key(at) not in ("by", "bis"):
        return None
    start = at + 1 + (words.key(at + 1) in ("by", "on") and words.key(at) == "by")
    _check_weekend(words, start, calendar)
    if later := _days_later(words, start):
        days, end = later
        return Reading("deadline", end, words.text(at, end), {"deadline_days": days})
    if not (match := _moment(words, start, calendar)):
        return None
    (day, moment), end = match
    if end == start + 1 and _is_name(words, start):
        raise UnclearPhrase(end, besides=(f"by {day_phrase(day)}",))
    fields: Fields = {"deadline_date": day, "deadline_time": moment}
    only_time = read_time(words, start)
    if only_time and only_time[1] == end:
        fields["deadline_of_line"] = True
    if words.key(start) in WEEKDAYS and day <= calendar.today + timedelta(7):
        fields["deadline_weekday"] = True
    if words.key(start) == "in" and not moment:
        fields["deadline_days"] = (day - calendar.today).days
    instead = _earlier(words, at, start, day, moment)
    end += words.key(end) == "at-the-latest"
    return Reading("deadline", end, deadline_label(day, moment, calendar), fields, instead=instead)


def _is_name(words: Words, at: int) -> bool:
    """Return whether a day and the word behind it are a name: "Song by Friday Pilots Club"."""
    if words.line.isupper() or ends_phrase(words, at + 1):
        return False
    english = words.text(at, at + 1).casefold() in WEEKDAYS
    return english and words.text(at, at + 2).istitle()


def _days_later(words: Words, at: int) -> Match[int]:
    """Parse "2 days later", counted from the day of the line."""
    length = read_length(words, at, ("d", "w"), spoken=True)
    if not length or words.key(length[1]) not in LATER or not ends_phrase(words, length[1] + 1):
        return None
    return length[0] // MINUTES_A_DAY, length[1] + 1


def deadline_label(day: date, moment: time | None, calendar: Calendar) -> str:
    """Return "by Fri 27 Nov 17:00"."""
    label = f"by {day_label(day, calendar.today)}"
    return f"{label} {calendar.clock(moment)}" if moment else label


def _check_weekend(words: Words, at: int, calendar: Calendar) -> None:
    """Raise UnclearPhrase for "by the weekend": before it, or in it?"""
    if words.keys(at, 2) in (["the", "weekend"], ["this", "weekend"]):
        sunday = calendar.today + timedelta((6 - calendar.today.weekday()) % 7)
        days = (_friday_before(sunday), sunday)
        raise UnclearPhrase(at + 2, instead=tuple(f"by {day_phrase(day)}" for day in days))


def _earlier(words: Words, at: int, start: int, day: date, moment: time | None) -> tuple[str, ...]:
    """Return the stricter reading of "by the end of the week" and "before friday"."""
    if words.key(start) in WORKDAY_ENDS:
        return (f"by {day_phrase(_friday_before(day))}",)
    if words.text(at, at + 1).casefold() in ("before", "vor") and not moment:
        return (f"by {day_phrase(day - timedelta(1))}",)
    return ()


def _friday_before(day: date) -> date:
    return day - timedelta((day.weekday() - 4) % 7)


def _moment(words: Words, at: int, calendar: Calendar) -> Match[Moment]:
    for read in (_in_hours, _end_of_day, _part_of_today, _day_first, _time_first):
        if match := read(words, at, calendar):
            return match
    return None


def _in_hours(words: Words, at: int, calendar: Calendar) -> Match[Moment]:
    later = read_later_today(words, at, calendar)
    if not later:
        return None
    fields = later.fields
    return (fields["scheduled_date"], fields["clocks"][0].on(None)), later.end


def _end_of_day(words: Words, at: int, calendar: Calendar) -> Match[Moment]:
    """Parse "end of day", alone or before a day."""
    if words.key(at) != "eod":
        return None
    marked = words.key(at + 1) == "on"
    day = read_date(words, at + 1 + marked, calendar)
    return ((day[0], None), day[1]) if day else ((calendar.today, None), at + 1)


def _part_of_today(words: Words, at: int, calendar: Calendar) -> Match[Moment]:
    if not (part := PARTS_OF_TODAY.get(words.key(at))):
        return None
    return _with_time(words, at + 1, calendar.today, part, calendar)


def _day_first(words: Words, at: int, calendar: Calendar) -> Match[Moment]:
    if not (day := read_date(words, at, calendar, marked=True)):
        return None
    date_, end = day
    if words.key(end) == "eod":
        return (date_, None), end + 1
    part = words.key(end) if words.key(end) in PARTS else None
    return _with_time(words, end + bool(part), date_, part, calendar)


def _with_time(
    words: Words, at: int, day: date, part: str | None, calendar: Calendar
) -> Match[Moment]:
    comma = words.key(at) == ","
    if clock := read_time(words, at + comma) or _bare_hour(words, at, day):
        return clock[0].on_day(day, part, calendar.day_start), clock[1]
    moment = calendar.parts.start(part) if part and part != NIGHT else None
    return (day, moment), at


def _bare_hour(words: Words, at: int, day: date) -> Match[Clock]:
    """Parse the 8 of "by tomorrow 8". Raises UnclearPhrase where it can be a day of the month."""
    key = words.key(at)
    if not key.isdecimal() or words.key(at - 1)[-1:].isdigit() or not ends_phrase(words, at + 1):
        return None
    if words.key(at - 1) not in (*WEEKDAYS, *DAY_WORDS, *PARTS, *PARTS_OF_TODAY):
        return None
    days = [day + timedelta(7 * n) for n in range(5)]
    same = next((later for later in days if later.day == int(key)), None)
    if words.key(at - 1) in WEEKDAYS and same:
        text = words.text(at - 1, at)
        raise UnclearPhrase(at + 1, instead=(f"{text} at {key}", f"by {day_phrase(same)}"))
    return read_clock(words, at, marked=True)


def _time_first(words: Words, at: int, calendar: Calendar) -> Match[Moment]:
    """Parse "5pm", "17:00 on fri", or "5 tomorrow"; a time that has passed is tomorrow's."""
    if not (clock := read_time(words, at) or read_clock(words, at, marked=True)):
        return None
    if clock[0].bare and words.key(at) == "at" and not ends_phrase(words, clock[1]):
        return None
    end = clock[1]
    marked = words.key(end) == "on"
    if words.key(end) in PARTS_OF_TODAY:
        of_today = PARTS_OF_TODAY[words.key(end)]
        return clock[0].on_day(calendar.today, of_today, calendar.day_start), end + 1
    if day := read_date(words, end + marked, calendar, marked=marked):
        part = words.key(day[1]) if words.key(day[1]) in PARTS else None
        moments = clock[0].on_day(day[0], part, calendar.day_start)
        return moments, day[1] + bool(part)
    moment = clock[0].on(None)
    if clock[0].bare and words.key(at) != "at":
        if not ends_phrase(words, end):
            return None
        raise UnclearPhrase(end, instead=(f"by {calendar.clock(moment)}",))
    day_ = calendar.today + timedelta(calendar.has_passed(calendar.today, moment))
    return (day_, moment), end


def read_earliest_start(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse "from", "start" or "not before" and a date; "Start" may begin a title."""
    key = words.key(at)
    if key != "from" and (key != "start" or at == 0):
        return None
    start = at + 1 + (words.key(at + 1) == "on")
    if not (match := read_date(words, start, calendar, marked=True)):
        return None
    day, end = match
    if read_time(words, end):
        raise UnclearPhrase(end, instead=(f"on {day_phrase(day)}", f"from {day_phrase(day)}"))
    return _start(day, end, calendar)


def read_start_of_series(words: Words, at: int, calendar: Calendar) -> Reading | None:
    """Parse "from monday" in front of the time of a series: "every 2 weeks from monday at 10"."""
    match = read_date(words, at + 1, calendar, marked=True) if words.key(at) == "from" else None
    return _start(*match, calendar) if match and read_time(words, match[1]) else None


def _start(day: date, end: int, calendar: Calendar) -> Reading:
    label = f"from {day_label(day, calendar.today)}"
    return Reading("start", end, label, {"earliest_start": day})
