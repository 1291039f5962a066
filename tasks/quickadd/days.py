"""Parse days relative to today: `fri`, `next week`, `in 2 weeks`, `+3d`, `end of month`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.dates import (
    DAY_NUMBER,
    NUMERIC,
    check_weekday,
    month_end,
    read_full_date,
    read_number,
    read_ordinal,
    read_short_date,
    shift,
    weekday_of,
)
from tasks.quickadd.phrases import InvalidPhrase, Match
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import DAY_WORDS, MONTHS, UNITS
from tasks.recurrence.messages import gettext

OFFSET = re.compile(r"\+([0-9]{1,4})(d|w|mo|y)")
SHORT_OFFSET = re.compile(r"([0-9]{1,3})(d|w|mo|y)")
SATURDAY: Final = 5
WEEKS: Final = {"week": 1, "fortnight": 2}
ENDS: Final = frozenset(("eod", "eow", "eonw", "eom", "eonm", "eoy", "eony"))
PARTS: Final = ("morning", "afternoon", "evening", "night")


def read_date(words: Words, at: int, calendar: Calendar, *, marked: bool = False) -> Match[date]:
    """Parse a date that starts at a word. Raises InvalidPhrase for dates such as "31 nov".

    A `marked` date follows "on", "by", "from" or "until". Only then are "3/2" and "the 15th"
    dates; elsewhere "3/2" may be a fraction and "the 15th" an anniversary.
    """
    forms = (_day_word, _from_anchor, _weekday, _period, _ends, _in_units, _nth_weekday)
    try:
        for form in forms:
            if match := form(words, at, calendar):
                return match
        of_month = words.keys(at + 1, 3) in (["of", "next", "month"], ["of", "this", "month"])
        return read_full_date(words, at, calendar) or (
            read_short_date(words, at, calendar) if marked or of_month else None
        )
    except OverflowError as error:
        raise InvalidPhrase(gettext("That date is too far in the future."), at + 1) from error


def _day_word(words: Words, at: int, calendar: Calendar) -> Match[date]:
    if words.key(at) == "day-after-tomorrow":
        return calendar.today + timedelta(2), at + 1
    days = DAY_WORDS.get(words.key(at))
    return None if days is None else (calendar.today + timedelta(days), at + 1)


def _weekday(words: Words, at: int, calendar: Calendar) -> Match[date]:
    prefix = words.key(at) if words.key(at) in ("next", "this", "coming") else ""
    end = at + bool(prefix) + 1
    weekday = weekday_of(words, end - 1)
    if weekday is None:
        return None
    if prefix == "next":
        return _in_week(1, weekday, calendar), end
    if not prefix and (match := _weekday_and_date(words, at, weekday, calendar)):
        return match
    if not prefix and (match := _weekday_and_week(words, end, weekday, calendar)):
        return match
    day = _next(calendar.today, weekday) if prefix == "this" else next_weekday(weekday, calendar)
    return day, end


def next_weekday(weekday: int, calendar: Calendar) -> date:
    """Return the next such day after today."""
    return _next(calendar.today + timedelta(1), weekday)


def _next(first: date, weekday: int) -> date:
    return first + timedelta((weekday - first.weekday()) % 7)


def _in_week(weeks: int, weekday: int, calendar: Calendar) -> date:
    """Return a weekday of a later calendar week."""
    days = 7 * weeks + (weekday - calendar.week_start) % 7
    return calendar.start_of_week() + timedelta(days)


def _weekday_and_date(words: Words, at: int, weekday: int, calendar: Calendar) -> Match[date]:
    """Parse "fri, 27 nov", "fri 27/11" or "friday the 13th"."""
    start = at + 1 + (words.key(at + 1) == ",")
    if match := read_full_date(words, start, calendar):
        return check_weekday(words, at, match, weekday, calendar)
    start += words.key(start) == "the"
    day = DAY_NUMBER.fullmatch(words.key(start))
    if not day or not day[2]:
        numeric = NUMERIC.fullmatch(words.key(start))
        match = read_short_date(words, start, calendar) if numeric else None
        return check_weekday(words, at, match, weekday, calendar) if match else None
    if read_ordinal(words, start) and words.key(start + 1) in ("of", "in"):
        return None
    for n in range(800):
        candidate = calendar.today + timedelta(n)
        if candidate.day == int(day[1]) and candidate.weekday() == weekday:
            return candidate, start + 1
    return None


def _weekday_and_week(words: Words, at: int, weekday: int, calendar: Calendar) -> Match[date]:
    """Parse what follows the weekday of "wed next week", "wed after next" or "fri in 2 weeks"."""
    start = at + (words.key(at) == "of")
    if words.keys(start, 2) in (["next", "week"], ["this", "week"]):
        return _in_week(int(words.key(start) == "next"), weekday, calendar), start + 2
    if words.key(start) == "after-next":
        return _in_week(2, weekday, calendar), start + 1
    if words.key(at) != "in" or not (number := read_number(words, at + 1)):
        return None
    weeks = WEEKS.get(UNITS.get(words.key(number[1]), ""), 0)
    return (_in_week(number[0] * weeks, weekday, calendar), number[1] + 1) if weeks else None


def _period(words: Words, at: int, calendar: Calendar) -> Match[date]:
    """Parse "next week", "next week on wed", "this weekend" or "next month"."""
    key, unit = words.key(at), words.key(at + 1)
    if key == "the-weekend" or (key, unit) == ("this", "weekend"):
        on_sunday = calendar.today.weekday() == SATURDAY + 1
        day = calendar.today if on_sunday else _next(calendar.today, SATURDAY)
        return day, at + 1 + (key == "this")
    if key == "after-next":
        return _week(words, at + 1, 2, calendar)
    if key != "next":
        return None
    if unit == "weekend":
        return _in_week(1, SATURDAY, calendar), at + 2
    if unit == "week":
        return _week(words, at + 2, 1, calendar)
    if unit in ("month", "year"):
        first = calendar.today.replace(day=1, **({"month": 1} if unit == "year" else {}))
        return shift(first, 1, unit), at + 2
    return None


def _week(words: Words, end: int, weeks: int, calendar: Calendar) -> tuple[date, int]:
    """Return the weekday behind "next week", or the first day of that week."""
    named = end + (words.key(end) == "on")
    weekday = weekday_of(words, named)
    if weekday is not None:
        return _in_week(weeks, weekday, calendar), named + 1
    return _in_week(weeks, calendar.week_start, calendar), end


def _ends(words: Words, at: int, calendar: Calendar) -> Match[date]:
    """Parse "end of the month", "eow", "end of november" or "last day of next month"."""
    today = calendar.today
    key = words.key(at)
    week_end = calendar.start_of_week() + timedelta(6)
    if key == "eod":
        return today, at + 1
    if key in ("eow", "eonw"):
        return week_end + timedelta(7 * (key == "eonw")), at + 1
    if key in ("eom", "eonm"):
        return month_end(shift(today.replace(day=1), int(key == "eonm"), "month")), at + 1
    if key in ("eoy", "eony"):
        return date(today.year + (key == "eony"), 12, 31), at + 1
    named = at + (key == "the")
    first = words.keys(named, 2)
    if first in (["end", "of"], ["start", "of"], ["beginning", "of"]):
        return _edge(words, named + 2, calendar, last=first[0] == "end")
    if first[:1] == ["end"] and first[-1] in MONTHS:  # "Ende November"
        return _edge(words, named + 1, calendar, last=True)
    if words.keys(named, 3) == ["last", "day", "of"]:
        return _edge(words, named + 3, calendar, last=True)
    return None


def _edge(words: Words, at: int, calendar: Calendar, *, last: bool) -> Match[date]:
    """Return the first or last day of a month that is named behind "end of"."""
    at += words.key(at) == "the"
    first = calendar.today.replace(day=1)
    if words.keys(at, 2) == ["next", "month"]:
        month, end = shift(first, 1, "month"), at + 2
    elif words.keys(at, 2) == ["next", "week"] and not last:
        return _in_week(1, calendar.week_start, calendar), at + 2
    elif last and words.key(at) == "month":
        month, end = first, at + 1
    elif number := MONTHS.get(words.key(at)):
        month = first.replace(month=number)
        if month < first:
            month = month.replace(year=month.year + 1)
        end = at + 1
    else:
        return None
    return (month_end(month) if last else month), end


def _in_units(words: Words, at: int, calendar: Calendar) -> Match[date]:
    if offset := OFFSET.fullmatch(words.key(at)):
        return shift(calendar.today, int(offset[1]), UNITS[offset[2]]), at + 1
    if words.key(at) != "in":
        return None
    if anchored := _from_anchor(words, at + 1, calendar):  # "in 2 weeks from monday"
        return anchored
    if short := SHORT_OFFSET.fullmatch(words.key(at + 1)):
        return shift(calendar.today, int(short[1]), UNITS[short[2]]), at + 2
    if not (number := read_number(words, at + 1)):
        return None
    if not (unit := UNITS.get(words.key(number[1]))):
        return None
    end = number[1] + 1
    end += words.key(end) == "time"  # "in 3 weeks time"
    weekday = weekday_of(words, end + 1) if words.key(end) == "on" else None
    if weekday is not None and unit in WEEKS:
        return _in_week(number[0] * WEEKS[unit], weekday, calendar), end + 2
    return shift(calendar.today, number[0], unit), end


def _from_anchor(words: Words, at: int, calendar: Calendar) -> Match[date]:
    """Parse "two weeks from today", "a week from friday" or "3 days from now"."""
    if not (number := read_number(words, at)):
        return None
    unit, end = UNITS.get(words.key(number[1])), number[1] + 1
    if not unit:
        return None
    if words.key(end) == "from-now":
        return shift(calendar.today, number[0], unit), end + 1
    if words.key(end) != "from":
        return None
    anchor = _day_word(words, end + 1, calendar) or _weekday(words, end + 1, calendar)
    return (shift(anchor[0], number[0], unit), anchor[1]) if anchor else None


def _nth_weekday(words: Words, at: int, calendar: Calendar) -> Match[date]:
    """Parse "first monday in december" or "the last friday of next month"."""
    ordinal = read_ordinal(words, at)
    weekday = weekday_of(words, ordinal[1]) if ordinal else None
    if not ordinal or weekday is None or words.key(ordinal[1] + 1) not in ("of", "in"):
        return None
    month = _edge(words, ordinal[1] + 2, calendar, last=False)
    if not month:
        return None
    for years in (0, 1):
        day = _nth_in_month(shift(month[0], years, "year"), ordinal[0], weekday)
        if day and day >= calendar.today:
            return day, month[1]
    return None


def _nth_in_month(first: date, n: int, weekday: int) -> date | None:
    days = [first + timedelta(d) for d in range(month_end(first).day)]
    matching = [day for day in days if day.weekday() == weekday]
    if not 1 <= n <= len(matching) and n != -1:
        return None
    return matching[n - 1 if n > 0 else -1]
