"""When could one task be done, everything else staying where it is, and at what price?"""

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
    """A way to place a task: its new chunks, the whole plan with them, and what it costs.

    ``price`` is the cost of ``blocks`` minus the cost of the plan it is compared with, component
    by component; ``displaced`` names the other tasks that move or drop out.
    """

    spans: tuple[Span, ...]
    blocks: tuple[Block, ...]
    price: Cost
    affected: tuple[str, ...] = ()


def slots_for(problem: Problem, blocks: Sequence[Block], task: str, n: int = 3) -> list[Slot]:
    """Return the `n` cheapest slots of a task in different stretches of free time, best first.

    `blocks` is the plan as it stands; what it holds of the task is taken out first, unless it
    is pinned. Prices are relative to that plan. Empty when the task fits nowhere, or waits for
    something unplanned.
    """
    fixed = fixed_blocks(problem)
    rest = [block for block in blocks if block.task != task or block in fixed]
    return [
        make_slot(problem, blocks, rest, task, spans)
        for spans in best_placements(problem, rest, task)
    ][:n]


def best_placements(problem: Problem, rest: Sequence[Block], task: str) -> list[tuple[Span, ...]]:
    """Return the best sittings for what `rest` lacks of a task, per free stretch, best first."""
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
    """Return an empty board on which `rest` is immovable, and what is then left of a task."""
    pinned = tuple(sorted({*fixed_blocks(problem), *rest}))
    model = build_model(replace(problem, pinned=pinned))
    job = next((job for job in model.jobs if job.task.id == task), None)
    return Schedule(model, CostTables(model), unlimited_budget()), job


def stretch_options(schedule: Schedule, job: Job) -> Iterator[list[tuple[int, int]]]:
    """Yield for each free stretch the begins of one undivided sitting, each as (price, begin)."""
    edges = energy_edges(schedule.model.problem)
    for hole in _holes(schedule, job):
        if hole.end - hole.begin >= job.minutes:
            found = begins(schedule, job, hole, edges)
            yield [(schedule.tables.at(job, begin), begin) for begin in found]


def make_slot(
    problem: Problem,
    plan: Sequence[Block],
    rest: Sequence[Block],
    task: str,
    spans: Sequence[Span],
) -> Slot:
    """Price `rest` with these chunks of a task against `plan`."""
    blocks = tuple(sorted((*rest, *(Block(begin, end, task) for begin, end in spans))))
    return Slot(tuple(spans), blocks, cost_difference(problem, blocks, plan))


def cost_difference(problem: Problem, blocks: Sequence[Block], plan: Sequence[Block]) -> Cost:
    """Return what `blocks` cost more than `plan`, component by component."""
    pairs = zip(evaluate(problem, blocks), evaluate(problem, plan), strict=True)
    return Cost(*(new - old for new, old in pairs))


def _split(schedule: Schedule, job: Job) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """Yield the filling from each hole on, with its packed price."""
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
