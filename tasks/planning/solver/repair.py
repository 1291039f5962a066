"""Repair a plan with the least change: move only what breaks a constraint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import perf_counter

from tasks.planning.solver.budget import UNLIMITED, never, unlimited_budget
from tasks.planning.solver.cost_tables import CostTables
from tasks.planning.solver.model import build_model
from tasks.planning.solver.plan import solve
from tasks.planning.solver.problem import Block, Plan, Problem, Span
from tasks.planning.solver.rates import REPAIR
from tasks.planning.solver.schedule import Schedule
from tasks.planning.solver.validation import validate
from tasks.planning.solver.warm_start import by_begin, reusable_blocks


def replan(
    problem: Problem,
    *,
    seed: int = 0,
    seconds: float | None = None,
    work: int = UNLIMITED,
    clock: Callable[[], float] = perf_counter,
    cancelled: Callable[[], bool] = never,
) -> Plan:
    """Repair the current plan with the least displacement that avoids an avoidable miss.

    Blocks that break a rule are planned again. Others move only if more gets done that way; for a
    lexicographic cost they stay in any case, except what waits for a broken one. If one chunk
    breaks, the others stay unless the rest doesn't fit. Budget, determinism and errors are those of
    `solve`.
    """
    validate(problem)
    run = partial(solve, seed=seed, seconds=seconds, work=work, clock=clock, cancelled=cancelled)
    if not problem.rates.lexicographic:
        return run(replace(problem, rates=REPAIR))
    unbroken = unbroken_blocks(problem)
    plan = run(_with_pinned(problem, unbroken))
    unfinished = {block.task for block in unbroken} & {*plan.left_out, *plan.partial}
    kept = [block for block in unbroken if block.task not in unfinished]
    return run(_with_pinned(problem, kept)) if unfinished else plan


def unbroken_blocks(problem: Problem) -> list[Block]:
    """Return the current blocks that break no constraint and wait for no block that does."""
    model = build_model(problem)
    schedule = Schedule(model, CostTables(model), unlimited_budget())
    blocks_of: dict[int, list[Block]] = {}
    broken = []
    for job in by_begin(model):
        blocks_of[job.number] = reusable_blocks(schedule, job)
        if blocks_of[job.number]:
            spans = tuple(Span(begin, end) for begin, end, _ in blocks_of[job.number])
            schedule.put(job, spans)
        if len(blocks_of[job.number]) < sum(block not in job.fixed for block in job.current):
            broken.append(job)
    to_move = model.dependants(number for job in broken for number in job.successors)
    return [
        block for number, blocks in blocks_of.items() if number not in to_move for block in blocks
    ]


def _with_pinned(problem: Problem, unbroken: list[Block]) -> Problem:
    return replace(problem, pinned=tuple(sorted({*problem.pinned, *unbroken})))
