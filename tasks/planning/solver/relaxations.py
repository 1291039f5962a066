"""The smallest changes to a problem that would make room for a task that found none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from tasks.planning.solver.chunking import chunk_sizes, fill
from tasks.planning.solver.model import Job, build
from tasks.planning.solver.problem import Block, Chunks, Problem, Span, Task
from tasks.planning.solver.slots import beside, openings
from tasks.planning.solver.spans import clipped, merged
from tasks.planning.solver.timeline import Gap, standing

ATTEMPTS = 40  # of one kind, before it is given up
LEAST_CHUNK_MINUTES = (60, 45, 30, 15)  # the least minutes of a chunk worth proposing, best first


class Kind(StrEnum):
    """What would be changed."""

    DURATION = "duration"
    HOURS = "hours"
    DEADLINE = "deadline"
    EARLIEST = "earliest"
    SPLIT = "split"
    INSTEAD = "instead"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, the problem after it, and the plan it makes possible.

    ``minutes`` is the size of the change; 0 for the last two kinds, which have none. ``value``
    is the new duration, deadline or earliest start, or the least chunk of a split; ``span`` is
    the time added to the hours; ``other`` is the task that would be left out instead.
    """

    kind: Kind
    minutes: int
    problem: Problem = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    value: int = 0
    span: Span | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A task that was left out, the plan beside it, and some free time to look at."""

    problem: Problem
    rest: tuple[Block, ...]
    job: Job
    gaps: list[Gap]

    def free(self, begin: int, end: int) -> list[Span]:
        """Return the free time of the task's hours within ``[begin, end)``."""
        group = self.job.task.hours
        return clipped((s for gap in self.gaps for s in gap.windows.get(group, ())), begin, end)

    def room(self) -> int:
        """Return the longest free stretch in the task's window, or their sum if it may be split."""
        lengths = [end - begin for begin, end in self.free(self.job.release, self.job.limit)]
        return sum(lengths) if self.job.chunks else max(lengths, default=0)

    def laid(self, free: Sequence[Span], minutes: int) -> list[Span]:
        """Lay that much of the task into free time from the left; empty where it does not fit."""
        if self.job.task.chunks:
            chunks = chunk_sizes(minutes, self.job.task.chunks)
            return fill(free, minutes, chunks, self.problem.buffer)
        return next(([Span(a, a + minutes)] for a, b in free if b - a >= minutes), [])

    def with_task(self, task: Task) -> Problem:
        """Return the problem with another version of the task."""
        tasks = tuple(task if other.id == task.id else other for other in self.problem.tasks)
        return replace(self.problem, tasks=tasks)


class Attempt(NamedTuple):
    """A change that has not been tried yet: the changed problem, and the plan beside the task."""

    kind: Kind
    minutes: int
    problem: Problem
    rest: tuple[Block, ...]
    value: int = 0
    span: Span | None = None
    other: str = ""


def smallest_changes(problem: Problem, blocks: Sequence[Block], task: str) -> list[Change]:
    """List changes that would let a left-out task join the plan as it is, smallest first.

    Each kind is tried alone, in the smallest form that works; the rest of the plan stays. Empty
    when none helps, when the task is in the plan, or when it waits for something unplanned.
    """
    fixed = standing(problem)
    rest = tuple(block for block in blocks if block.task != task or block in fixed)
    board, job = beside(problem, rest, task)
    if job is None or board.earliest(job) is None:
        return []
    case = Case(problem, rest, job, board.model.gaps)
    kinds = (_shorter, _longer_hours, _later_deadline, _earlier_start, _split, _instead)
    found = [change for kind in kinds if (change := _first(kind(case), task))]
    return sorted(found, key=lambda change: (change.minutes == 0, change.minutes))


def _first(attempts: Iterator[Attempt], task: str) -> Change | None:
    """Return the first attempt that works, with its plan."""
    for attempt in islice(attempts, ATTEMPTS):
        spans = openings(attempt.problem, attempt.rest, task)
        if spans:
            own = (Block(begin, end, task) for begin, end in spans[0])
            return Change(
                kind=attempt.kind,
                minutes=attempt.minutes,
                problem=attempt.problem,
                blocks=tuple(sorted((*attempt.rest, *own))),
                value=attempt.value,
                span=attempt.span,
                other=attempt.other,
            )
    return None


def _shorter(case: Case) -> Iterator[Attempt]:
    job, free = case.job, case.free(case.job.release, case.job.limit)
    for minutes in range(min(case.room(), job.minutes - 1), 0, -1):
        if case.laid(free, minutes):
            value = job.task.minutes - job.minutes + minutes
            problem = case.with_task(replace(job.task, minutes=value))
            yield Attempt(Kind.DURATION, job.minutes - minutes, problem, case.rest, value)


def _later_deadline(case: Case) -> Iterator[Attempt]:
    job, task = case.job, case.job.task
    laid = case.laid(case.free(job.release, case.problem.until), job.minutes)
    if laid and task.hard and task.deadline is not None and laid[-1].end > task.deadline:
        value = laid[-1].end
        problem = case.with_task(replace(task, deadline=value))
        yield Attempt(Kind.DEADLINE, value - task.deadline, problem, case.rest, value)


def _earlier_start(case: Case) -> Iterator[Attempt]:
    job, task = case.job, case.job.task
    if task.earliest is None:
        return
    for stretch in reversed(case.free(case.problem.now, job.limit)):
        value = stretch.begin if job.chunks else min(stretch.end - job.minutes, task.earliest)
        if stretch.begin <= value < task.earliest:
            problem = case.with_task(replace(task, earliest=value))
            yield Attempt(Kind.EARLIEST, task.earliest - value, problem, case.rest, value)


def _longer_hours(case: Case) -> Iterator[Attempt]:
    """Try the shortest extension of the hours at either end of a range."""
    group, problem = case.job.task.hours, case.problem
    for span in sorted(set(_extensions(case)), key=lambda span: span.end - span.begin):
        hours = {**problem.hours, group: (*problem.hours.get(group, ()), span)}
        longer = replace(problem, hours=hours)
        yield Attempt(Kind.HOURS, span.end - span.begin, longer, case.rest, span=span)


def _extensions(case: Case) -> Iterator[Span]:
    job, problem = case.job, case.problem
    group = job.task.hours
    always = replace(problem, hours={group: (Span(problem.now, problem.until),)})
    board, _ = beside(always, case.rest, job.task.id)
    open_all_day = clipped((Span(g.begin, g.end) for g in board.model.gaps), job.release, job.limit)
    need = max(job.chunks.least, job.minutes - case.room()) if job.chunks else job.minutes
    for begin, end in merged(problem.hours.get(group, ())):
        for first, last in open_all_day:
            until = (end if job.chunks else max(first, begin)) + need
            if first <= end < until <= last:
                yield Span(end, until)
            since = (begin if job.chunks else min(last, end)) - need
            if first <= since < begin <= last:
                yield Span(since, begin)


def _split(case: Case) -> Iterator[Attempt]:
    task = case.job.task
    for least in LEAST_CHUNK_MINUTES:
        if task.chunks is None and 2 * least <= task.minutes:
            problem = case.with_task(replace(task, chunks=Chunks(least, task.minutes)))
            yield Attempt(Kind.SPLIT, 0, problem, case.rest, least)


def _instead(case: Case) -> Iterator[Attempt]:
    """Try leaving out another task, with all that wait for it; the lightest first."""
    fixed = {block.task for block in standing(case.problem)}
    planned = {block.task for block in case.rest if block.task not in fixed}
    model = build(replace(case.problem, pinned=(), current=()))
    jobs = [job for job in model.jobs if job.task.id in planned]
    me = next(job.number for job in model.jobs if job.task.id == case.job.task.id)
    for job in sorted(jobs, key=lambda job: (job.task.weight, job.minutes)):
        gone = {model.jobs[number].task.id for number in model.dependants([job.number])}
        if me not in model.dependants([job.number]) and not gone & fixed:
            rest = tuple(block for block in case.rest if block.task not in gone)
            yield Attempt(Kind.INSTEAD, 0, case.problem, rest, other=job.task.id)
