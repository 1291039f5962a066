"""Find where a job could be inserted into a schedule, and what that would cost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tasks.planning.solver.chunking import fill
from tasks.planning.solver.model import Job
from tasks.planning.solver.problem import Problem, Span
from tasks.planning.solver.schedule import Schedule

PUSH = 3  # work units of moving a block out of the way
STARTS = 6  # holes from which a split job may start


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
    best = None
    window = schedule.window(job)
    if window is None:
        return None
    for gap in schedule.gaps_within(window):
        soonest = max(schedule.model.gaps[gap].begin, window.begin) + job.minutes
        if schedule.tables.least(job, soonest) >= below:
            break
        if job.minutes > schedule.spaces[gap]:
            continue
        for point in _insertion_points(schedule, job, gap, window, edges, below):
            if point.price < below:
                best, below = point, point.price
    return best


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
    least = schedule.tables.least(job, first + job.minutes)
    if first == last or schedule.tables.at(job, first) == least:
        return
    yield last
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
    for old, _, number in schedule.slots[gap_number][index:]:
        if old >= cursor:
            break
        schedule.budget.spend(PUSH)
        other = jobs[number]
        new = gap.fit(other.task.hours, cursor, other.minutes)
        if other.chunks or new < 0 or new + other.minutes > other.limit:
            return None
        price += schedule.tables.at(other, new) - schedule.costs[number]
        pushed.append((number, new))
        cursor = new + other.minutes + schedule.buffer
    return InsertionPoint(price, begin, tuple(pushed))


def cheapest_split(schedule: Schedule, job: Job) -> tuple[Span, ...]:
    """Return the cheapest of several ways to split an absent job over free time; empty if none."""
    window = schedule.window(job)
    if window is None or job.chunks is None:
        return ()
    holes = [
        hole for gap in schedule.gaps_within(window) for hole in schedule.holes(job, gap, window)
    ]
    suited = [part for hole in holes for part in _suited(schedule, job, hole)]
    best: tuple[Span, ...] = ()
    price = 0
    for choice in (holes, suited):
        for start in range(min(STARTS, len(choice))):
            spans = fill(choice[start:], job.minutes, job.chunks, schedule.buffer)
            if spans and (not best or schedule.tables.of(job, spans) < price):
                best, price = tuple(spans), schedule.tables.of(job, spans)
    return best


def _suited(schedule: Schedule, job: Job, hole: Span) -> Iterator[Span]:
    """Yield the parts of a hole in which the energy is what the job needs."""
    for begin, end, level in schedule.model.problem.energy:
        if level == job.task.energy and max(begin, hole.begin) < min(end, hole.end):
            yield Span(max(begin, hole.begin), min(end, hole.end))
