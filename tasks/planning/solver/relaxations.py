"""Find the smallest changes to a problem that would make room for a left-out task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from tasks.planning.solver.chunking import feasible_chunks, fill
from tasks.planning.solver.model import Job, build_model
from tasks.planning.solver.problem import Block, Chunks, Problem, Span, Task
from tasks.planning.solver.slots import best_placements, schedule_around
from tasks.planning.solver.spans import clipped, merged
from tasks.planning.solver.timeline import Gap, fixed_blocks

MAX_ATTEMPTS = 40  # for one kind of relaxation
CHUNK_MINUTES = (60, 45, 30, 15)  # shortest chunks worth suggesting, best first


class RelaxationKind(StrEnum):
    """What a relaxation changes."""

    DURATION = "duration"
    HOURS = "hours"
    DEADLINE = "deadline"
    EARLIEST = "earliest"
    SPLIT = "split"
    INSTEAD = "instead"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A change to the problem, and the plan that it makes possible.

    ``minutes`` is the size of the change; 0 for the last two kinds. ``value`` is the new
    duration, deadline, earliest start, begin or end of the hours, or the shortest chunk.
    ``span`` is the time added to the hours; ``other`` is the task to leave out instead.
    """

    kind: RelaxationKind
    minutes: int
    problem: Problem = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    value: int = 0
    span: Span | None = None
    other: str = ""

    @property
    def extends_end(self) -> bool:
        """Tell whether the added hours follow existing ones, rather than precede them."""
        return self.span is not None and self.value == self.span.end


@dataclass(frozen=True, slots=True)
class LeftOutTask:
    """A task that was left out, the rest of the plan, and the free time between its blocks."""

    problem: Problem
    rest: tuple[Block, ...]
    job: Job
    gaps: list[Gap]

    def free(self, begin: int, end: int) -> list[Span]:
        """Return the free time within the task's hours and ``[begin, end)``."""
        group = self.job.task.hours
        return clipped((s for gap in self.gaps for s in gap.windows.get(group, ())), begin, end)

    def free_minutes(self) -> int:
        """Return the longest free stretch in the window, or the sum of all if it may be split."""
        lengths = [end - begin for begin, end in self.free(self.job.release, self.job.limit)]
        return sum(lengths) if self.job.chunks else max(lengths, default=0)

    def last_hour(self) -> int | None:
        """Return when the last hours in the task's window end; None without any."""
        hours = self.problem.hours.get(self.job.task.hours, ())
        ends = [span.end for span in clipped(hours, self.job.release, self.job.limit)]
        return max(ends, default=None)

    def place(self, free: Sequence[Span], minutes: int) -> list[Span]:
        """Lay that many minutes of the task into free time, earliest first; empty if no fit."""
        if self.job.task.chunks:
            chunks = feasible_chunks(minutes, self.job.task.chunks)
            return fill(free, minutes, chunks, self.problem.buffer)
        return next(([Span(a, a + minutes)] for a, b in free if b - a >= minutes), [])

    def fits(self) -> bool:
        """Tell whether the free time in the window is enough for the task."""
        return bool(self.place(self.free(self.job.release, self.job.limit), self.job.minutes))

    def with_task(self, task: Task) -> Problem:
        """Return the problem with another version of the task."""
        tasks = tuple(task if other.id == task.id else other for other in self.problem.tasks)
        return replace(self.problem, tasks=tasks)


class Attempt(NamedTuple):
    """An untried relaxation: the changed problem, and the rest of the plan."""

    kind: RelaxationKind
    minutes: int
    problem: Problem
    rest: tuple[Block, ...]
    value: int = 0
    span: Span | None = None
    other: str = ""


def smallest_relaxations(problem: Problem, blocks: Sequence[Block], task: str) -> list[Relaxation]:
    """List relaxations that would each let a left-out task join the plan, smallest first.

    Each kind is tried alone, in the smallest form that works; the rest of the plan stays. The
    list is empty if none helps, the task is planned, or it waits for something unplanned.
    """
    fixed = fixed_blocks(problem)
    rest = tuple(block for block in blocks if block.task != task or block in fixed)
    schedule, job = schedule_around(problem, rest, task)
    if job is None or schedule.earliest(job) is None:
        return []
    left_out = LeftOutTask(problem, rest, job, schedule.model.gaps)
    kinds = (_shorter, _longer_hours, _later_deadline, _earlier_start, _split, _replace_other)
    relaxations = [relaxation for kind in kinds if (relaxation := _first(kind(left_out), task))]
    return sorted(relaxations, key=lambda relaxation: (relaxation.minutes == 0, relaxation.minutes))


def _first(attempts: Iterator[Attempt], task: str) -> Relaxation | None:
    """Return the first attempt that works, with its plan."""
    for attempt in islice(attempts, MAX_ATTEMPTS):
        spans = best_placements(attempt.problem, attempt.rest, task)
        if spans:
            own = (Block(begin, end, task) for begin, end in spans[0])
            return Relaxation(
                kind=attempt.kind,
                minutes=attempt.minutes,
                problem=attempt.problem,
                blocks=tuple(sorted((*attempt.rest, *own))),
                value=attempt.value,
                span=attempt.span,
                other=attempt.other,
            )
    return None


def _shorter(left_out: LeftOutTask) -> Iterator[Attempt]:
    job, free = left_out.job, left_out.free(left_out.job.release, left_out.job.limit)
    for minutes in range(min(left_out.free_minutes(), job.minutes - 1), 0, -1):
        if left_out.place(free, minutes):
            value = job.task.minutes - job.minutes + minutes
            problem = left_out.with_task(replace(job.task, minutes=value))
            yield Attempt(
                RelaxationKind.DURATION, job.minutes - minutes, problem, left_out.rest, value
            )


def _later_deadline(left_out: LeftOutTask) -> Iterator[Attempt]:
    job, task = left_out.job, left_out.job.task
    spans = left_out.place(left_out.free(job.release, left_out.problem.until), job.minutes)
    if spans and task.hard and task.deadline is not None and spans[-1].end > task.deadline:
        value = spans[-1].end
        problem = left_out.with_task(replace(task, deadline=value))
        yield Attempt(RelaxationKind.DEADLINE, value - task.deadline, problem, left_out.rest, value)


def _earlier_start(left_out: LeftOutTask) -> Iterator[Attempt]:
    job, task = left_out.job, left_out.job.task
    if task.earliest is None:
        return
    for stretch in reversed(left_out.free(left_out.problem.now, job.limit)):
        value = stretch.begin if job.chunks else min(stretch.end - job.minutes, task.earliest)
        if stretch.begin <= value < task.earliest:
            problem = left_out.with_task(replace(task, earliest=value))
            yield Attempt(
                RelaxationKind.EARLIEST, task.earliest - value, problem, left_out.rest, value
            )


def _longer_hours(left_out: LeftOutTask) -> Iterator[Attempt]:
    """Try the shortest extension of the hours at either end of a range."""
    group, problem = left_out.job.task.hours, left_out.problem
    for span in sorted(set(_extensions(left_out)), key=lambda span: span.end - span.begin):
        ranges = problem.hours.get(group, ())
        is_later = any(end == span.begin for _, end in merged(ranges))
        value = span.end if is_later else span.begin
        hours = {**problem.hours, group: (*ranges, span)}
        longer = replace(problem, hours=hours)
        yield Attempt(
            RelaxationKind.HOURS, span.end - span.begin, longer, left_out.rest, value, span
        )


def _extensions(left_out: LeftOutTask) -> Iterator[Span]:
    job, problem = left_out.job, left_out.problem
    group = job.task.hours
    always = replace(problem, hours={group: (Span(problem.now, problem.until),)})
    schedule, _ = schedule_around(always, left_out.rest, job.task.id)
    open_all_day = clipped(
        (Span(g.begin, g.end) for g in schedule.model.gaps), job.release, job.limit
    )
    need = (
        max(job.chunks.least, job.minutes - left_out.free_minutes()) if job.chunks else job.minutes
    )
    for begin, end in merged(problem.hours.get(group, ())):
        for first, last in open_all_day:
            until = (end if job.chunks else max(first, begin)) + need
            if first <= end < until <= last:
                yield Span(end, until)
            since = (begin if job.chunks else min(last, end)) - need
            if first <= since < begin <= last:
                yield Span(since, begin)


def _split(left_out: LeftOutTask) -> Iterator[Attempt]:
    task = left_out.job.task
    for least in CHUNK_MINUTES:
        if task.chunks is None and 2 * least <= task.minutes:
            problem = left_out.with_task(replace(task, chunks=Chunks(least, task.minutes)))
            yield Attempt(RelaxationKind.SPLIT, 0, problem, left_out.rest, least)


def _replace_other(left_out: LeftOutTask) -> Iterator[Attempt]:
    """Try leaving out another task with its dependants, the lightest first."""
    fixed = {block.task for block in fixed_blocks(left_out.problem)}
    planned = {block.task for block in left_out.rest if block.task not in fixed}
    model = build_model(replace(left_out.problem, pinned=(), current=()))
    jobs = [job for job in model.jobs if job.task.id in planned]
    own_number = next(job.number for job in model.jobs if job.task.id == left_out.job.task.id)
    for job in sorted(jobs, key=lambda job: (job.task.weight, job.minutes)):
        removed = {model.jobs[number].task.id for number in model.dependants([job.number])}
        if own_number not in model.dependants([job.number]) and not removed & fixed:
            rest = tuple(block for block in left_out.rest if block.task not in removed)
            yield Attempt(RelaxationKind.INSTEAD, 0, left_out.problem, rest, other=job.task.id)
