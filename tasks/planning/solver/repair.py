"""Least change: after the world has changed, move only what must move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from tasks.planning.solver.budget import UNLIMITED, never, unlimited_budget
from tasks.planning.solver.cost_tables import CostTables
from tasks.planning.solver.model import build_model
from tasks.planning.solver.plan import SECONDS, solve
from tasks.planning.solver.problem import Block, Plan, Problem, Span
from tasks.planning.solver.schedule import Schedule
from tasks.planning.solver.validation import validate
from tasks.planning.solver.warm_start import by_begin, reusable_blocks


def replan(
    problem: Problem,
    *,
    seed: int = 0,
    seconds: float = SECONDS,
    work: int = UNLIMITED,
    clock: Callable[[], float] = perf_counter,
    cancelled: Callable[[], bool] = never,
) -> Plan:
    """Repair the current plan: only what breaks a constraint moves, and what waits for that.

    Blocks of the current plan that may stay do stay, even where moving them would make room:
    what finds no other place is left out, and `solve` can be asked for a plan made afresh.
    Tasks that were not planned are added where there is room. A task done in several chunks
    keeps the others when one breaks, unless its rest then finds no room. Bound and gap are those
    of the repair. Budget, determinism and errors are those of `solve`.
    """
    start = clock()
    validate(problem)
    stay = unbroken_blocks(problem)
    plan = solve(
        _with_pinned(problem, stay),
        seed=seed,
        seconds=seconds,
        work=work,
        clock=clock,
        cancelled=cancelled,
    )
    torn = {block.task for block in stay} & set(plan.left_out)
    if not torn:
        return plan
    return solve(
        _with_pinned(problem, [block for block in stay if block.task not in torn]),
        seed=seed,
        seconds=seconds - (clock() - start),
        work=work,
        clock=clock,
        cancelled=cancelled,
    )


def unbroken_blocks(problem: Problem) -> list[Block]:
    """Return the current blocks that break no constraint and wait for nothing that does."""
    model = build_model(problem)
    schedule = Schedule(model, CostTables(model), unlimited_budget())
    kept: dict[int, list[Block]] = {}
    broken = []
    for job in by_begin(model):
        kept[job.number] = reusable_blocks(schedule, job)
        if kept[job.number]:
            spans = tuple(Span(begin, end) for begin, end, _ in kept[job.number])
            schedule.put(job, spans)
        if len(kept[job.number]) < sum(block not in job.fixed for block in job.current):
            broken.append(job)
    loose = model.dependants(number for job in broken for number in job.successors)
    return [block for number, blocks in kept.items() if number not in loose for block in blocks]


def _with_pinned(problem: Problem, stay: list[Block]) -> Problem:
    return replace(problem, pinned=tuple(sorted({*problem.pinned, *stay})))
