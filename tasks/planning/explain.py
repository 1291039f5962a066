"""Explain a plan: why a block is where it is, why a task was left out, what would change that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tasks.planning import checker
from tasks.planning.solver.budget import unlimited_budget
from tasks.planning.solver.cost_tables import CostTables
from tasks.planning.solver.model import build_model
from tasks.planning.solver.placement import PlacementSearch
from tasks.planning.solver.problem import Block, Cost, Problem, Span
from tasks.planning.solver.relaxations import LeftOutTask, Relaxation, smallest_relaxations
from tasks.planning.solver.slots import (
    Slot,
    cost_difference,
    make_slot,
    schedule_around,
    stretch_options,
)
from tasks.planning.solver.timeline import fixed_blocks, gaps


@dataclass(frozen=True, slots=True)
class Binding:
    """The obstacle to moving a block one minute earlier or later.

    ``rule`` is a broken constraint (a value of `checker.Rule`) or, if none breaks, the first
    component of `Cost` that rises. ``against`` is the id of the neighbour or a minute; it is empty
    if the neighbour is another chunk of the same task.
    """

    direction: str
    rule: str
    against: str = ""


@dataclass(frozen=True, slots=True)
class BlockExplanation:
    """The obstacles around a block, and its cheapest alternatives."""

    block: Block
    bindings: tuple[Binding, ...]
    alternatives: tuple[Slot, ...]


class Reason(StrEnum):
    """Why a task was left out: the first of these that would be enough on its own."""

    WAITS = "waits"
    HOURS = "hours"
    EVENTS = "events"
    TASKS = "tasks"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class LeftOutExplanation:
    """Why a task was left out: it needs ``needed`` minutes, of which ``free`` are free.

    ``free`` is the longest free stretch, or the sum of all if the task may be split. It is
    counted between the minutes ``after`` and ``before``, the end of the last hours in the task's
    window; ``before`` is None without any hours there. ``waits_for`` lists unplanned tasks that
    this one waits for. Each of ``relaxations`` would make room, the smallest first.
    """

    task: str
    reason: Reason
    needed: int
    free: int
    after: int
    before: int | None
    waits_for: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]


def explain_block(
    problem: Problem, blocks: Sequence[Block], block: Block, n: int = 2
) -> BlockExplanation:
    """Explain one block of a plan; a fixed block has no alternatives.

    Each of the `n` alternatives is another begin for this block. The rest stays; blocks that
    the move displaces go where they cost least.
    """
    if block in fixed_blocks(problem):
        return BlockExplanation(block, (Binding("both", checker.Rule.PINNED),), ())
    bindings = tuple(
        binding
        for direction, step in (("earlier", -1), ("later", 1))
        for binding in _bindings(problem, blocks, block, direction, step)
    )
    options = [
        *_free_alternatives(problem, blocks, block, n),
        *_replacing_alternatives(problem, blocks, block, n),
    ]
    return BlockExplanation(block, bindings, _cheapest(options)[:n])


def _cheapest(options: list[Slot]) -> tuple[Slot, ...]:
    """Sort options by price, with one for each begin."""
    cheapest: dict[int, Slot] = {}
    for slot in sorted(options, key=lambda slot: slot.price):
        cheapest.setdefault(slot.spans[0].begin, slot)
    return tuple(cheapest.values())


def _bindings(
    problem: Problem, blocks: Sequence[Block], block: Block, direction: str, step: int
) -> list[Binding]:
    shifted = Block(block.begin + step, block.end + step, block.task)
    plan = [shifted if other == block else other for other in blocks]
    broken = [v for v in checker.violations(problem, plan) if block.task in (v.task, v.against)]
    if broken:
        return [Binding(direction, v.rule, _other(v, block.task)) for v in broken]
    price = cost_difference(problem, plan, blocks)
    return [
        Binding(direction, name)
        for name, value in zip(Cost._fields, price, strict=True)
        if value > 0
    ][:1]


def _other(violation: checker.Violation, task: str) -> str:
    """Return the other party of a violation; empty if it is the task itself."""
    other = violation.against if violation.task == task else violation.task
    return "" if other == task else other


def _free_alternatives(
    problem: Problem, blocks: Sequence[Block], block: Block, n: int
) -> list[Slot]:
    """Return the cheapest alternatives in free time, at most one per free stretch."""
    rest = [other for other in blocks if other != block]
    schedule, job = schedule_around(problem, rest, block.task)
    if job is None:
        return []
    stretches = stretch_options(schedule, replace(job, chunks=None))
    options = [[o for o in options if o[1] != block.begin] for options in stretches]
    best = sorted(min(options) for options in options if options)[:n]
    length = block.end - block.begin
    return [
        make_slot(problem, blocks, rest, block.task, [Span(begin, begin + length)])
        for _, begin in best
    ]


def _replacing_alternatives(
    problem: Problem, blocks: Sequence[Block], block: Block, n: int
) -> list[Slot]:
    """Return the cheapest alternatives that take the place of other blocks and move those."""
    model = build_model(problem)
    fixed = fixed_blocks(problem)
    job = next(job for job in model.jobs if job.task.id == block.task)
    if job.chunks:
        return []
    placement = PlacementSearch(model, CostTables(model), unlimited_budget())
    placement.load(other for other in blocks if other not in fixed)
    before = placement.snapshot()
    candidates = []
    for begin in sorted({other.begin for other in blocks} - {block.begin}):
        if placement.force(job.number, begin):
            candidates.append((placement.price, placement.spans[job.number][0], placement.blocks()))
        placement.restore(before)
    return [
        Slot(
            spans=(span,),
            blocks=tuple(sorted((*plan, *fixed))),
            price=cost_difference(problem, (*plan, *fixed), blocks),
            affected=tuple(sorted({b.task for b in {*blocks} ^ {*plan, *fixed}} - {block.task})),
        )
        for _, span, plan in sorted(candidates)[:n]
        if span.begin != block.begin
    ]


def explain_left_out(problem: Problem, blocks: Sequence[Block], task: str) -> LeftOutExplanation:
    """Explain why a task is not in a plan. Raise `ValueError` if it is."""
    rest = tuple(block for block in blocks if block.task != task or block in fixed_blocks(problem))
    schedule, job = schedule_around(problem, rest, task)
    if job is None or len(rest) < len(blocks):
        raise ValueError(f"Task {task} is in the plan.")
    left_out = LeftOutTask(problem, rest, job, schedule.model.gaps)
    waits_for = tuple(schedule.model.jobs[number].task.id for number in job.predecessors)
    return LeftOutExplanation(
        task=task,
        reason=Reason.WAITS if waits_for else _tightest(left_out),
        needed=job.minutes,
        free=left_out.free_minutes(),
        after=job.release,
        before=left_out.last_hour(),
        waits_for=waits_for,
        relaxations=tuple(smallest_relaxations(problem, blocks, task)),
    )


def _tightest(left_out: LeftOutTask) -> Reason:
    """Return the first of hours, events and other tasks that alone rules the task out."""
    events = replace(left_out.problem, current=())
    hours = replace(events, busy=(), pinned=())
    for reason, problem in ((Reason.HOURS, hours), (Reason.EVENTS, events)):
        if not replace(left_out, gaps=gaps(problem)).fits():
            return reason
    return Reason.NONE if left_out.fits() else Reason.TASKS
