"""Parse repetitions: `every 2 weeks on mon, thu`, `every! 5 days`, `until 3 may`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from tasks.quickadd.dates import DAY_NUMBER, Calendar, read_date, read_month_day, read_number
from tasks.quickadd.patterns import Bound, Pattern
from tasks.quickadd.phrases import InvalidPhrase, Match, T
from tasks.quickadd.times import read_duration
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import (
    ADVERBS,
    MINUTES_IN,
    MONTHS,
    ORDINALS,
    UNITS,
    WEEKDAY_LABELS,
    WEEKDAYS,
)
from tasks.recurrence.messages import gettext

WORKING_DAYS: Final = tuple((0, weekday) for weekday in range(5))
WORKING_DAY_WORDS: Final = ("weekday", "workday")


def read_repeat(words: Words, at: int) -> Match[Pattern]:
    """Parse a repeat pattern. Raises InvalidPhrase when it never happens or is ambiguous."""
    if adverb := ADVERBS.get(words.key(at)):
        match: Match[Pattern] = _with_days(words, at + 1, Pattern(*adverb))
    elif words.keys(at, 2) == ["every", "!"]:
        match = _after_completion(_every(words, at + 2))
    else:
        match = _every(words, at + 1) if words.key(at) == "every" else None
    if not match:
        return None
    pattern, end = _with_suffix(words, *match)
    if not pattern.has_dates():
        raise InvalidPhrase(gettext("“%(text)s” never happens.", text=words.text(at, end)), end)
    return pattern, end


def read_bound(words: Words, at: int, calendar: Calendar) -> Match[Bound]:
    """Parse an end such as "until 3 may", "for 5 times", "for 3 weeks" or ", 5 times"."""
    if words.key(at) == "until":
        match = read_date(words, at + 1, calendar, marked=True)
        return (Bound(until=match[0]), match[1]) if match else None
    if words.keys(at, 2) == [",", "once"]:
        return Bound(count=1), at + 2
    if words.key(at) not in ("for", ",") or not (number := read_number(words, at + 1)):
        return None
    amount, end = number
    if words.key(end) in ("time", "times"):
        return Bound(count=amount), end + 1
    unit = UNITS.get(words.key(end)) if words.key(at) == "for" else None
    return (Bound(span=(amount, unit)), end + 1) if unit else None


def _every(words: Words, at: int) -> Match[Pattern]:
    forms = (
        _working_days,
        _units,
        _every_weekday,
        _every_year_day,
        _every_month_day,
        _reject_short_interval,
    )
    return next((match for form in forms if (match := form(words, at))), None)


def _working_days(words: Words, at: int) -> Match[Pattern]:
    if words.key(at) not in WORKING_DAY_WORDS:
        return None
    return Pattern("week", weekdays=WORKING_DAYS), at + 1


def _units(words: Words, at: int) -> Match[Pattern]:
    interval, end = _interval(words, at)
    if not (unit := UNITS.get(words.key(end))):
        return None
    if unit == "quarter":
        unit, interval = "month", 3 * interval
    return _with_days(words, end + 1, Pattern(unit, interval))


def _interval(words: Words, at: int) -> tuple[int, int]:
    """Parse the number before a unit ("2", "two", "other" or "3rd"); 1 when there is none."""
    if words.key(at) == "other":
        return 2, at + 1
    ordinal = _ordinal(words, at)
    if ordinal and ordinal[0] > 1:
        return ordinal
    return read_number(words, at) or (1, at)


def _every_weekday(words: Words, at: int) -> Match[Pattern]:
    other = words.key(at) == "other"
    return _weekdays(words, at + other, Pattern("week", 1 + other))


def _every_year_day(words: Words, at: int) -> Match[Pattern]:
    return _days_of_year(words, at, Pattern("year"))


def _every_month_day(words: Words, at: int) -> Match[Pattern]:
    if words.key(at).isdecimal() or not (match := _days_of_month(words, at, Pattern("month"))):
        return None
    pattern, end = match
    if words.key(end) == "of" and words.key(end + 2) == "month":
        return pattern, end + 3
    if pattern.month_days and words.key(end - 1) in ORDINALS:
        return None  # "greet every third guest"
    match pattern.weekdays:
        case ((n, weekday),) if n > 1:
            days, name = words.text(at, end), WEEKDAY_LABELS[weekday]
            ambiguous = gettext(
                "“every %(days)s” can mean two things. Type “every %(n)d weeks on %(name)s” or "
                "“every month on the %(days)s”.",
                days=days,
                n=n,
                name=name,
            )
            raise InvalidPhrase(ambiguous, end)
    return pattern, end


def _reject_short_interval(words: Words, at: int) -> None:
    duration = read_duration(words, at)
    if duration or words.key(at) in ("hour", "minute"):
        raise InvalidPhrase(
            gettext("A task can repeat at most once a day."), duration[1] if duration else at + 1
        )


def _with_days(words: Words, at: int, pattern: Pattern) -> tuple[Pattern, int]:
    """Add the days after "on" to the pattern, if they fit its unit, and the months after "in"."""
    forms = {"week": _weekdays, "month": _days_of_month, "year": _days_of_year}
    form = forms.get(pattern.unit)
    match = form(words, at + 1, pattern) if form and words.key(at) == "on" else None
    pattern, end = match or (pattern, at)
    if pattern.unit == "year" or words.key(end) != "in":
        return pattern, end
    months = _list(words, end + 1, _month)
    return (replace(pattern, months=_unique(months[0])), months[1]) if months else (pattern, end)


def _after_completion(match: Match[Pattern]) -> Match[Pattern]:
    return (replace(match[0], kind="after_completion"), match[1]) if match else None


def _with_suffix(words: Words, pattern: Pattern, at: int) -> tuple[Pattern, int]:
    if words.keys(at, 2) == ["after", "completion"]:
        return replace(pattern, kind="after_completion"), at + 2
    if words.keys(at, 5) == ["or", "the", "nearest", "day", "before"]:
        return replace(pattern, missing_days="clamp"), at + 5
    return pattern, at


def _weekdays(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    if not (match := _list(words, at, _weekday, separated=False)):
        return None
    days, end = match
    return replace(pattern, weekdays=tuple((0, day) for day in sorted(set(days)))), end


def _days_of_year(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    readings = (_days_of_months(words, at, pattern), _dates(words, at, pattern))
    # The longer reading wins: days of months for "the 1st of jan and feb", dates for
    # "1st of jan and 1st of feb".
    return max((match for match in readings if match), key=lambda match: match[1], default=None)


def _days_of_months(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    if not (days := _days_of_month(words, at, pattern)) or words.key(days[1]) not in ("of", "in"):
        return None
    months = _list(words, days[1] + 1, _month)
    return (replace(days[0], months=_unique(months[0])), months[1]) if months else None


def _dates(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    """Parse dates that one rule can express: "3 feb and 3 may" but not "3 feb and 4 may"."""
    if not (match := _list(words, at, read_month_day)):
        return None
    pairs, end = set(match[0]), match[1]
    months, days = (
        _unique([month for month, _ in pairs]),
        _unique([day for _, day in pairs]),
    )
    if len(months) * len(days) != len(pairs):
        raise InvalidPhrase(
            gettext("“%(text)s” is more than one repeating task.", text=words.text(at, end)), end
        )
    return replace(pattern, months=months, month_days=days), end


def _days_of_month(words: Words, at: int, pattern: Pattern) -> Match[Pattern]:
    ordinals = _list(words, at, _ordinal)
    if ordinals and words.key(ordinals[1]) in WORKING_DAY_WORDS:
        positions = _unique(ordinals[0])
        return replace(pattern, weekdays=WORKING_DAYS, positions=positions), ordinals[1] + 1
    if nths := _list(words, at, _nth_weekdays):
        pairs = {pair for pairs in nths[0] for pair in pairs}
        return replace(pattern, weekdays=tuple(sorted(pairs))), nths[1]
    if days := _list(words, at, _month_day):
        return replace(pattern, month_days=_unique(days[0])), days[1]
    return None


def _nth_weekdays(words: Words, at: int) -> Match[list[tuple[int, int]]]:
    """Parse "2nd and 4th tue" or "every tue"."""
    if words.key(at) == "every" and (weekday := WEEKDAYS.get(words.key(at + 1))) is not None:
        return [(0, weekday)], at + 2
    if not (ordinals := _list(words, at, _ordinal)):
        return None
    numbers, end = ordinals
    weekday = WEEKDAYS.get(words.key(end))
    return None if weekday is None else ([(n, weekday) for n in numbers], end + 1)


def _month_day(words: Words, at: int) -> Match[int]:
    """Parse "15th", "the 15" or "last day"."""
    match = _ordinal(words, at) or _bare_day(words, at)
    if not match or (match[0] < 0 and words.key(match[1]) != "day"):
        return None
    return match[0], match[1] + (words.key(match[1]) == "day")


def _bare_day(words: Words, at: int) -> Match[int]:
    """Parse a bare day such as "15", but not a number that counts something ("3 times")."""
    start = at + (words.key(at) == "the")
    counted_units = (*MONTHS, *MINUTES_IN, "time", "times")
    day = DAY_NUMBER.fullmatch(words.key(start))
    return (int(day[1]), start + 1) if day and words.key(start + 1) not in counted_units else None


def _ordinal(words: Words, at: int) -> Match[int]:
    """Parse "2nd", "second", "the last" (-1) or "second-to-last" (-2)."""
    start = at + (words.key(at) == "the")
    key, backwards, _ = words.key(start).partition("-to-last")
    number = DAY_NUMBER.fullmatch(key)
    n = int(number[1]) if number and number[2] else ORDINALS.get(key)
    return None if n is None else (-n if backwards else n, start + 1)


def _weekday(words: Words, at: int) -> Match[int]:
    weekday = WEEKDAYS.get(words.key(at))
    return None if weekday is None else (weekday, at + 1)


def _month(words: Words, at: int) -> Match[int]:
    month = MONTHS.get(words.key(at))
    return (month, at + 1) if month else None


def _list(
    words: Words, at: int, read: Callable[[Words, int], Match[T]], *, separated: bool = True
) -> Match[list[T]]:
    """Parse items separated by commas and "and"; by spaces too unless `separated`."""
    items: list[T] = []
    end = at
    match = read(words, at)
    while match:
        item, end = match
        items.append(item)
        following = end + (words.key(end) == ",")
        following += words.key(following) in ("and", "&")
        match = read(words, following) if following > end or not separated else None
    return (items, end) if items else None


def _unique(numbers: list[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))
