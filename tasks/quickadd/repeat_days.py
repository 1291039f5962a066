"""Parse the days of a repetition: `mon, thu`, `mon-fri`, `the 1st and last day`, `3 feb`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from tasks.quickadd.dates import DAY_NUMBER, read_month_day, read_ordinal
from tasks.quickadd.patterns import Pattern
from tasks.quickadd.phrases import InvalidPhrase, Match, T
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import (
    DAY_SETS,
    MINUTES_IN,
    MONTHS,
    PLURAL_WEEKDAYS,
    SHORT_WEEKDAYS,
    UNITS,
    WEEKDAYS,
)
from tasks.recurrence.messages import gettext

WORKING_DAYS: Final = tuple((0, weekday) for weekday in range(5))
WORKING_DAY_WORDS: Final = ("weekday", "workday")
MIXED_WEEKDAYS: Final = {**SHORT_WEEKDAYS, **WEEKDAYS}
RANGE_SIGNS: Final = ("-", "to", "until", "bis")
COUNTED: Final = (*MONTHS, *MINUTES_IN, "time", "times", "x")


def read_weekdays(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    """Parse "tue", "mon, wed and fri", "mon/wed", "mon-fri", "mo we fr" or "weekends"."""
    days, end = _day_list(words, at, WEEKDAYS)
    # German knows "Do" for a day in front of a time, even in a list: "Mo und Do 18 Uhr".
    names = MIXED_WEEKDAYS if words.key(at) in SHORT_WEEKDAYS else SHORT_WEEKDAYS
    short, short_end = _day_list(words, at, names)
    if short_end - at > 1 and short_end > end:
        days, end = short, short_end
    if not days:
        return None
    return replace(pattern, weekdays=tuple((0, day) for day in sorted(set(days)))), end


def _day_list(words: Words, at: int, names: dict[str, int]) -> tuple[list[int], int]:
    """Return the weekdays from a word on, in lists and ranges, and the end of the list."""
    match = read_list(
        words, at, lambda words, at: _days_or_range(words, at, names), separated=False
    )
    if not match:
        return [], at
    return [day for days in match[0] for day in days], match[1]


def _days_or_range(words: Words, at: int, names: dict[str, int]) -> Match[tuple[int, ...]]:
    key = words.key(at)
    if key in DAY_SETS and names is WEEKDAYS:
        return DAY_SETS[key], at + 1
    if (first := names.get(key)) is None:
        return None
    last = names.get(words.key(at + 2)) if words.key(at + 1) in RANGE_SIGNS else None
    if last is None:
        return (first,), at + 1
    return tuple((first + n) % 7 for n in range((last - first) % 7 + 1)), at + 3


def read_plural_days(words: Words, at: int) -> Match[Pattern]:
    """Parse "on mondays", "weekends" or "tuesdays and thursdays"."""
    start = at + (words.key(at) == "on")
    if words.key(start) not in PLURAL_WEEKDAYS:
        return None
    return read_weekdays(words, start, Pattern("week"))


def read_exceptions(words: Words, at: int, pattern: Pattern) -> tuple[Pattern, int]:
    """Take the days or months after "except" out of a pattern, if it can express that."""
    behind = at + (words.key(at) == ",")
    if words.key(behind) != "except":
        return pattern, at
    start = behind + 1 + (words.key(behind + 1) == "on")
    excluded = read_weekdays(words, start, pattern)
    base = {"day": range(7), "week": [day for _, day in pattern.weekdays]}.get(pattern.unit)
    if excluded and base is not None and pattern.interval == 1:
        gone = {day for _, day in excluded[0].weekdays}
        left = tuple((0, day) for day in base if day not in gone)
        if left:
            return replace(pattern, unit="week", weekdays=left), excluded[1]
    months = read_list(words, behind + 1 + (words.key(behind + 1) == "in"), _month)
    if months and not pattern.months and not words.key(months[1])[:1].isdigit():
        others = tuple(month for month in range(1, 13) if month not in months[0])
        return replace(pattern, months=others), months[1]
    return pattern, at


def read_days_of_month(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    ordinals = read_list(words, at, read_ordinal)
    if ordinals and words.key(ordinals[1]) in WORKING_DAY_WORDS:
        positions = unique(ordinals[0])
        return replace(pattern, weekdays=WORKING_DAYS, positions=positions), ordinals[1] + 1
    if nths := read_list(words, at, _nth_weekdays):
        pairs = {pair for pairs in nths[0] for pair in pairs}
        return replace(pattern, weekdays=tuple(sorted(pairs))), nths[1]
    if days := read_list(words, at, _month_day):
        return replace(pattern, month_days=unique(days[0])), days[1]
    return None


def read_days_of_year(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    readings = (_days_of_months(words, at, pattern), _dates(words, at, pattern))
    # The longer reading wins: days of months for "the 1st of jan and feb", dates for
    # "1st of jan and 1st of feb".
    return max((match for match in readings if match), key=lambda match: match[1], default=None)


def _days_of_months(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    days = read_days_of_month(words, at, pattern)
    if not days or words.key(days[1]) not in ("of", "in"):
        return None
    return read_months(words, days[1] + 1, days[0])


def read_months(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    months = read_list(words, at, _month)
    return (replace(pattern, months=unique(months[0])), months[1]) if months else None


def _dates(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    """Parse dates that one rule can express: "3 feb and 3 may" but not "3 feb and 4 may"."""
    if not (match := read_list(words, at, read_month_day)):
        return None
    pairs, end = set(match[0]), match[1]
    months, days = unique([month for month, _ in pairs]), unique([day for _, day in pairs])
    if len(months) * len(days) != len(pairs):
        raise InvalidPhrase(
            gettext("“%(text)s” is more than one repeating task.", text=words.text(at, end)), end
        )
    return replace(pattern, months=months, month_days=days), end


def _nth_weekdays(words: Words, at: int) -> Match[list[tuple[int, int]]]:
    """Parse "2nd and 4th tue" or "every tue"."""
    if words.key(at) == "every" and (weekday := WEEKDAYS.get(words.key(at + 1))) is not None:
        return [(0, weekday)], at + 2
    if not (ordinals := read_list(words, at, read_ordinal)):
        return None
    numbers, end = ordinals
    weekday = WEEKDAYS.get(words.key(end))
    return None if weekday is None else ([(n, weekday) for n in numbers], end + 1)


def _month_day(words: Words, at: int) -> Match[int]:
    """Parse "15th", "the 15" or "last day"."""
    match = read_ordinal(words, at) or _bare_day(words, at)
    if not match or (match[0] < 0 and words.key(match[1]) != "day"):
        return None
    if words.key(match[1]) in UNITS and words.key(match[1]) != "day":
        return None
    return match[0], match[1] + (words.key(match[1]) == "day")


def _bare_day(words: Words, at: int) -> Match[int]:
    """Parse a bare day such as "15", but not a number that counts something ("3 times")."""
    start = at + (words.key(at) == "the")
    day = DAY_NUMBER.fullmatch(words.key(start))
    return (int(day[1]), start + 1) if day and words.key(start + 1) not in COUNTED else None


def _month(words: Words, at: int) -> Match[int]:
    month = MONTHS.get(words.key(at))
    return (month, at + 1) if month else None


def read_list(
    words: Words, at: int, read: Callable[[Words, int], Match[T]], *, separated: bool = True
) -> Match[list[T]]:
    """Parse items separated by commas, slashes and "and"; by spaces too unless `separated`."""
    items: list[T] = []
    end = at
    match = read(words, at)
    while match:
        item, end = match
        items.append(item)
        following = end + (words.key(end) in (",", "/"))
        following += words.key(following) in ("and", "&", "+")
        match = read(words, following) if following > end or not separated else None
    return (items, end) if items else None


def unique(numbers: list[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))
