"""Test single days against the parts of a rule that only leave out days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from tasks.recurrence.gregorian import (
    month_of,
    month_span,
    numbered_days,
    numbered_weeks,
    year_span,
)
from tasks.recurrence.parts import Parts


def day_limit(parts: Parts) -> Callable[[int], bool]:
    """Return a test for ordinals (RFC 5545 §3.3.10, "Limit"); weekdays count without a number."""
    weekdays = {day for _, day in parts.weekdays}

    @lru_cache(maxsize=16)
    def days_of_year(year: int) -> set[int]:
        days = set(range(year_span(year)[0], year_span(year)[1] + 1))
        if parts.year_days:
            days &= numbered_days(parts.year_days, *year_span(year), clamp=False)
        if parts.weeks:
            days &= numbered_weeks(parts.weeks, parts.week_start, year)
        return days

    def allows(ordinal: int) -> bool:
        day = date.fromordinal(ordinal)
        last = month_span(month_of(ordinal))[1] if parts.month_days else 0
        return (
            (not weekdays or day.weekday() in weekdays)
            and (not parts.months or day.month in parts.months)
            and (not parts.month_days or bool({day.day, ordinal - last - 1} & {*parts.month_days}))
            and (not (parts.weeks or parts.year_days) or ordinal in days_of_year(day.year))
        )

    return allows
