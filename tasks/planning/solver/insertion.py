"""Where a job could go on a board, and what that would cost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tasks.planning.solver.chunking import fill
from tasks.planning.solver.model import Job
from tasks.planning.solver.problem import Problem, Span
from tasks.planning.solver.schedule import Board

PUSH = 3  # what moving a block out of the way costs, in positions
STARTS = 6  # from how many different holes the filling of a split job may begin


class Spot(NamedTuple):
    """What a begin costs in all, and the jobs that give way to it with their new begins."""

    price: int
    begin: int
    pushed: tuple[tuple[int, int], ...] = ()


def marks(problem: Problem) -> list[int]:
    """Return the minutes at which the energy changes."""
    steps = sorted(problem.energy)
    inner = [b.begin for a, b in pairwise(steps) if a.level != b.level or a.end != b.begin]
    return sorted({*inner, *(step.end for step in steps[-1:]), *(s.begin for s in steps[:1])})


def cheapest(board: Board, job: Job, below: int, energy_marks: list[int]) -> Spot | None:
    """Find the cheapest chunk for an absent, undivided job, if it costs less than `below`."""
    best = None
    window = board.window(job)
    if window is None:
        return None
    for gap in board.gaps_within(window):
        soonest = max(board.model.gaps[gap].begin, window.begin) + job.minutes
        if board.prices.floor(job, soonest) >= below:
            break
        if job.minutes > board.rooms[gap]:
            continue
        for spot in _spots(board, job, gap, window, energy_marks, below):
            if spot.price < below:
                best, below = spot, spot.price
    return best


def _spots(
    board: Board, job: Job, gap: int, window: Span, energy_marks: list[int], below: int
) -> Iterator[Spot]:
    if job.task.hours not in board.model.gaps[gap].windows:
        return
    for hole in board.holes(job, gap, window):
        if hole.end - hole.begin >= job.minutes:
            for begin in begins(board, job, hole, energy_marks):
                yield Spot(board.prices.at(job, begin), begin)
    yield from _pushing(board, job, gap, window, below)


def begins(board: Board, job: Job, hole: Span, energy_marks: list[int]) -> Iterator[int]:
    """Yield the begins within a hole that can be best: its ends, the old place, energy's edges."""
    first, last = hole.begin, hole.end - job.minutes
    yield first
    floor = board.prices.floor(job, first + job.minutes)
    if first == last or board.prices.at(job, first) == floor:
        return
    yield last
    for block in job.current:
        if first < block.begin < last:
            yield block.begin
    low, high = bisect_left(energy_marks, first), bisect_right(energy_marks, hole.end)
    for mark in energy_marks[low:high]:
        if first < mark < last:
            yield mark
        if first < mark - job.minutes < last:
            yield mark - job.minutes


def _pushing(board: Board, job: Job, gap_number: int, window: Span, below: int) -> Iterator[Spot]:
    """Yield begins right behind each block of a gap, the following ones giving way.

    Giving way is taken to cost something: begins that are too dear by themselves are skipped.
    """
    gap, slots = board.model.gaps[gap_number], board.slots[gap_number]
    spare = gap.end - gap.begin - sum(end - begin + board.buffer for begin, end, _ in slots)
    cursor = gap.begin
    board.budget.spend(len(slots))
    for index, (old, end, _) in enumerate(slots):
        begin = gap.fit(job.task.hours, max(cursor, window.begin), job.minutes)
        if begin < 0 or begin + job.minutes > window.end:
            return
        spare -= old - cursor
        shift = begin + job.minutes + board.buffer - old
        feasible = begin <= old and 0 < shift <= spare + board.buffer
        if feasible and board.prices.at(job, begin) < below:
            spot = _push(board, job, gap_number, index, begin)
            if spot:
                yield spot
        cursor = end + board.buffer


def _push(board: Board, job: Job, gap_number: int, index: int, begin: int) -> Spot | None:
    gap, jobs = board.model.gaps[gap_number], board.model.jobs
    price, cursor = board.prices.at(job, begin), begin + job.minutes + board.buffer
    pushed = []
    for old, _, number in board.slots[gap_number][index:]:
        if old >= cursor:
            break
        board.budget.spend(PUSH)
        other = jobs[number]
        new = gap.fit(other.task.hours, cursor, other.minutes)
        if other.chunks or new < 0 or new + other.minutes > other.limit:
            return None
        price += board.prices.at(other, new) - board.costs[number]
        pushed.append((number, new))
        cursor = new + other.minutes + board.buffer
    return Spot(price, begin, tuple(pushed))


def filling(board: Board, job: Job) -> tuple[Span, ...]:
    """Find the cheapest of some ways to split an absent job over the free time; empty if none."""
    window = board.window(job)
    if window is None or job.chunks is None:
        return ()
    holes = [hole for gap in board.gaps_within(window) for hole in board.holes(job, gap, window)]
    suited = [part for hole in holes for part in _suited(board, job, hole)]
    best: tuple[Span, ...] = ()
    price = 0
    for choice in (holes, suited):
        for start in range(min(STARTS, len(choice))):
            spans = fill(choice[start:], job.minutes, job.chunks, board.buffer)
            if spans and (not best or board.prices.of(job, spans) < price):
                best, price = tuple(spans), board.prices.of(job, spans)
    return best


def _suited(board: Board, job: Job, hole: Span) -> Iterator[Span]:
    """Yield the parts of a hole in which the energy is what the job needs."""
    for begin, end, level in board.model.problem.energy:
        if level == job.task.energy and max(begin, hole.begin) < min(end, hole.end):
            yield Span(max(begin, hole.begin), min(end, hole.end))
