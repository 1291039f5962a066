"""Describe a rule in English, in quick-add phrases where quick add has one."""

from __future__ import annotations

from datetime import date
from itertools import product

from tasks.recurrence.english import (
    DAYS,
    MONTHS,
    join_words,
    month_day,
    nth,
    nth_weekdays,
    ordinal,
    sort_from_front,
)
from tasks.recurrence.parts import Parts
from tasks.recurrence.rule import Rule
from tasks.recurrence.skipped_periods import missing_month_days

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_WORKDAYS = tuple((0, day) for day in range(5))
_EVERY_DAY = tuple((0, day) for day in range(7))
_MAX_DATES_IN_FULL = 4  # "3 Feb and 3 May", but "the 1st and 15th of Jan, Feb and Mar"


def describe(rule: Rule, language: str = "en") -> str:
    """Return a phrase such as "every 2 weeks on Mon and Thu, until 3 May 2027".

    The phrase names days, not times. It is English in every `language`, like the quick-add
    grammar that can read it back.
    """
    parts = rule.parts
    if rule.kind == "after_completion":
        return f"{_every(parts)} after completion{_end(parts)}"
    parts = parts.with_implied(rule.starts_on).without_positions()
    clamps = rule.missing_days == "clamp" and missing_month_days(parts, rule.starts_on)
    suffix = " or the nearest day before" if clamps else ""
    return _days_and_interval(parts) + suffix + _end(parts)


def _every(parts: Parts) -> str:
    unit = _UNITS[parts.freq]
    return f"every {unit}" if parts.interval == 1 else f"every {parts.interval} {unit}s"


def _end(parts: Parts) -> str:
    if parts.until:
        return f", until {_date(parts.until)}"
    if parts.count:
        return f", {parts.count} times" if parts.count > 1 else ", once"
    return ""


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _days_and_interval(parts: Parts) -> str:
    if _only_weekdays(parts) and parts.weekdays in (_WORKDAYS, _EVERY_DAY):
        return "every weekday" if parts.weekdays == _WORKDAYS else "every day"
    if parts.freq == "DAILY":
        return _every(parts) + _limits(parts)
    if parts.freq == "WEEKLY":
        return f"{_every(parts)} on {_week_days(parts)}{_months(parts, ' in ')}"
    if parts.freq == "MONTHLY":
        return f"{_every(parts)} on {_days(parts)}{_months(parts, ' in ')}"
    return f"{_every(parts)} on {_year_days(parts)}"


def _only_weekdays(parts: Parts) -> bool:
    """Return whether the rule only picks weekdays, every week."""
    limited = parts.months or parts.month_days or parts.positions
    return parts.freq in ("DAILY", "WEEKLY") and parts.interval == 1 and not limited


def _limits(parts: Parts) -> str:
    """Describe the parts that limit a DAILY rule."""
    days = []
    if parts.month_days:
        days.append(f"the {join_words(map(month_day, sort_from_front(parts.month_days)))}")
    if parts.weekdays:
        days.append(_short_names(parts))
    return "".join(f", only on {day}" for day in days) + _months(parts, ", only in ")


def _short_names(parts: Parts) -> str:
    return join_words(DAYS[day][:3] for _, day in parts.weekdays)


def _months(parts: Parts, preposition: str) -> str:
    names = join_words(MONTHS[month - 1] for month in parts.months)
    return preposition + names if names else ""


def _week_days(parts: Parts) -> str:
    if not parts.positions:
        return _short_names(parts)
    return f"the {join_words(map(nth, sort_from_front(parts.positions)))} of {_short_names(parts)}"


def _days(parts: Parts, place: str = "") -> str:
    """Describe the days of a month or year: "the 13th of Nov, if that is Friday"."""
    phrases = []
    if parts.year_days:
        phrases.append(f"the {join_words(map(ordinal, sort_from_front(parts.year_days)))} day")
    if parts.month_days:
        phrases.append(f"the {join_words(map(month_day, sort_from_front(parts.month_days)))}")
    if parts.weekdays:
        phrases.append(_weekdays(parts))
    days = ", if that is ".join([phrases[0] + place, *phrases[1:]])
    if not parts.positions:
        return days
    return f"the {join_words(map(nth, sort_from_front(parts.positions)))} {days}"


def _weekdays(parts: Parts) -> str:
    if any(n for n, _ in parts.weekdays):
        return nth_weekdays(parts.weekdays)
    if parts.positions and parts.weekdays == _WORKDAYS:
        return "weekday"
    names = join_words((DAYS[day] for _, day in parts.weekdays), " or ")
    alone = not (parts.month_days or parts.year_days or parts.weeks or parts.positions)
    return nth_weekdays(parts.weekdays) if alone else names


def _year_days(parts: Parts) -> str:
    dates = [*product(parts.months, sort_from_front(parts.month_days))]
    dates_only = not (parts.weeks or parts.year_days or parts.weekdays or parts.positions)
    few = 0 < len(dates) <= _MAX_DATES_IN_FULL and min(parts.month_days) > 0
    if few and dates_only:
        return join_words(f"{day} {MONTHS[month - 1]}" for month, day in dates)
    week = f" of week {join_words(map(str, sort_from_front(parts.weeks)))}" if parts.weeks else ""
    place = _months(parts, " of ")
    numbered = parts.year_days or any(n for n, _ in parts.weekdays) or parts.positions
    return _days(parts, week + (place or " of the year" * bool(numbered and not week)))
