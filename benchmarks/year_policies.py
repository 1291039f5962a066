"""Policies of a simulated year: what to do when something happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from benchmarks.year_clock import Happening
from benchmarks.year_safer import safer
from tasks.planning.solver import Block, Day, Plan, Problem, pull_forward, replan, run_late, solve
from tasks.planning.solver.cost import evaluate

# Positions that a search may examine, so that a year takes minutes.
WORK = 25_000

Planner = Callable[[Problem], Sequence[Block]]


def ours(happening: Happening, problem: Problem, today: Day, minutes: int) -> Sequence[Block]:
    """Plan each morning; then *I'm running late*, *I finished early* and *Repair*.

    If a slide leaves a deadline at risk, the day offers a repair, and the person accepts it if it
    keeps more of them.
    """
    match happening:
        case Happening.LATE:
            return safer(problem, _repaired(problem, run_late(_placed(problem), today, minutes)))
        case Happening.EARLY:
            return safer(problem, _repaired(problem, pull_forward(_placed(problem), today)))
        case Happening.COLLISION | Happening.INTERRUPTED:
            return safer(problem, replan(problem, work=WORK).blocks)
        case _:
            return safer(problem, solve(problem, work=WORK).blocks)


def _repaired(problem: Problem, slide: Plan) -> Sequence[Block]:
    """Return the repair of a plan that misses deadlines, if it misses less of them."""
    missed = _missed(problem, slide.blocks)
    if not missed:
        return slide.blocks
    repair = replan(problem, work=WORK).blocks
    return repair if _missed(problem, repair) < missed else slide.blocks


def _missed(problem: Problem, blocks: Sequence[Block]) -> int:
    cost = evaluate(problem, blocks)
    return cost.missed + cost.late


def _placed(problem: Problem) -> Problem:
    """Return the problem without what has no block: a slide adds nothing."""
    names = {block.task for block in problem.current}
    return replace(problem, tasks=tuple(task for task in problem.tasks if task.id in names))


def morning_only(
    happening: Happening, problem: Problem, today: Day, minutes: int
) -> Sequence[Block]:
    """Plan each morning and never again: a block that a meeting hits waits for tomorrow."""
    if happening == Happening.MORNING:
        return solve(problem, work=WORK).blocks
    return [
        block
        for block in problem.current
        if block in problem.pinned
        or block.begin < problem.now
        or all(block.end <= begin or end <= block.begin for begin, end in problem.busy)
    ]


def from_scratch(problem: Problem) -> Sequence[Block]:
    """Plan as if nothing had been accepted; promises and the block in progress stay."""
    return solve(_without_plan(problem), work=WORK).blocks


def always(planner: Planner) -> Callable[[Happening, Problem, Day, int], Sequence[Block]]:
    """Return the policy that makes a new plan whenever something happens."""
    return lambda happening, problem, today, minutes: planner(problem)


def _without_plan(problem: Problem) -> Problem:
    running = [block for block in problem.current if block.begin < problem.now]
    return replace(problem, current=tuple(running))
