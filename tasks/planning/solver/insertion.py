"""Find where a job could be inserted into a schedule, and what that would cost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tasks.planning.solver.model import Job
from tasks.planning.solver.problem import Problem, Span
from tasks.planning.solver.schedule import Schedule, Slots

PUSH = 3  # work units of moving a block out of the way


class InsertionPoint(NamedTuple):
    """A begin with its total cost, and the jobs that make way with their new begins."""

    price: int
    begin: int
    pushed: tuple[tuple[int, int], ...] = ()


def energy_edges(problem: Problem) -> list[int]:
    """Return the minutes at which the energy changes."""
    steps = sorted(problem.energy)
    inner = [b.begin for a, b in pairwise(steps) if a.level != b.level or a.end != b.begin]
    return sorted({*inner, *(step.end for step in steps[-1:]), *(s.begin for s in steps[:1])})


def cheapest_point(
    schedule: Schedule, job: Job, below: int, edges: list[int]
) -> InsertionPoint | None:
    """Find the cheapest place for an absent, undivided job that costs less than `below`."""
    window = schedule.window(job)
    if window is None:
        return None
    if schedule.rules is not None:
        return _cheapest_within_rules(schedule, job, below, edges, window)
    best = None
    for gap in schedule.gaps_within(window):
        if _is_hopeless(schedule, job, gap, window, below):
            break
        if job.minutes > schedule.spaces[gap]:
            continue
        for point in _insertion_points(schedule, job, gap, window, edges, below):
            if point.price < below:
                best, below = point, point.price
    return best


def _is_hopeless(schedule: Schedule, job: Job, gap: int, window: Span, below: int) -> bool:
    """Tell whether a job costs at least `below` in a gap and all later ones."""
    soonest = max(schedule.model.gaps[gap].begin, window.begin) + job.minutes
    return schedule.tables.least(job, soonest) >= below


def _cheapest_within_rules(
    schedule: Schedule, job: Job, below: int, edges: list[int], window: Span
) -> InsertionPoint | None:
    """Try the points of each gap in order of their own price; the rules of days add to it.

    A block may save a change of domain or an idle time on both sides.
    """
    assert schedule.rules is not None  # noqa: S101
    savings = 2 * schedule.rules.most_saved
    best = None
    for gap in schedule.gaps_with_capacity(job, window):
        if _is_hopeless(schedule, job, gap, window, below + savings):
            break
        points = sorted(_insertion_points(schedule, job, gap, window, edges, below + savings))
        for point in points:
            if point.price - savings >= below:
                break
            total = point.price + schedule.added_price(gap, _slots_with(schedule, job, gap, point))
            if total < below:
                best, below = point._replace(price=total), total
    return best


def _slots_with(schedule: Schedule, job: Job, gap: int, point: InsertionPoint) -> Slots:
    """Return the slots of a gap with a job inserted."""
    begins, jobs = dict(point.pushed), schedule.model.jobs
    slots = [slot for slot in schedule.slots[gap] if slot[2] not in begins]
    slots += [(begin, begin + jobs[n].minutes, n) for n, begin in point.pushed]
    slots.append((point.begin, point.begin + job.minutes, job.number))
    return sorted(slots)


def _insertion_points(
    schedule: Schedule, job: Job, gap: int, window: Span, edges: list[int], below: int
) -> Iterator[InsertionPoint]:
    if job.task.hours not in schedule.model.gaps[gap].windows:
        return
    for hole in schedule.holes(job, gap, window):
        if hole.end - hole.begin >= job.minutes:
            for begin in begins(schedule, job, hole, edges):
                yield InsertionPoint(schedule.tables.at(job, begin), begin)
    yield from _pushing_points(schedule, job, gap, window, below)


def begins(schedule: Schedule, job: Job, hole: Span, edges: list[int]) -> Iterator[int]:
    """Yield begins within a hole that may be best: its ends, the current one, energy changes."""
    first, last = hole.begin, hole.end - job.minutes
    yield first
    rest = schedule.rest
    if rest and first + rest <= last:
        yield first + rest  # after a break
    least = schedule.tables.least(job, first + job.minutes)
    if first == last or (schedule.tables.at(job, first) == least and not rest):
        return
    yield last
    if rest and last - rest > first:
        yield last - rest  # before a break
    for begin, end in job.task.ideal:
        if first < begin < last:
            yield begin
        if first < end - job.minutes < last:
            yield end - job.minutes
    for block in job.current:
        if first < block.begin < last:
            yield block.begin
    low, high = bisect_left(edges, first), bisect_right(edges, hole.end)
    for edge in edges[low:high]:
        if first < edge < last:
            yield edge
        if first < edge - job.minutes < last:
            yield edge - job.minutes


def _pushing_points(
    schedule: Schedule, job: Job, gap_number: int, window: Span, below: int
) -> Iterator[InsertionPoint]:
    """Yield begins right behind each block of a gap; the later blocks move out of the way.

    Begins that cost too much even before anything moves are skipped.
    """
    gap, slots = schedule.model.gaps[gap_number], schedule.slots[gap_number]
    spare = gap.end - gap.begin - sum(end - begin + schedule.buffer for begin, end, _ in slots)
    cursor = gap.begin
    schedule.budget.spend(len(slots))
    for index, (old, end, _) in enumerate(slots):
        begin = gap.fit(job.task.hours, max(cursor, window.begin), job.minutes)
        if begin < 0 or begin + job.minutes > window.end:
            return
        spare -= old - cursor
        shift = begin + job.minutes + schedule.buffer - old
        feasible = begin <= old and 0 < shift <= spare + schedule.buffer
        if feasible and schedule.tables.at(job, begin) < below:
            point = _pushed_point(schedule, job, gap_number, index, begin)
            if point:
                yield point
        cursor = end + schedule.buffer


def _pushed_point(
    schedule: Schedule, job: Job, gap_number: int, index: int, begin: int
) -> InsertionPoint | None:
    gap, jobs = schedule.model.gaps[gap_number], schedule.model.jobs
    price, cursor = schedule.tables.at(job, begin), begin + job.minutes + schedule.buffer
    pushed = []
    work = job.minutes  # since the last break
    for old, _, number in schedule.slots[gap_number][index:]:
        if old >= cursor:
            break
        schedule.budget.spend(PUSH)
        other = jobs[number]
        work += other.minutes
        if work > schedule.break_after:
            cursor, work = cursor + schedule.rest, other.minutes
        new = gap.fit(other.task.hours, cursor, other.minutes)
        if not schedule.is_whole(number) or new < 0 or new + other.minutes > other.limit:
            return None
        price += schedule.tables.at(other, new) - schedule.costs[number]
        pushed.append((number, new))
        cursor = new + other.minutes + schedule.buffer
    return InsertionPoint(price, begin, tuple(pushed))
