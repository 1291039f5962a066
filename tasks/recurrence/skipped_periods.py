"""Says which months or years a rule leaves out because they lack its day."""

from __future__ import annotations

from calendar import isleap
from datetime import date

from tasks.recurrence.english import DAYS, MONTHS, listed, natural, nth, ordinal
from tasks.recurrence.parts import Parts

_SHORTEST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def warning(parts: Parts, starts_on: date, *, clamp: bool) -> str:
    """A sentence for a person, or "" when nothing is left out. `parts` must be completed."""
    parts = parts.numbered()
    lacking = _lacking(parts, starts_on, clamp)
    if not lacking or (parts.month_days and parts.weekdays):
        return ""
    one_month = parts.freq == "YEARLY" and len(parts.months) == 1
    by_year = one_month or (parts.freq == "YEARLY" and not parts.months)
    place = f" of {MONTHS[parts.months[0] - 1]}" if one_month else ""
    gap = f"{'Years' if by_year else 'Months'} without a {listed(lacking, ' or ')}{place}"
    choices = parts.month_days or parts.weekdays or parts.year_days or parts.weeks
    return f"{gap} are skipped." if len(lacking) == len(choices) else f"{gap} leave it out."


def missing_month_days(parts: Parts, starts_on: date) -> list[int]:
    """The days of the month that some month the rule visits does not have."""
    begin = starts_on.month - 1
    visited = {month % 12 for month in range(begin, begin + 12 * parts.interval, parts.interval)}
    if parts.freq == "YEARLY":
        visited = {month - 1 for month in parts.months}
    elif parts.months:
        visited &= {month - 1 for month in parts.months}
    leap = parts.freq == "YEARLY" and parts.interval % 4 == 0 and isleap(starts_on.year)
    shortest = min((29 if leap and m == 1 else _SHORTEST[m] for m in visited), default=31)
    return [day for day in natural(parts.month_days) if abs(day) > shortest]


def _lacking(parts: Parts, starts_on: date, clamp: bool) -> list[str]:
    """What some months or years do not have, named without an article."""
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
