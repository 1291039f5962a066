"""Turns the text of a rule into ordinals, with COUNT and UNTIL; remembers what it parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import islice

from tasks.recurrence.closed_forms import Expander, daily, monthly, weekly
from tasks.recurrence.grammar import parsed
from tasks.recurrence.gregorian import GREGORIAN_CYCLE, LAST_ORDINAL
from tasks.recurrence.parts import Parts
from tasks.recurrence.period_sets import general

# A search looks this many days ahead at first, then further and further, but never far beyond
# what it is looking for.
_FIRST_WINDOW, _WIDEST_WINDOW = 64, 4096


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule made ready: how to expand it, and where it ends."""

    days: Expander
    count: int | None
    until: int


def ordinals(rrule: str, clamp: bool, start: int, first: int, last: int) -> Sequence[int]:
    """The dates of a rule in [first, last] as ascending ordinals, both ends included."""
    plan = _plan(rrule, clamp)
    first = max(first, start)
    last = min(last, end(rrule, clamp, start) if plan.count else plan.until)
    return plan.days(start, first, last) if first <= last else ()


def end(rrule: str, clamp: bool, start: int) -> int:
    """No date of the rule is after this ordinal; LAST_ORDINAL when the rule never ends."""
    plan = _plan(rrule, clamp)
    return _last_counted(rrule, clamp, start) if plan.count else plan.until


def search(
    days: Callable[[int, int], Sequence[int]], first: int, last: int, interval: int
) -> Iterator[int]:
    """All of `days` in [first, last], found little by little, so that few cost little.

    The calendar repeats every 400 years, so a rule that is silent for that long, times its
    interval, is silent for ever: the search ends there instead of in the year 9999.
    """
    hope = first + GREGORIAN_CYCLE * interval
    for window in windows(first, last):
        if window[0] > hope:
            return
        for day in days(*window):
            hope = day + GREGORIAN_CYCLE * interval
            yield day


def windows(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Cut [first, last] into windows that become longer."""
    length = _FIRST_WINDOW
    while first <= last:
        yield first, min(first + length - 1, last)
        first += length
        length = min(4 * length, _WIDEST_WINDOW)


@lru_cache(maxsize=8192)
def _plan(rrule: str, clamp: bool) -> Plan:
    parts = parsed(rrule)
    until = parts.until.toordinal() if parts.until else LAST_ORDINAL
    # A DAILY or WEEKLY rule never makes a day that does not exist.
    clamp = clamp and parts.freq in ("MONTHLY", "YEARLY")
    if parts == parts.completed(date.min):
        return Plan(expander(parts, clamp), parts.count, until)
    return Plan(_relative(parts, clamp), parts.count, until)


def _relative(parts: Parts, clamp: bool) -> Expander:
    """For a rule that leaves its day or month to DTSTART."""

    @lru_cache(maxsize=1024)
    def started(start: int) -> Expander:
        return expander(parts.completed(date.fromordinal(start)), clamp)

    def days(start: int, first: int, last: int) -> Sequence[int]:
        return started(start)(start, first, last)

    return days


def expander(parts: Parts, clamp: bool) -> Expander:
    """The closed form where there is one."""
    parts = parts.numbered()
    if parts.positions or parts.weeks or parts.year_days:
        return general(parts, clamp)
    if parts.freq == "DAILY":
        return daily(parts)
    if parts.freq == "WEEKLY":
        return weekly(parts)
    by_month = parts.freq == "MONTHLY" or parts.months
    if not by_month or (clamp and min(parts.month_days, default=0) < -28):
        return general(parts, clamp)
    return monthly(parts, clamp)


@lru_cache(maxsize=8192)
def _last_counted(rrule: str, clamp: bool, start: int) -> int:
    """The ordinal of the COUNT-th date: COUNT is an UNTIL that has to be found once."""
    plan = _plan(rrule, clamp)
    days = search(partial(plan.days, start), start, LAST_ORDINAL, parsed(rrule).interval)
    return next(islice(days, (plan.count or 1) - 1, None), LAST_ORDINAL)
