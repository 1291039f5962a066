"""Parse several times a day: `every 4 hours`, `3 times a day`; offer days for `twice a week`."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from tasks.quickadd.calendar import MORNING, Calendar
from tasks.quickadd.dates import read_number
from tasks.quickadd.patterns import Pattern
from tasks.quickadd.phrases import Match, UnclearPhrase
from tasks.quickadd.times import read_range, read_time
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import ADVERBS, COUNTS, UNITS

MINUTES = re.compile(r"[0-9]{1,4}(?:m|min|mins)")
HOURS = re.compile(r"([0-9]{1,2})h")
PERIODS: Final = {"fortnight": Pattern("week", 2), "quarter": Pattern("month", 3)}
MAX_TIMES_A_DAY: Final = 24
DIVISORS: Final = (1, 2, 3, 4, 6, 8, 12)


def read_every_hours(words: Words, at: int, calendar: Calendar) -> Match[Pattern]:
    """Parse "4 hours", "hour" or "2 hours from 8:00 to 18:00" into the times of a day."""
    if MINUTES.fullmatch(words.key(at)):
        raise UnclearPhrase(at + 1, instead=("every hour", "every day"))
    if short := HOURS.fullmatch(words.key(at)):
        hours, end = int(short[1]), at + 1
    else:
        number = (2, at + 1) if words.key(at) == "other" else read_number(words, at) or (1, at)
        hours, end = number[0], number[1] + 1
        if words.key(number[1]) in ("min", "mins", "minute", "minutes"):
            raise UnclearPhrase(end, instead=("every hour", "every day"))
        if words.key(number[1]) not in ("hour", "hours"):
            return None
    if not 1 <= hours <= 12:
        raise UnclearPhrase(end, instead=("every day",))
    if words.key(end) == "between" or (words.key(end) == "from" and read_range(words, end)):
        return _hours_between(words, end, hours)
    if 24 % hours:  # such hours differ from day to day
        less, more = (max(n for n in DIVISORS if n < hours), min(n for n in DIVISORS if n > hours))
        raise UnclearPhrase(end, instead=(f"every {less} hours", f"every {more} hours"))
    if words.key(end) in ("from", "since") and (first := read_time(words, end + 1)):
        return _hours_from(first[0].on(MORNING), hours), first[1]
    return hours_pattern(hours, calendar), end


def hours_pattern(hours: int, calendar: Calendar) -> Pattern:
    starts = range(0, 24, hours)
    return Pattern("day", times=tuple(sorted(time((calendar.day_start + h) % 24) for h in starts)))


def _hours_from(first: time, hours: int) -> Pattern:
    minutes = (first.hour * 60 + first.minute + n for n in range(0, 24 * 60, hours * 60))
    return Pattern("day", times=tuple(sorted(time(*divmod(m % (24 * 60), 60)) for m in minutes)))


def _hours_between(words: Words, at: int, hours: int) -> Match[Pattern]:
    window = read_range(words, at) if words.key(at) == "from" else None
    if not window:
        raise UnclearPhrase(at + 1, instead=(f"every {hours} hours",))
    (first, minutes), end = window
    start = first.on(None)
    times = [start.hour * 60 + start.minute + n for n in range(0, minutes + 1, hours * 60)]
    return Pattern("day", times=tuple(sorted(time(*divmod(m % 1440, 60)) for m in times))), end


def read_times_a_day(words: Words, at: int, calendar: Calendar) -> Match[Pattern]:
    """Parse "3 times a day", "twice daily" or "3x per day"; raises UnclearPhrase for a week."""
    if not (count := _count(words, at)):
        return None
    number, end = count
    if words.key(end) == "daily":
        return _times(number, calendar), end + 1
    if number > 1 and words.key(end) in ("weekly", "monthly", "yearly"):
        raise UnclearPhrase(end + 1, instead=_spread(number, ADVERBS[words.key(end)][0]))
    end += words.key(end) in ("a", "per", "every", "on", "each", "/", "one", "the")
    unit = UNITS.get(words.key(end))
    if not unit or end == count[1]:
        return None
    if unit == "day":
        return _times(number, calendar), end + 1
    if number == 1:
        return PERIODS.get(unit) or Pattern(unit), end + 1
    raise UnclearPhrase(end + 1, instead=_spread(number, unit))


def _count(words: Words, at: int) -> Match[int]:
    if number := COUNTS.get(words.key(at)):
        return number, at + 1
    key, slash, unit = words.key(at).partition("x")
    if key.isdecimal() and slash and not unit and int(key) <= MAX_TIMES_A_DAY:
        return int(key), at + 1
    amount = read_number(words, at)
    if amount and words.key(amount[1]) in ("times", "time", "x"):
        return amount[0], amount[1] + 1
    return None


def _times(number: int, calendar: Calendar) -> Pattern:
    """Return a daily pattern at times between a person's morning and evening."""
    first, last = (m.hour * 60 + m.minute for m in (calendar.parts.morning, calendar.parts.evening))
    if number == 1:
        return Pattern("day")
    if number < 1 or number > MAX_TIMES_A_DAY or last <= first:
        return Pattern("day", interval=0)
    gaps = max(number - 1, 1)
    minutes = [first + (last - first) * n // gaps for n in range(number)]
    return Pattern("day", times=tuple(time(m // 60, m % 60 // 15 * 15) for m in minutes))


def _spread(number: int, unit: str) -> tuple[str, ...]:
    """Return a repetition for "3 times a week"."""
    days = {2: "mon and thu", 3: "mon, wed and fri", 4: "mon, tue, thu and fri"}
    if unit == "week":
        return (f"every week on {days[number]}",) if number in days else ("every weekday",)
    if unit == "month":
        return ("every month on the 1st and 15th",) if number == 2 else ("every week",)
    return ("every 6 months",) if number == 2 else ("every 3 months",)
