"""Parse calendar dates: `3 feb`, `2027-01-15`, `27.11.`, `12/1`, `on the 15th`, `fri 27 nov`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.phrases import InvalidPhrase, Match, UnclearPhrase
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import (
    DAY_WORDS,
    HOLIDAYS,
    MONTH_LABELS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    WEEKDAY_LABELS,
    WEEKDAYS,
)
from tasks.recurrence.messages import gettext

YEAR = re.compile(r"20[0-9]{2}")
NUMBER = re.compile(r"[0-9]{1,4}")
DAY_NUMBER = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
NUMERIC = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})(?:\2(20[0-9]{2}|[0-9]{2})?)?")

# 29 February can be eight years away, around 2100.
YEARS_AHEAD: Final = 9
# "March 5 miles" and "3 may people" count something.
MEASURES: Final = frozenset(
    "km k m mi mile miles kg g lb lbs people pages page times x % percent points steps laps reps "
    "sets days weeks hours minutes min years long pace pb split".split()
)
# "9/11", "24/7" and "50/50" name other things; "and" follows "1/2" in recipes.
NOT_DATES: Final = frozenset(("24/7", "9/11", "7/11", "20/20", "12/12/12"))
VERSIONED: Final = frozenset(
    "version v release to python django node ios macos android ubuntu postgres php java go rust "
    "auf build firmware chapter section rev revision ip".split()
)


def read_number(words: Words, at: int) -> Match[int]:
    """Parse "2", "two" or "a"."""
    key = words.key(at)
    number = int(key) if NUMBER.fullmatch(key) else NUMBERS.get(key)
    return None if number is None else (number, at + 1)


def read_ordinal(words: Words, at: int) -> Match[int]:
    """Parse "2nd", "second", "the last" (-1) or "second-to-last" (-2)."""
    start = at + (words.key(at) == "the")
    key, backwards, _ = words.key(start).partition("-to-last")
    number = DAY_NUMBER.fullmatch(key)
    n = int(number[1]) if number and number[2] else ORDINALS.get(key)
    return None if n is None else (-n if backwards else n, start + 1)


def read_month_day(words: Words, at: int) -> Match[tuple[int, int]]:
    """Parse "3 feb", "feb 3rd" or "3rd of february" into (month, day)."""
    start = at + (words.key(at) == "the")
    if day := DAY_NUMBER.fullmatch(words.key(start)):
        end = start + 1 + (words.key(start + 1) in ("of", "."))
        if month := MONTHS.get(words.key(end)):
            return (month, int(day[1])), end + 1
    behind = at + 1 + (words.key(at + 1) == "the")
    if (month := MONTHS.get(words.key(at))) and (day := DAY_NUMBER.fullmatch(words.key(behind))):
        if words.key(behind + 1) in MEASURES:
            return None
        return (month, int(day[1])), behind + 1
    return None


def day_label(day: date, today: date) -> str:
    """Return "Fri 27 Nov", with the year unless it is the current one."""
    label = f"{WEEKDAY_LABELS[day.weekday()]} {day.day} {MONTH_LABELS[day.month - 1]}"
    return label if day.year == today.year else f"{label} {day.year}"


def day_phrase(day: date) -> str:
    """Return "27 Nov 2026", which quick add reads as this day in every language."""
    return f"{day.day} {MONTH_LABELS[day.month - 1]} {day.year}"


def shift(day: date, number: int, unit: str) -> date:
    """Return the day a number of days, weeks, months or years later.

    A month after 31 January is the last day of February. Raises OverflowError beyond year 9999.
    """
    if unit in DAYS_IN:
        return day + timedelta(number * DAYS_IN[unit])
    months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= date.max.year:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


DAYS_IN: Final = {"day": 1, "week": 7, "fortnight": 14}


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def read_full_date(words: Words, at: int, calendar: Calendar) -> Match[date]:
    """Parse a day of a month that is named or written in full."""
    return _day_and_month(words, at, calendar) or _numeric(words, at, calendar)


def read_short_date(words: Words, at: int, calendar: Calendar) -> Match[date]:
    """Parse "3/2", "27.11", "the 15th", "15th of next month" or "christmas".

    They are dates only behind a word such as "on" or "by", or next to a time: elsewhere "3/2" may
    be a fraction and "the 15th" an anniversary.
    """
    if match := NUMERIC.fullmatch(words.key(at)):
        return None if match[4] else _without_year(words, at, match, calendar)
    if holiday := HOLIDAYS.get(words.key(at)):
        years = _upcoming_years(*holiday, calendar)
        return first_existing(words, at, at + 1, years, calendar.today)
    start = at + (words.key(at) == "the")
    day = DAY_NUMBER.fullmatch(words.key(start))
    if not day or not day[2]:
        return None
    return _day_of_month(words, at, start + 1, int(day[1]), calendar)


def read_slashes(words: Words, at: int, calendar: Calendar) -> Match[date]:
    """Parse a date such as "27/11" or "27.11." that nothing marks; raises UnclearPhrase for 3/2."""
    key = words.key(at)
    match = NUMERIC.fullmatch(key)
    if not match or match[4] or key in NOT_DATES or not _follows_a_word(words, at):
        return None
    try:
        day, end = _without_year(words, at, match, calendar)
    except InvalidPhrase:
        return None
    if key.endswith(".") or (match[2] == "/" and _is_no_fraction(match, calendar)):
        return day, end
    if match[2] == "." and int(match[1]) < 13:
        return None
    if words.key(end) in DAY_WORDS:  # "dose 2/3 tomorrow"
        return None
    raise UnclearPhrase(end, instead=(f"on {day_phrase(day)}",))


def _is_no_fraction(match: re.Match[str], calendar: Calendar) -> bool:
    """Return whether 27/11, in the person's order, or 03/12 can only be a date."""
    day = match[1] if calendar.day_first else match[3]
    padded = "0" in (match[1][0], match[3][0])
    return len(match[0]) == 5 and (padded or int(day) > 12)


def check_weekday(
    words: Words, at: int, match: tuple[date, int], weekday: int, calendar: Calendar
) -> Match[date]:
    """Return a date that a weekday stands in front of. Raises InvalidPhrase for another weekday."""
    day, end = match
    if day.weekday() == weekday:
        return match
    actual = day_label(day, calendar.today)
    raise InvalidPhrase(
        gettext(
            "“%(text)s” doesn't match: that day is %(day)s.", text=words.text(at, end), day=actual
        ),
        end,
    )


def first_existing(
    words: Words, at: int, end: int, candidates: Iterable[tuple[int, int, int]], earliest: date
) -> tuple[date, int]:
    """Return the first (year, month, day) that exists and is not before `earliest`."""
    for year, month, day in candidates:
        with suppress(ValueError):
            if (match := date(year, month, day)) >= earliest:
                return match, end
    raise InvalidPhrase(gettext("“%(text)s” is not a valid date.", text=words.text(at, end)), end)


def _day_and_month(words: Words, at: int, calendar: Calendar) -> Match[date]:
    if not (match := read_month_day(words, at)):
        return None
    (month, day), end = match
    comma = words.key(end) == ","
    if YEAR.fullmatch(words.key(end + comma)):
        year = int(words.key(end + comma))
        return first_existing(words, at, end + comma + 1, [(year, month, day)], date.min)
    return first_existing(words, at, end, _upcoming_years(month, day, calendar), calendar.today)


def _numeric(words: Words, at: int, calendar: Calendar) -> Match[date]:
    key = words.key(at)
    if year_first := YEAR_FIRST.fullmatch(key):
        candidates = [(int(year_first[1]), int(year_first[3]), int(year_first[4]))]
    elif (match := NUMERIC.fullmatch(key)) and match[4] and key not in NOT_DATES:
        short = len(match[4]) == 2
        timed = ":" in words.key(at + 1)
        version = match[2] == "." and not (_is_padded(key) or timed)
        if short and (version or not _follows_a_word(words, at)):
            return None
        year = int(match[4]) + 2000 * short
        candidates = [(year, *pair) for pair in _orders(match, calendar)]
    else:
        return None
    return first_existing(words, at, at + 1, candidates, date.min)


def _is_padded(key: str) -> bool:
    return len(key) == 8


def _follows_a_word(words: Words, at: int) -> bool:
    """Return whether a number may be a date, unlike in "to 3.11." and "Python 3.11."."""
    return words.key(at - 1) not in VERSIONED and words.key(at - 1)[:1] not in ("$", "€", "£")


def _orders(match: re.Match[str], calendar: Calendar) -> list[tuple[int, int]]:
    """Return (month, day) in the person's order, or in the only possible one."""
    first, second = int(match[1]), int(match[3])
    pairs = [(second, first), (first, second)]
    if not calendar.day_first and not match[0].endswith("."):
        pairs.reverse()
    return pairs if pairs[0][0] > 12 else pairs[:1]


def _without_year(
    words: Words, at: int, match: re.Match[str], calendar: Calendar
) -> tuple[date, int]:
    years = (day for pair in _orders(match, calendar) for day in _upcoming_years(*pair, calendar))
    return first_existing(words, at, at + 1, years, calendar.today)


def _day_of_month(words: Words, at: int, end: int, day: int, calendar: Calendar) -> Match[date]:
    """Return the next such day, or that of "this month" or "next month" behind it."""
    first = calendar.today.replace(day=1)
    months = [shift(first, n, "month") for n in range(4)]
    named = end + (words.key(end) in ("of", "in"))
    if words.keys(named, 2) == ["next", "month"]:
        months, end = months[1:2], named + 2
    elif words.keys(named, 2) == ["this", "month"]:
        months, end = months[:1], named + 2
    candidates = [(month.year, month.month, day) for month in months]
    return first_existing(words, at, end, candidates, calendar.today)


def _upcoming_years(month: int, day: int, calendar: Calendar) -> list[tuple[int, int, int]]:
    years = range(calendar.today.year, calendar.today.year + YEARS_AHEAD)
    return [(year, month, day) for year in years]


def weekday_of(words: Words, at: int) -> int | None:
    return WEEKDAYS.get(words.key(at))
