"""Solve a problem: search, give up rules for deadlines, and settle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import perf_counter

from tasks.planning.solver.bounds import fixed_lateness, relative_gap
from tasks.planning.solver.budget import UNLIMITED, Budget, never, unlimited_budget
from tasks.planning.solver.cost import by_task, evaluate, missing_minutes, pack, packing
from tasks.planning.solver.list_order import in_list_order
from tasks.planning.solver.lunch import with_lunches, without_lunches
from tasks.planning.solver.model import build_model
from tasks.planning.solver.problem import Block, Cost, Plan, Problem
from tasks.planning.solver.solution import Solution, search
from tasks.planning.solver.timeline import fixed_blocks
from tasks.planning.solver.urgency import give_up_rules
from tasks.planning.solver.validation import validate

SECONDS = 0.3  # a delay that a person does not notice
# Share of the seconds left for the current step and the final costs, also on a slower machine.
RESERVE = 0.2
AROUND_EFFORT = 0.3  # of a whole search, for what no longer fits a day
SETTLING = 6  # searches from the plan found, until one changes nothing


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    seconds: float | None = None,
    work: int = UNLIMITED,
    clock: Callable[[], float] = perf_counter,
    cancelled: Callable[[], bool] = never,
) -> Plan:
    """Plan the open tasks of a problem; docs/planner.md explains objective and algorithm.

    The search ends by the work it has done, so the same problem, seed and `work` give the same
    plan on every machine, however busy. `seconds` of `clock` and `cancelled` stop the same search
    earlier, at a plan that it would have passed through. Solving again with the plan as the
    current one changes nothing. Raise `InvalidProblem` if the problem contradicts itself.
    """
    start = clock()
    validate(problem)
    deadline = start + seconds * (1 - RESERVE) if seconds is not None else None
    budget = Budget(clock, deadline, work, cancelled)
    solution = search(with_lunches(problem), budget, seed)
    if not problem.rates.lexicographic:
        solution = in_list_order(problem, give_up_rules(problem, solution, budget, seed))
        solution = _settle(problem, solution, budget, seed)
    return replace(make_plan(problem, solution, budget, seed), elapsed=clock() - start)


def plan_around(problem: Problem, blocks: Iterable[Block], seed: int = 0) -> Plan:
    """Plan what remains of a valid problem around blocks that stay, wherever they are.

    The cost compares the result with the current blocks of the problem.
    """
    budget = unlimited_budget()
    # Not the fixed blocks of the problem: one that was close to another may just have slid away.
    kept = tuple(sorted({*blocks, *problem.pinned}))
    around = replace(problem, pinned=kept, current=kept)
    rest = search(with_lunches(around), budget, seed, effort=AROUND_EFFORT)
    rest = in_list_order(around, rest)
    solution = Solution(sorted({*kept, *without_lunches(rest.blocks)}), rest.bound)
    plan = make_plan(around, solution, budget, seed)
    cost = evaluate(problem, plan.blocks)
    return replace(plan, cost=cost, gap=relative_gap(problem, cost, plan.bound))


def _settle(problem: Problem, solution: Solution, budget: Budget, seed: int) -> Solution:
    """Search again from the plan found, so that planning again at once changes nothing."""
    scale = packing(problem)
    for _ in range(SETTLING):
        blocks = _all_blocks(problem, solution)
        urgent = [block for block in blocks if block.task in solution.urgent]
        settled = replace(
            problem,
            current=blocks,
            pinned=tuple(sorted({*problem.pinned, *urgent})),
            urgent=solution.urgent,
        )
        again = give_up_rules(settled, search(with_lunches(settled), budget, seed), budget, seed)
        after = _all_blocks(settled, again)
        is_better = pack(evaluate(problem, after), scale) < pack(evaluate(problem, blocks), scale)
        if budget.over() or not is_better:
            break
        names = tuple(sorted({*solution.urgent, *again.urgent}))
        solution = Solution(list(after), solution.bound, names)
    return solution


def _all_blocks(problem: Problem, solution: Solution) -> tuple[Block, ...]:
    return tuple(sorted({*fixed_blocks(problem), *without_lunches(solution.blocks)}))


def make_plan(problem: Problem, solution: Solution, budget: Budget, seed: int) -> Plan:
    """Return the plan of a solution, priced and compared with its bound."""
    blocks = _all_blocks(problem, solution)
    cost = evaluate(problem, blocks)
    fixed = fixed_lateness(build_model(problem))
    bound = Cost(*map(sum, zip(solution.bound, fixed, strict=True)))
    placed = by_task(blocks)
    names = {block.task for block in fixed_blocks(problem)}
    missing = {
        task.id: missing_minutes(problem, task, placed[task.id], task.id in names)
        for task in problem.tasks
    }
    partial = {
        task.id: task.minutes - sum(block.end - block.begin for block in placed[task.id])
        for task in problem.tasks
        if placed[task.id] and task.chunks
    }
    return Plan(
        blocks=blocks,
        left_out=tuple(name for name, minutes in missing.items() if minutes and not placed[name]),
        partial={name: minutes for name, minutes in partial.items() if minutes > 0},
        cost=cost,
        bound=bound,
        gap=relative_gap(problem, cost, bound),
        seed=seed,
        work=budget.work,
        elapsed=0.0,
        complete=not budget.stopped,
        urgent=solution.urgent,
    )
