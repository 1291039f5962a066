"""Expand rules that other programs wrote: any FREQ and times of day, within limits.

The days of a rule come from `expand.expander`, so a window costs the same however long ago the
series began. Moments are naive local times; the caller converts them to instants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain, groupby, islice, product

from tasks.recurrence.closed_forms import Expander
from tasks.recurrence.day_limits import day_limit
from tasks.recurrence.expand import expander, windows
from tasks.recurrence.gregorian import (
    LAST_ORDINAL,
    month_of,
    month_span,
    week_of,
    weekday,
    year_span,
)
from tasks.recurrence.parts import Parts, Skip

DAY = 86_400
HOUR, MINUTE = 3600, 60
MAX_STEPS = 200_000  # of one budget: daily with COUNT since 1600, hourly with COUNT for 22 years
DAYS_PER_STEP = 4  # of a window without any moment
EVERY_DAY = tuple((0, day) for day in range(7))


class TooManyMoments(Exception):
    """This rule takes too long to expand."""


class Budget:
    """The steps that are left for one rule, or for several."""

    def __init__(self) -> None:
        self.left = MAX_STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooManyMoments


@dataclass(frozen=True, slots=True)
class MomentRule:
    """A rule of another program. `unit` is 0, or the seconds of an hour, a minute or a second.

    `parts` are about days only (DAILY if there is a `unit`); its interval counts units.
    """

    parts: Parts
    unit: int = 0
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    skip: Skip = "OMIT"
    count: int | None = None
    until: datetime | None = None

    def between(
        self, start: datetime, first: datetime, last: datetime, budget: Budget | None = None
    ) -> Iterator[datetime]:
        """Yield the moments in [first, last], ascending, of a series that starts at `start`.

        COUNT counts the moments that match the rule, as RFC 5545 leaves open what it means for a
        start that does not. Raises `TooManyMoments`.
        """
        end = _seconds(min(last, self.until or last))
        begin, low = _seconds(start), _seconds(max(start, first))
        walk = _by_unit if self.unit else _by_day
        span = begin, low if self.count is None else begin, end
        moments = walk(self, span, budget or Budget())
        for moment in islice(moments, self.count):
            if moment >= low:
                yield datetime.fromordinal(moment // DAY) + timedelta(seconds=moment % DAY)


def _seconds(moment: datetime) -> int:
    """Return a local time as seconds since the day before year 1."""
    return moment.toordinal() * DAY + moment.hour * HOUR + moment.minute * MINUTE + moment.second


def _by_day(rule: MomentRule, span: tuple[int, int, int], budget: Budget) -> Iterator[int]:
    """Yield the moments of a DAILY, WEEKLY, MONTHLY or YEARLY rule in [first, last]."""
    start, first, last = span
    parts = _every_month(rule.parts).with_implied(date.fromordinal(start // DAY))
    times = _times_of_day(rule, start, budget)
    if len(times) == 1:
        parts = parts.without_positions()
    walk = _by_position if parts.positions else _plain
    for moment in walk(parts, rule.skip, times, span, budget):
        if moment > last:
            return
        if moment >= first:
            yield moment


def _every_month(parts: Parts) -> Parts:
    """Repeat the days of a YEARLY rule in every month, unless it names its months.

    RFC 5545 §3.3.10 expands BYMONTHDAY, unlike RFC 8984 §4.3.3, which our own rules follow.
    """
    narrowed = parts.months or parts.weeks or parts.year_days
    if parts.freq != "YEARLY" or narrowed or not parts.month_days:
        return parts
    return replace(parts, months=tuple(range(1, 13)))


def _plain(
    parts: Parts, skip: Skip, times: Sequence[int], span: tuple[int, int, int], budget: Budget
) -> Iterator[int]:
    start, first, last = (moment // DAY for moment in span)
    days = _days(parts, skip)
    for low, high in windows(first, last):
        ordinals = days(start, low, high)
        budget.spend(len(ordinals) * len(times) + (high - low) // DAYS_PER_STEP)
        for day in ordinals:
            for time in times:
                yield day * DAY + time


def _by_position(
    parts: Parts, skip: Skip, times: Sequence[int], span: tuple[int, int, int], budget: Budget
) -> Iterator[int]:
    """Apply BYSETPOS to the moments of each day, week, month or year."""
    start, first, last = (moment // DAY for moment in span)
    days = _days(replace(parts, positions=()), skip)
    begin = _period(parts, start)[0]
    edges = _period(parts, first)[0], min(_period(parts, last)[1], LAST_ORDINAL)

    def expanded(low: int, high: int) -> Sequence[int]:
        budget.spend((high - low) // DAYS_PER_STEP)
        return days(begin, max(low, begin), high) if high >= begin else ()

    ordinals = chain.from_iterable(expanded(*window) for window in windows(*edges))
    for _, group in groupby(ordinals, key=lambda day: _period(parts, day)):
        period = list(group)
        budget.spend(len(period) * len(times))
        moments = [day * DAY + time for day in period for time in times]
        yield from _positioned(moments, parts.positions)


def _positioned(moments: Sequence[int], positions: Sequence[int]) -> list[int]:
    if not positions:
        return list(moments)
    size = len(moments)
    return sorted({moments[n - 1 if n > 0 else n] for n in positions if 1 <= abs(n) <= size})


def _period(parts: Parts, day: int) -> tuple[int, int]:
    """Return the first and last ordinal of the day, week, month or year that contains a day."""
    if parts.freq == "DAILY":
        return day, day
    if parts.freq == "WEEKLY":
        week = max(week_of(day, parts.week_start), 1)
        return week, week + 6
    if parts.freq == "MONTHLY":
        return month_span(month_of(day))
    return year_span(date.fromordinal(day).year)


def _times_of_day(rule: MomentRule, start: int, budget: Budget) -> list[int]:
    """Return the times of each day in seconds; those of the start unless the rule names them."""
    clock = start % DAY
    hours = rule.hours or (clock // HOUR,)
    minutes = rule.minutes or (clock % HOUR // MINUTE,)
    seconds = rule.seconds or (clock % MINUTE,)
    budget.spend(len(hours) * len(minutes) * len(seconds))
    return [h * HOUR + m * MINUTE + s for h, m, s in product(hours, minutes, seconds)]


def _days(parts: Parts, skip: Skip) -> Expander:
    """Expand days; parts that the RFC doesn't define for a FREQ only leave out days."""
    if parts.freq != "YEARLY" and (parts.weeks or parts.year_days):
        allows = day_limit(Parts("DAILY", weeks=parts.weeks, year_days=parts.year_days))
        days = _days(replace(parts, weeks=(), year_days=()), skip)
        return lambda start, first, last: list(filter(allows, days(start, first, last)))
    unlimited = not parts.weekdays and not parts.month_days
    if parts.freq in ("WEEKLY", "MONTHLY") and (
        unlimited or (parts.freq == "WEEKLY" and not parts.weekdays)
    ):
        parts = replace(parts, weekdays=EVERY_DAY)
    if skip == "FORWARD" and parts.freq in ("MONTHLY", "YEARLY"):
        return _forward(parts)
    return expander(parts, skip == "BACKWARD" and parts.freq in ("MONTHLY", "YEARLY"))


def _forward(parts: Parts) -> Expander:
    """Move a day that a month or year lacks to the day after its end (RFC 7529 §4.1).

    Moving it backward finds the day before that. One number at a time: the 28th and the 31st of
    February are the same day when moved backward.
    """
    if any(n for n, _ in parts.weekdays) or not (parts.month_days or parts.year_days):
        return expander(parts, clamp=False)
    allowed = {day for _, day in parts.weekdays} or set(range(7))
    plain = replace(parts, weekdays=())
    single = [replace(plain, month_days=(number,)) for number in parts.month_days] or [
        replace(plain, year_days=(number,)) for number in parts.year_days
    ]
    pairs = [(expander(one, clamp=False), expander(one, clamp=True)) for one in single]

    def days(start: int, first: int, last: int) -> Sequence[int]:
        ordinals: set[int] = set()
        for existing, backward in pairs:
            ordinals.update(existing(start, first, last))
            moved = backward(start, max(first - 1, start), last)
            missing = set(moved).difference(existing(start, max(first - 1, start), last))
            ordinals.update(day + 1 for day in missing if first <= day + 1 <= last)
        return sorted(day for day in ordinals if weekday(day) in allowed)

    return days


def _by_unit(rule: MomentRule, span: tuple[int, int, int], budget: Budget) -> Iterator[int]:
    """Yield the moments of an HOURLY, MINUTELY or SECONDLY rule in [first, last]."""
    start, first, last = span
    step = rule.parts.interval * rule.unit
    offsets = _offsets(rule, start)
    budget.spend(len(offsets))
    next_allowed = _NextAllowed(rule)
    at = start - start % rule.unit
    at += max((first - at) // step, 0) * step
    while at <= last:
        allowed = next_allowed(at)
        if allowed > at:
            budget.spend(1)
            at += -((at - allowed) // step) * step
            continue
        budget.spend(len(offsets))
        for offset in offsets:
            if first <= at + offset <= last:
                yield at + offset
        at += step


def _offsets(rule: MomentRule, start: int) -> list[int]:
    """Return the moments of one hour, minute or second, in seconds from its begin."""
    minutes = rule.minutes or (start % HOUR // MINUTE,) if rule.unit == HOUR else (0,)
    seconds = rule.seconds or (start % MINUTE,) if rule.unit > 1 else (0,)
    moments = [m * MINUTE + s for m, s in product(minutes, seconds)]
    return _positioned(moments, rule.parts.positions)


class _NextAllowed:
    """Finds the next moment that BYMONTH, BYDAY, BYHOUR and so on allow, or a moment before it."""

    def __init__(self, rule: MomentRule) -> None:
        self.allows_day = day_limit(rule.parts)
        self.hours = set(rule.hours or range(24))
        self.minutes = set((rule.unit < HOUR and rule.minutes) or range(60))
        self.seconds = set((rule.unit < MINUTE and rule.seconds) or range(60))
        self.day, self.allowed = 0, False

    def __call__(self, at: int) -> int:
        day, clock = divmod(at, DAY)
        if day != self.day:
            self.day, self.allowed = day, self.allows_day(day)
        if not self.allowed:
            return at - clock + DAY
        if clock // HOUR not in self.hours:
            return at - clock % HOUR + HOUR
        if clock % HOUR // MINUTE not in self.minutes:
            return at - clock % MINUTE + MINUTE
        return at if clock % MINUTE in self.seconds else at + 1
