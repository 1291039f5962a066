"""Warn about months or years that a rule skips because they lack its day."""

from __future__ import annotations

from calendar import isleap
from datetime import date

from tasks.recurrence.english import DAYS, MONTHS, join_words, nth, ordinal, sort_from_front
from tasks.recurrence.messages import gettext
from tasks.recurrence.parts import Parts

_SHORTEST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def warning(parts: Parts, starts_on: date, *, clamp: bool) -> str:
    """Return a warning for people, or "" when the rule skips nothing.

    `parts` must include what DTSTART implies.
    """
    parts = parts.without_positions()
    missing = _missing_days(parts, starts_on, clamp)
    if not missing or (parts.month_days and parts.weekdays):
        return ""
    one_month = parts.freq == "YEARLY" and len(parts.months) == 1
    by_year = one_month or (parts.freq == "YEARLY" and not parts.months)
    days = join_words(missing, " or ")
    if one_month:
        days = f"{days} of {MONTHS[parts.months[0] - 1]}"
    choices = parts.month_days or parts.weekdays or parts.year_days or parts.weeks
    return _sentence(days, by_year=by_year, skips_period=len(missing) == len(choices))


def _sentence(days: str, *, by_year: bool, skips_period: bool) -> str:
    if skips_period and by_year:
        return gettext("Years without a %(days)s are skipped.", days=days)
    if skips_period:
        return gettext("Months without a %(days)s are skipped.", days=days)
    if by_year:
        return gettext("In years without a %(days)s, that day is skipped.", days=days)
    return gettext("In months without a %(days)s, that day is skipped.", days=days)


def missing_month_days(parts: Parts, starts_on: date) -> list[int]:
    """Return the month days of the rule that at least one covered month does not have."""
    begin = starts_on.month - 1
    covered = {month % 12 for month in range(begin, begin + 12 * parts.interval, parts.interval)}
    if parts.freq == "YEARLY":
        covered = {month - 1 for month in parts.months}
    elif parts.months:
        covered &= {month - 1 for month in parts.months}
    leap = parts.freq == "YEARLY" and parts.interval % 4 == 0 and isleap(starts_on.year)
    shortest = min((29 if leap and m == 1 else _SHORTEST[m] for m in covered), default=31)
    return [day for day in sort_from_front(parts.month_days) if abs(day) > shortest]


def _missing_days(parts: Parts, starts_on: date, clamp: bool) -> list[str]:
    """Name the days and weeks that some months or years lack, without an article."""
    if parts.freq not in ("MONTHLY", "YEARLY"):
        return []
    by_month = parts.freq == "MONTHLY" or parts.months
    always = 4 if by_month else 52
    names = [f"{nth(n)} {DAYS[day]}" for n, day in parts.weekdays if abs(n) > always]
    names += [f"{ordinal(n)} week" for n in parts.weeks if abs(n) == 53]
    if not clamp:
        names += [ordinal(n) for n in missing_month_days(parts, starts_on)]
        names += [f"{ordinal(n)} day" for n in parts.year_days if abs(n) == 366]
    return names
