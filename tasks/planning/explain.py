"""Says why a block is where it is, why a task was left out, and what would change that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tasks.planning import checker
from tasks.planning.solver.budget import endless
from tasks.planning.solver.cost_tables import Prices
from tasks.planning.solver.model import build
from tasks.planning.solver.placement import Placing
from tasks.planning.solver.problem import Block, Cost, Problem, Span
from tasks.planning.solver.relaxations import Case, Change, Kind, smallest_changes
from tasks.planning.solver.slots import Slot, beside, difference, placements, slot_at, slots_for
from tasks.planning.solver.timeline import gaps, standing
from tasks.planning.wording import (
    binding_sentence,
    change_sentence,
    price_sentence,
    sentence,
)

__all__ = [
    "Binding",
    "Change",
    "Explanation",
    "Kind",
    "Reason",
    "Refusal",
    "Slot",
    "binding_sentence",
    "change_sentence",
    "price_sentence",
    "sentence",
    "slots_for",
    "why_here",
    "why_not",
]


@dataclass(frozen=True, slots=True)
class Binding:
    """What keeps a block from standing a minute earlier, or later.

    ``rule`` is a constraint (a value of `checker.Rule`) or, where none is in the way, the
    component of `Cost` that would rise; ``against`` names the neighbour, or the minute, and is
    empty where the neighbour is another chunk of the same task.
    """

    direction: str
    rule: str
    against: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a block is where it is: what binds it, and its cheapest alternatives with prices."""

    block: Block
    bindings: tuple[Binding, ...]
    alternatives: tuple[Slot, ...]


class Reason(StrEnum):
    """The tightest reason that leaves a task out: the first of these that alone would do it."""

    WAITS = "waits"
    HOURS = "hours"
    EVENTS = "events"
    TASKS = "tasks"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a task was left out: it needs `needed` minutes between two instants; `free` are free.

    ``free`` counts the longest free stretch, or all of them when the task may be split.
    ``waits_for`` names the tasks it waits for that are not planned either. ``changes`` would
    each make room, the smallest first.
    """

    task: str
    reason: Reason
    needed: int
    free: int
    after: int
    before: int
    waits_for: tuple[str, ...]
    changes: tuple[Change, ...]


def why_here(problem: Problem, blocks: Sequence[Block], block: Block, n: int = 2) -> Explanation:
    """Explain one block of a plan.

    An alternative is another begin for this block; the rest stays, or, where the block would
    take the place of others, those are refitted where they cost least. Its price is what the
    plan would then cost more. Standing blocks have neither bindings nor alternatives.
    """
    if block in standing(problem):
        return Explanation(block, (Binding("both", checker.Rule.PINNED),), ())
    bindings = tuple(
        binding
        for direction, step in (("earlier", -1), ("later", 1))
        for binding in _bindings(problem, blocks, block, direction, step)
    )
    options = [*_elsewhere(problem, blocks, block, n), *_displacing(problem, blocks, block, n)]
    return Explanation(block, bindings, tuple(sorted(options, key=lambda slot: slot.price)[:n]))


def _bindings(
    problem: Problem, blocks: Sequence[Block], block: Block, direction: str, step: int
) -> list[Binding]:
    shifted = Block(block.begin + step, block.end + step, block.task)
    plan = [shifted if other == block else other for other in blocks]
    broken = [v for v in checker.violations(problem, plan) if block.task in (v.task, v.against)]
    if broken:
        return [Binding(direction, v.rule, _other(v, block.task)) for v in broken]
    price = difference(problem, plan, blocks)
    return [
        Binding(direction, name)
        for name, value in zip(Cost._fields, price, strict=True)
        if value > 0
    ][:1]


def _other(violation: checker.Violation, task: str) -> str:
    """Name what a task collides with, from either side; nothing where that is itself."""
    other = violation.against if violation.task == task else violation.task
    return "" if other == task else other


def _elsewhere(problem: Problem, blocks: Sequence[Block], block: Block, n: int) -> list[Slot]:
    """Return the cheapest begins in free time, one per free stretch."""
    rest = [other for other in blocks if other != block]
    board, job = beside(problem, rest, block.task)
    if job is None:
        return []
    stretches = placements(board, replace(job, chunks=None))
    options = [[o for o in options if o[1] != block.begin] for options in stretches]
    best = sorted(min(options) for options in options if options)[:n]
    length = block.end - block.begin
    return [
        slot_at(problem, blocks, rest, block.task, [Span(begin, begin + length)])
        for _, begin in best
    ]


def _displacing(problem: Problem, blocks: Sequence[Block], block: Block, n: int) -> list[Slot]:
    """Return the cheapest begins in the place of other blocks, which are then refitted."""
    model = build(problem)
    fixed = standing(problem)
    job = next(job for job in model.jobs if job.task.id == block.task)
    if job.chunks:
        return []
    placing = Placing(model, Prices(model), endless())
    placing.load(other for other in blocks if other not in fixed)
    before = placing.snapshot()
    found = []
    for begin in sorted({other.begin for other in blocks} - {block.begin}):
        if placing.force(job.number, begin):
            found.append((placing.price, placing.spans[job.number][0], placing.blocks()))
        placing.restore(before)
    return [
        Slot(
            spans=(span,),
            blocks=tuple(sorted((*plan, *fixed))),
            price=difference(problem, (*plan, *fixed), blocks),
            displaced=tuple(sorted({b.task for b in {*blocks} ^ {*plan, *fixed}} - {block.task})),
        )
        for _, span, plan in sorted(found)[:n]
        if span.begin != block.begin
    ]


def why_not(problem: Problem, blocks: Sequence[Block], task: str) -> Refusal:
    """Explain why a task is not in a plan. Raises `ValueError` when it is."""
    rest = tuple(block for block in blocks if block.task != task or block in standing(problem))
    board, job = beside(problem, rest, task)
    if job is None or len(rest) < len(blocks):
        raise ValueError(f"Task {task} is in the plan.")
    case = Case(problem, rest, job, board.model.gaps)
    waits_for = tuple(board.model.jobs[number].task.id for number in job.before)
    return Refusal(
        task=task,
        reason=Reason.WAITS if waits_for else _tightest(case),
        needed=job.minutes,
        free=case.room(),
        after=job.release,
        before=job.limit,
        waits_for=waits_for,
        changes=tuple(smallest_changes(problem, blocks, task)),
    )


def _tightest(case: Case) -> Reason:
    """Find the first reason that alone leaves the task out: its hours, the events, the others."""
    events = replace(case.problem, current=())
    hours = replace(events, busy=(), pinned=())
    for reason, problem in ((Reason.HOURS, hours), (Reason.EVENTS, events)):
        if not _has_room(replace(case, gaps=gaps(problem))):
            return reason
    return Reason.NONE if _has_room(case) else Reason.TASKS


def _has_room(case: Case) -> bool:
    return bool(case.laid(case.free(case.job.release, case.job.limit), case.job.minutes))
