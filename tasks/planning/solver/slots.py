"""Find when one task could be done while everything else stays, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.planning.solver.budget import unlimited_budget
from tasks.planning.solver.chunking import fill
from tasks.planning.solver.cost import evaluate
from tasks.planning.solver.cost_tables import CostTables
from tasks.planning.solver.insertion import begins, energy_edges
from tasks.planning.solver.model import Job, build_model
from tasks.planning.solver.problem import Block, Cost, Problem, Span
from tasks.planning.solver.schedule import Schedule
from tasks.planning.solver.timeline import fixed_blocks


@dataclass(frozen=True, slots=True)
class Slot:
    """A way to place a task: its new chunks, the whole plan with them, and the difference in cost.

    ``price`` is the cost of ``blocks`` minus that of the plan it is compared with, component by
    component. ``affected`` lists other tasks that move or drop out.
    """

    spans: tuple[Span, ...]
    blocks: tuple[Block, ...]
    price: Cost
    affected: tuple[str, ...] = ()


def slots_for(problem: Problem, blocks: Sequence[Block], task: str, n: int = 3) -> list[Slot]:
    """Return the `n` cheapest slots of a task in different stretches of free time, best first.

    `blocks` is the current plan; the task's blocks are removed first unless they are pinned. Costs
    are relative to that plan. The list is empty if the task fits nowhere, or waits for something
    unplanned.
    """
    fixed = fixed_blocks(problem)
    rest = [block for block in blocks if block.task != task or block in fixed]
    return [
        make_slot(problem, blocks, rest, task, spans)
        for spans in best_placements(problem, rest, task)
    ][:n]


def best_placements(problem: Problem, rest: Sequence[Block], task: str) -> list[tuple[Span, ...]]:
    """Return the best chunks for the rest of a task in each free stretch, best first."""
    schedule, job = schedule_around(problem, rest, task)
    if job is None:
        return []
    if job.chunks:
        return [spans for _, spans in sorted(_split(schedule, job))]
    best = [min(options) for options in stretch_options(schedule, job) if options]
    return [(Span(begin, begin + job.minutes),) for _, begin in sorted(best)]


def schedule_around(
    problem: Problem, rest: Sequence[Block], task: str
) -> tuple[Schedule, Job | None]:
    """Return an empty schedule around the fixed `rest`, and the job left of a task."""
    pinned = tuple(sorted({*fixed_blocks(problem), *rest}))
    model = build_model(replace(problem, pinned=pinned))
    job = next((job for job in model.jobs if job.task.id == task), None)
    return Schedule(model, CostTables(model), unlimited_budget()), job


def stretch_options(schedule: Schedule, job: Job) -> Iterator[list[tuple[int, int]]]:
    """Yield the begins of one undivided block in each free stretch, as (cost, begin)."""
    edges = energy_edges(schedule.model.problem)
    for hole in _holes(schedule, job):
        if hole.end - hole.begin >= job.minutes:
            starts = begins(schedule, job, hole, edges)
            yield [(schedule.tables.at(job, begin), begin) for begin in starts]


def make_slot(
    problem: Problem,
    plan: Sequence[Block],
    rest: Sequence[Block],
    task: str,
    spans: Sequence[Span],
) -> Slot:
    """Return the slot with these chunks of a task added to `rest`, compared with `plan`."""
    blocks = tuple(sorted((*rest, *(Block(begin, end, task) for begin, end in spans))))
    return Slot(tuple(spans), blocks, cost_difference(problem, blocks, plan))


def cost_difference(problem: Problem, blocks: Sequence[Block], plan: Sequence[Block]) -> Cost:
    """Return the cost of `blocks` minus that of `plan`, component by component."""
    pairs = zip(evaluate(problem, blocks), evaluate(problem, plan), strict=True)
    return Cost(*(new - old for new, old in pairs))


def _split(schedule: Schedule, job: Job) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """Yield the chunks that start in each hole, with their packed cost."""
    assert job.chunks  # noqa: S101
    holes = list(_holes(schedule, job))
    for start in range(len(holes)):
        spans = tuple(fill(holes[start:], job.minutes, job.chunks, schedule.buffer))
        if spans and spans[0].begin == holes[start].begin:
            yield schedule.tables.of(job, spans), spans


def _holes(schedule: Schedule, job: Job) -> Iterator[Span]:
    window = schedule.window(job)
    if window is not None:
        for gap in schedule.gaps_within(window):
            yield from schedule.holes(job, gap, window)
