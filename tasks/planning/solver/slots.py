"""When could one task be done, everything else staying where it is, and at what price?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.planning.solver.budget import endless
from tasks.planning.solver.chunking import fill
from tasks.planning.solver.cost import evaluate
from tasks.planning.solver.cost_tables import Prices
from tasks.planning.solver.insertion import begins, marks
from tasks.planning.solver.model import Job, build
from tasks.planning.solver.problem import Block, Cost, Problem, Span
from tasks.planning.solver.schedule import Board
from tasks.planning.solver.timeline import standing


@dataclass(frozen=True, slots=True)
class Slot:
    """A way to place a task: its new chunks, the whole plan with them, and what it costs.

    ``price`` is the cost of ``blocks`` minus the cost of the plan it is compared with, component
    by component; ``displaced`` names the other tasks that move or drop out.
    """

    spans: tuple[Span, ...]
    blocks: tuple[Block, ...]
    price: Cost
    displaced: tuple[str, ...] = ()


def slots_for(problem: Problem, blocks: Sequence[Block], task: str, n: int = 3) -> list[Slot]:
    """Return the `n` cheapest slots of a task in different stretches of free time, best first.

    `blocks` is the plan as it stands; what it holds of the task is taken out first, unless it
    is pinned. Prices are relative to that plan. Empty when the task fits nowhere, or waits for
    something unplanned.
    """
    fixed = standing(problem)
    rest = [block for block in blocks if block.task != task or block in fixed]
    return [slot_at(problem, blocks, rest, task, spans) for spans in openings(problem, rest, task)][
        :n
    ]


def openings(problem: Problem, rest: Sequence[Block], task: str) -> list[tuple[Span, ...]]:
    """Return the best chunks for what `rest` lacks of a task, per free stretch, best first."""
    board, job = beside(problem, rest, task)
    if job is None:
        return []
    if job.chunks:
        return [spans for _, spans in sorted(_split(board, job))]
    best = [min(options) for options in placements(board, job) if options]
    return [(Span(begin, begin + job.minutes),) for _, begin in sorted(best)]


def beside(problem: Problem, rest: Sequence[Block], task: str) -> tuple[Board, Job | None]:
    """Return an empty board on which `rest` is immovable, and what is then left of a task."""
    pinned = tuple(sorted({*standing(problem), *rest}))
    model = build(replace(problem, pinned=pinned))
    job = next((job for job in model.jobs if job.task.id == task), None)
    return Board(model, Prices(model), endless()), job


def placements(board: Board, job: Job) -> Iterator[list[tuple[int, int]]]:
    """Yield for each free stretch the begins of one undivided chunk, each as (price, begin)."""
    energy_marks = marks(board.model.problem)
    for hole in _holes(board, job):
        if hole.end - hole.begin >= job.minutes:
            found = begins(board, job, hole, energy_marks)
            yield [(board.prices.at(job, begin), begin) for begin in found]


def slot_at(
    problem: Problem,
    plan: Sequence[Block],
    rest: Sequence[Block],
    task: str,
    spans: Sequence[Span],
) -> Slot:
    """Price `rest` with these chunks of a task against `plan`."""
    blocks = tuple(sorted((*rest, *(Block(begin, end, task) for begin, end in spans))))
    return Slot(tuple(spans), blocks, difference(problem, blocks, plan))


def difference(problem: Problem, blocks: Sequence[Block], plan: Sequence[Block]) -> Cost:
    """Return what `blocks` cost more than `plan`, component by component."""
    pairs = zip(evaluate(problem, blocks), evaluate(problem, plan), strict=True)
    return Cost(*(new - old for new, old in pairs))


def _split(board: Board, job: Job) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """Yield the filling from each hole on, with its packed price."""
    assert job.chunks  # noqa: S101
    holes = list(_holes(board, job))
    for start in range(len(holes)):
        spans = tuple(fill(holes[start:], job.minutes, job.chunks, board.buffer))
        if spans and spans[0].begin == holes[start].begin:
            yield board.prices.of(job, spans), spans


def _holes(board: Board, job: Job) -> Iterator[Span]:
    window = board.window(job)
    if window is not None:
        for gap in board.gaps_within(window):
            yield from board.holes(job, gap, window)
