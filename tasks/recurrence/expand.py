"""Expand the text of a rule into ordinals, applying COUNT and UNTIL. Caches parsed rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import islice

from tasks.recurrence.closed_forms import Expander, daily, monthly, weekly
from tasks.recurrence.grammar import parse_cached
from tasks.recurrence.gregorian import GREGORIAN_CYCLE, LAST_ORDINAL
from tasks.recurrence.parts import Parts
from tasks.recurrence.period_sets import expand_period_sets

# Days per search window: the first is short so that finding one date is cheap, and the widest
# is limited so that a search never expands far beyond the date it needs.
_FIRST_WINDOW, _WIDEST_WINDOW = 64, 4096


@dataclass(frozen=True, slots=True)
class Plan:
    """A parsed rule: how to expand it, and where it ends."""

    days: Expander
    count: int | None
    until: int


def ordinals(rrule: str, clamp: bool, start: int, first: int, last: int) -> Sequence[int]:
    """Return the dates of a rule in [first, last], both included, as ascending ordinals."""
    plan = _plan(rrule, clamp)
    first = max(first, start)
    last = min(last, _last_counted(rrule, clamp, start, last) if plan.count else plan.until)
    return plan.days(start, first, last) if first <= last else ()


def end(rrule: str, clamp: bool, start: int) -> int:
    """Return an ordinal that no date of the rule is after; LAST_ORDINAL for an endless rule."""
    plan = _plan(rrule, clamp)
    return _last_counted(rrule, clamp, start, LAST_ORDINAL) if plan.count else plan.until


def is_over(rrule: str, clamp: bool, start: int, day: int) -> bool:
    """Return whether every date of the rule is before `day`; looks no further than that."""
    plan = _plan(rrule, clamp)
    end = _last_counted(rrule, clamp, start, day) if plan.count else plan.until
    return end < day


def search(
    days: Callable[[int, int], Sequence[int]],
    first: int,
    last: int,
    interval: int,
    is_over: Callable[[int], bool] = lambda _day: False,
) -> Iterator[int]:
    """Yield all of `days` in [first, last], window by window, so that early dates are cheap.

    The calendar repeats every 400 years. A rule without a date for 400 years times its interval
    has no further date, so the search stops there instead of in the year 9999, or before a window
    that `is_over`.
    """
    limit = first + GREGORIAN_CYCLE * interval
    for window in windows(first, last):
        if window[0] > limit or is_over(window[0]):
            return
        for day in days(*window):
            limit = day + GREGORIAN_CYCLE * interval
            yield day


def windows(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield consecutive windows of increasing length that cover [first, last]."""
    length = _FIRST_WINDOW
    while first <= last:
        yield first, min(first + length - 1, last)
        first += length
        length = min(4 * length, _WIDEST_WINDOW)


@lru_cache(maxsize=8192)
def _plan(rrule: str, clamp: bool) -> Plan:
    parts = parse_cached(rrule)
    until = parts.until.toordinal() if parts.until else LAST_ORDINAL
    # DAILY and WEEKLY rules only produce days that exist, so clamping does not apply.
    clamp = clamp and parts.freq in ("MONTHLY", "YEARLY")
    if parts == parts.with_implied(date.min):
        return Plan(expander(parts, clamp), parts.count, until)
    return Plan(_relative(parts, clamp), parts.count, until)


def _relative(parts: Parts, clamp: bool) -> Expander:
    """Expand a rule that takes its day or month from DTSTART."""

    @lru_cache(maxsize=1024)
    def expander_from(start: int) -> Expander:
        return expander(parts.with_implied(date.fromordinal(start)), clamp)

    def days(start: int, first: int, last: int) -> Sequence[int]:
        return expander_from(start)(start, first, last)

    return days


def expander(parts: Parts, clamp: bool) -> Expander:
    """Return the closed form for the rule, or the period sets when it has none."""
    parts = parts.without_positions()
    if parts.positions or parts.weeks or parts.year_days:
        return expand_period_sets(parts, clamp)
    if parts.freq == "DAILY":
        return daily(parts)
    if parts.freq == "WEEKLY":
        return weekly(parts)
    by_month = parts.freq == "MONTHLY" or parts.months
    if not by_month or (clamp and min(parts.month_days, default=0) < -28):
        return expand_period_sets(parts, clamp)
    return monthly(parts, clamp)


def _last_counted(rrule: str, clamp: bool, start: int, limit: int) -> int:
    """Return the ordinal of the COUNT-th date, which then serves as UNTIL.

    Returns LAST_ORDINAL if that date is after `limit`. Counts at most twice as many days as lie
    between: a rule with COUNT=9999 took more than a second to count to the year 9999.
    """
    days = max(limit - start, _WIDEST_WINDOW)
    return _count(rrule, clamp, start, min(start + (1 << days.bit_length()), LAST_ORDINAL))


@lru_cache(maxsize=8192)
def _count(rrule: str, clamp: bool, start: int, limit: int) -> int:
    plan = _plan(rrule, clamp)
    days = search(partial(plan.days, start), start, limit, parse_cached(rrule).interval)
    return next(islice(days, (plan.count or 1) - 1, None), LAST_ORDINAL)
