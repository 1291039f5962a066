"""Parse dates: `fri`, `next week`, `3 feb`, `2027-01-15`, `in 2 weeks`, `+3d`."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tasks.quickadd.phrases import InvalidPhrase, Match
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import (
    DAY_WORDS,
    MONTH_LABELS,
    MONTHS,
    NUMBERS,
    UNITS,
    WEEKDAY_LABELS,
    WEEKDAYS,
)
from tasks.recurrence.messages import gettext

YEAR = re.compile(r"20[0-9]{2}")
NUMBER = re.compile(r"[0-9]{1,4}")
DAY_NUMBER = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")
OFFSET = re.compile(r"\+([0-9]{1,4})(d|w|mo|y)")
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/(20[0-9]{2}))?")
DOTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.(20[0-9]{2})")

# 29 February can be eight years away, around 2100.
YEARS_AHEAD: Final = 9


@dataclass(frozen=True, slots=True)
class Calendar:
    """The settings that dates depend on. The week starts on `week_start`, 0 for Monday."""

    today: date
    week_start: int
    day_first: bool

    def start_of_week(self) -> date:
        return self.today - timedelta((self.today.weekday() - self.week_start) % 7)


def read_date(words: Words, at: int, calendar: Calendar, *, marked: bool = False) -> Match[date]:
    """Parse a date that starts at a word. Raises InvalidPhrase for dates such as "31 nov".

    A `marked` date follows "on", "by", "from" or "until". Only then are "3/2" and "the 15th"
    dates; elsewhere "3/2" may be a fraction and "the 15th" an anniversary.
    """
    forms = (_day_word, _weekday, _next_period, _relative, _day_and_month, _numeric)
    try:
        for form in forms:
            if match := form(words, at, calendar):
                return match
        return _marked_date(words, at, calendar) if marked else None
    except OverflowError as error:
        raise InvalidPhrase(gettext("That date is too far in the future."), at + 1) from error


def read_number(words: Words, at: int) -> Match[int]:
    """Parse "2", "two" or "a"."""
    key = words.key(at)
    number = int(key) if NUMBER.fullmatch(key) else NUMBERS.get(key)
    return None if number is None else (number, at + 1)


def read_month_day(words: Words, at: int) -> Match[tuple[int, int]]:
    """Parse "3 feb", "feb 3rd" or "3rd of february" into (month, day)."""
    start = at + (words.key(at) == "the")
    if day := DAY_NUMBER.fullmatch(words.key(start)):
        end = start + 1 + (words.key(start + 1) == "of")
        if month := MONTHS.get(words.key(end)):
            return (month, int(day[1])), end + 1
    if (month := MONTHS.get(words.key(at))) and (day := DAY_NUMBER.fullmatch(words.key(at + 1))):
        return (month, int(day[1])), at + 2
    return None


def day_label(day: date, today: date) -> str:
    """Return "Fri 27 Nov", with the year unless it is the current one."""
    label = f"{WEEKDAY_LABELS[day.weekday()]} {day.day} {MONTH_LABELS[day.month - 1]}"
    return label if day.year == today.year else f"{label} {day.year}"


def shift(day: date, number: int, unit: str) -> date:
    """Return the day a number of days, weeks, months or years later.

    A month after 31 January is the last day of February. Raises OverflowError beyond year 9999.
    """
    if unit in ("day", "week"):
        return day + timedelta(number * (7 if unit == "week" else 1))
    months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day_word(words: Words, at: int, calendar: Calendar) -> Match[date]:
    start = at + (words.key(at) == "the")
    if words.keys(start, 3) == ["day", "after", "tomorrow"]:
        return calendar.today + timedelta(2), start + 3
    days = DAY_WORDS.get(words.key(at))
    return None if days is None else (calendar.today + timedelta(days), at + 1)


def _weekday(words: Words, at: int, calendar: Calendar) -> Match[date]:
    prefix = words.key(at) if words.key(at) in ("next", "this") else ""
    end = at + bool(prefix) + 1
    weekday = WEEKDAYS.get(words.key(end - 1))
    if weekday is None:
        return None
    if prefix == "next":
        days = 7 + (weekday - calendar.week_start) % 7
        return calendar.start_of_week() + timedelta(days), end
    if not prefix and (match := _full_date(words, end, calendar)):
        return _check_weekday(words, at, match, calendar)
    first = calendar.today if prefix == "this" else calendar.today + timedelta(1)
    return first + timedelta((weekday - first.weekday()) % 7), end


def _full_date(words: Words, at: int, calendar: Calendar) -> Match[date]:
    start = at + (words.key(at) == ",")
    return _day_and_month(words, start, calendar) or _numeric(words, start, calendar)


def _check_weekday(
    words: Words, at: int, match: tuple[date, int], calendar: Calendar
) -> Match[date]:
    day, end = match
    if day.weekday() == WEEKDAYS[words.key(at)]:
        return match
    actual = day_label(day, calendar.today)
    raise InvalidPhrase(
        gettext(
            "“%(text)s” doesn't match: that day is %(day)s.", text=words.text(at, end), day=actual
        ),
        end,
    )


def _next_period(words: Words, at: int, calendar: Calendar) -> Match[date]:
    if words.key(at) != "next":
        return None
    if words.key(at + 1) == "week":
        return calendar.start_of_week() + timedelta(7), at + 2
    if words.key(at + 1) == "month":
        return shift(calendar.today.replace(day=1), 1, "month"), at + 2
    return None


def _relative(words: Words, at: int, calendar: Calendar) -> Match[date]:
    if offset := OFFSET.fullmatch(words.key(at)):
        return shift(calendar.today, int(offset[1]), UNITS[offset[2]]), at + 1
    if words.key(at) != "in" or not (number := read_number(words, at + 1)):
        return None
    unit = UNITS.get(words.key(number[1]))
    return (shift(calendar.today, number[0], unit), number[1] + 1) if unit else None


def _day_and_month(words: Words, at: int, calendar: Calendar) -> Match[date]:
    if not (match := read_month_day(words, at)):
        return None
    (month, day), end = match
    comma = words.key(end) == ","
    if YEAR.fullmatch(words.key(end + comma)):
        year = int(words.key(end + comma))
        return _first_existing(words, at, end + comma + 1, [(year, month, day)], date.min)
    return _first_existing(words, at, end, _upcoming_years(month, day, calendar), calendar.today)


def _numeric(words: Words, at: int, calendar: Calendar) -> Match[date]:
    key = words.key(at)
    if iso := ISO.fullmatch(key):
        candidate = int(iso[1]), int(iso[2]), int(iso[3])
    elif dots := DOTS.fullmatch(key):
        candidate = int(dots[3]), int(dots[2]), int(dots[1])
    elif (slashes := SLASHES.fullmatch(key)) and slashes[3]:
        candidate = (int(slashes[3]), *_month_and_day(slashes, calendar))
    else:
        return None
    return _first_existing(words, at, at + 1, [candidate], date.min)


def _marked_date(words: Words, at: int, calendar: Calendar) -> Match[date]:
    if slashes := SLASHES.fullmatch(words.key(at)):
        years = _upcoming_years(*_month_and_day(slashes, calendar), calendar)
        return _first_existing(words, at, at + 1, years, calendar.today)
    start = at + (words.key(at) == "the")
    day = DAY_NUMBER.fullmatch(words.key(start))
    if not day or not day[2]:
        return None
    months = [shift(calendar.today.replace(day=1), n, "month") for n in range(4)]
    candidates = [(month.year, month.month, int(day[1])) for month in months]
    return _first_existing(words, at, start + 1, candidates, calendar.today)


def _month_and_day(slashes: re.Match[str], calendar: Calendar) -> tuple[int, int]:
    first, second = int(slashes[1]), int(slashes[2])
    return (second, first) if calendar.day_first else (first, second)


def _upcoming_years(month: int, day: int, calendar: Calendar) -> list[tuple[int, int, int]]:
    years = range(calendar.today.year, calendar.today.year + YEARS_AHEAD)
    return [(year, month, day) for year in years]


def _first_existing(
    words: Words, at: int, end: int, candidates: list[tuple[int, int, int]], earliest: date
) -> tuple[date, int]:
    """Return the first (year, month, day) that exists and is not before `earliest`."""
    for year, month, day in candidates:
        with suppress(ValueError):
            if (match := date(year, month, day)) >= earliest:
                return match, end
    raise InvalidPhrase(gettext("“%(text)s” is not a valid date.", text=words.text(at, end)), end)
