"""State what a person of a simulated year knows at a moment as a planning problem.

The rules are those of a new person's preferences: lunch, a break after two hours of work, 80 % of
the free time to plan, and long tasks in pieces (tasks/planning/proposals builds the same from the
database).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.year_world import DAY, GRID, LUNCH, LUNCH_MINUTES, Meeting, Work, World
from tasks.planning.solver import (
    PERSONAL,
    WEIGHT_OF_IMPACT,
    Block,
    Chunks,
    Day,
    Problem,
    Span,
    Task,
)
from tasks.planning.solver.spans import clipped, merged, without

HORIZON = 5  # working days of a plan
SHARE = 80  # percent of the free time
SHORT_DAY = 60  # minutes that may be planned whatever the share
BUFFER, BREAK_AFTER, BREAK_MINUTES = 5, 120, 15
SPLIT_ABOVE, SHORTEST_CHUNK = 90, 30
LEAST = 10  # minutes that a person expects of anything unfinished


@dataclass(slots=True)
class OpenWork:
    """Work that isn't done: the minutes the person expects it to need, and those spent.

    ``lapsed``: its promise or day has passed, so it may go anywhere.
    """

    work: Work
    left: int
    spent: int = 0
    lapsed: bool = False

    @property
    def remaining(self) -> int:
        """Return the minutes that it really needs."""
        return max(1, self.work.actual - self.spent)

    @property
    def promise(self) -> Block | None:
        span = None if self.lapsed else self.work.promise
        return span and Block(*span, self.work.id)

    @property
    def day(self) -> int | None:
        return None if self.lapsed or self.work.at is not None else self.work.day


def state_problem(
    world: World,
    now: int,
    works: Iterable[OpenWork],
    meetings: Iterable[Meeting],
    plan: Sequence[Block],
) -> Problem:
    """Return the problem of a moment; ``plan`` holds the blocks that are in progress or to come."""
    days = horizon(world, now)
    until = days[-1] + DAY
    hours = clipped([world.hours(day) for day in days], now, until)
    busy = tuple(Span(m.begin, m.end) for m in meetings if m.end > now and m.begin < until)
    planned = [one for one in works if _takes_part(one, until)]
    names = {one.work.id for one in planned}
    promises = [one.promise for one in planned if one.promise and one.promise.end > now]
    placed = {block.task for block in plan}
    free = without(list(hours), merged(busy))
    return Problem(
        tasks=tuple(_task(one, now, days, one.work.id in placed) for one in planned),
        hours={"default": tuple(hours)},
        now=now,
        until=until,
        busy=busy,
        buffer=BUFFER,
        pinned=tuple(sorted(promises)),
        current=tuple(b for b in sorted({*plan, *promises}) if b.task in names),
        days=tuple(_day(day, now, free) for day in days),
        lunch_minutes=LUNCH_MINUTES,
        break_after=BREAK_AFTER,
        break_minutes=BREAK_MINUTES,
        rates=PERSONAL,
    )


def horizon(world: World, now: int, length: int = HORIZON) -> list[int]:
    """Return the midnights of the working days of a plan, from today."""
    today = now // DAY * DAY
    first = next((n for n, day in enumerate(world.days) if day >= today), len(world.days) - 1)
    days = world.days[first : first + length]
    return list(days)


def _takes_part(one: OpenWork, until: int) -> bool:
    day = None if one.lapsed else one.work.day
    return day is None or day < until


def _task(one: OpenWork, now: int, days: Sequence[int], is_placed: bool) -> Task:
    work = one.work
    minutes = -(-one.left // GRID) * GRID
    promise = one.promise
    if promise and promise.end > now:
        minutes = promise.end - promise.begin
    is_split = minutes > SPLIT_ABOVE and not work.is_habit and promise is None
    task = Task(
        work.id,
        minutes,
        weight=WEIGHT_OF_IMPACT[work.impact],
        energy=work.energy,
        deadline=work.deadline,
        hard=work.hard and (work.deadline or 0) > now,
        chunks=Chunks(SHORTEST_CHUNK, BREAK_AFTER) if is_split else None,
        partial=True,
        meant=is_placed or one.day is not None or _is_due(work, days),
        domain=work.domain,
    )
    if one.day is not None:
        task = replace(task, earliest=one.day, latest=one.day + DAY)
    if is_split and work.deadline is not None:
        count = sum(day < work.deadline for day in days)
        share = -(-minutes // max(1, count) // GRID) * GRID
        task = replace(task, daily=max(share, SHORTEST_CHUNK) if count > 1 else 0)
    return task


def _is_due(work: Work, days: Sequence[int]) -> bool:
    return work.deadline is not None and work.deadline <= days[-1] + DAY


def _day(day: int, now: int, free: list[Span]) -> Day:
    """Return a day with its lunch, if there is still time for it, and its share of free time."""
    lunch = next(iter(clipped([Span(day + LUNCH.begin, day + LUNCH.end)], now, day + DAY)), None)
    if lunch and lunch.end - lunch.begin < LUNCH_MINUTES:
        lunch = None
    own = sum(end - begin for begin, end in clipped(free, day, day + DAY))
    if lunch:
        places = [end - begin for begin, end in clipped(free, *lunch)]
        own = max(0, own - min(LUNCH_MINUTES, max(places, default=0)))
    share = max(own * SHARE // 100, min(own, SHORT_DAY))
    return Day(day, day + DAY, share // GRID * GRID, lunch)
