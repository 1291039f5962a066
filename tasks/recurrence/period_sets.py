"""Expand any rule by intersecting sets of days, one week, month or year at a time.

Used for the rules that have no closed form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tasks.recurrence.closed_forms import Expander, clip, every_nth
from tasks.recurrence.gregorian import (
    LAST_ORDINAL,
    month_of,
    month_span,
    nth_weekdays,
    numbered_days,
    numbered_weeks,
    week_of,
    weekday,
    year_span,
)
from tasks.recurrence.parts import Parts

# Clamping can move a day into the previous period (see numbered_days), so the expansion looks
# one period, at most a year, beyond the window.
_LOOK_AHEAD = 366


def expand_period_sets(parts: Parts, clamp: bool) -> Expander:
    """Expand every part of RFC 5545 §3.3.10 in any allowed combination.

    `parts` must include what DTSTART implies. The periods of a YEARLY rule are calendar years:
    with BYWEEKNO and an interval, the days of a week that crosses New Year belong to the calendar
    year they are in.
    """

    def days(start: int, first: int, last: int) -> Sequence[int]:
        end = min(last + _LOOK_AHEAD, LAST_ORDINAL) if clamp else last
        ordinals: set[int] = set()
        for period in _periods(parts, start, first, end):
            candidates = sorted(_candidates(parts, clamp, *period))
            ordinals.update(_apply_positions(candidates, parts.positions))
        return clip(sorted(ordinals), first, last)

    return days


def _periods(parts: Parts, start: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the weeks, months or years that the rule covers, as (first, last) ordinals."""
    step = parts.interval
    if parts.freq == "WEEKLY":
        week = week_of(start, parts.week_start)
        week += (first - week) // (7 * step) * 7 * step
        yield from ((monday, monday + 6) for monday in range(week, last + 1, 7 * step))
    elif parts.freq == "MONTHLY":
        months = every_nth(step, month_of(start), month_of(first), month_of(last))
        yield from map(month_span, months)
    else:
        years = every_nth(step, *(date.fromordinal(day).year for day in (start, first, last)))
        yield from map(year_span, years)


def _candidates(parts: Parts, clamp: bool, first: int, last: int) -> set[int]:
    """Return the days of one period that satisfy every part except BYSETPOS."""
    months = _months(parts, first, last)
    limits = []
    if parts.year_days:
        limits.append(numbered_days(parts.year_days, first, last, clamp=clamp))
    if parts.weeks:
        year = date.fromordinal(first).year
        limits.append(numbered_weeks(parts.weeks, parts.week_start, year))
    if parts.months or parts.month_days:
        numbers = parts.month_days or range(1, 32)
        limits.append(_union(numbered_days(numbers, *month, clamp=clamp) for month in months))
    if not limits or parts.freq == "WEEKLY":
        limits.append(set(range(first, last + 1)))
    days = set.intersection(*limits)
    if not parts.weekdays:
        return days
    # Weekdays are numbered within the month in a MONTHLY rule or one with BYMONTH, otherwise
    # within the year (RFC 5545 §3.3.10, notes 1 and 2).
    by_month = parts.freq == "MONTHLY" or parts.months
    return _on_weekdays(parts, days, months if by_month else [(first, last)])


def _months(parts: Parts, first: int, last: int) -> list[tuple[int, int]]:
    """Return the months of a period that BYMONTH allows."""
    months = range(month_of(first), month_of(last) + 1)
    return [month_span(m) for m in months if not parts.months or m % 12 + 1 in parts.months]


def _on_weekdays(parts: Parts, days: set[int], scopes: list[tuple[int, int]]) -> set[int]:
    """Return the `days` that BYDAY allows, counting weekdays within each scope."""
    every = {day for n, day in parts.weekdays if n == 0}
    matches = {day for day in days if weekday(day) in every}
    if numbered := [pair for pair in parts.weekdays if pair[0]]:
        matches |= days & _union(nth_weekdays(numbered, *scope) for scope in scopes)
    return matches


def _union(sets: Iterable[set[int]]) -> set[int]:
    return set[int]().union(*sets)


def _apply_positions(days: list[int], positions: tuple[int, ...]) -> list[int]:
    """Apply BYSETPOS: keep the n-th of the period's days, counted from either end."""
    if not positions:
        return days
    size = len(days)
    return [days[n - 1 if n > 0 else n] for n in positions if -size <= n <= size]
