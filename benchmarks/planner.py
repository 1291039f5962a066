"""Measure the planner; the last line printed is one JSON object.

    python benchmarks/planner.py --wt40 FOLDER   # OR-Library: wt40.txt and wtopt40.txt, or others
    python benchmarks/planner.py --weeks 1000 --big --cpsat 200
    python benchmarks/planner.py --request --small
    python benchmarks/planner.py --all --wt40 FOLDER --seed 7

All but the exact solver runs on one core. Searches are stopped and timed by the CPU clock around
the whole of solve(), so that other programs don't count. The elapsed time is printed too and is
the same on a quiet machine. Gaps are fractions: 0.0002 is 0.02 %.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.personal_problems import personal_day
from benchmarks.planner_problems import (
    big_fortnight,
    feasible_week,
    or_library,
    small_week,
)
from tasks.planning import checker
from tasks.planning.solver import Block, Plan, Problem, Task, solve
from tasks.planning.solver.budget import unlimited_budget
from tasks.planning.solver.construction import apparent_tardiness_cost
from tasks.planning.solver.model import build_model
from tasks.planning.solver.order import Order
from tasks.planning.solver.plan import SECONDS

TARDINESS_SECONDS = 0.1
EXACT_SECONDS = 20.0
BIG_RUNS = 10
SMALL_RUNS = 20


def main() -> None:
    options = _options()
    results = {
        "wt40": None,
        **(tardiness(options.wt40, options.seed) if options.wt40 else {}),
        "weeks": weeks(options.weeks, options.seed) if options.weeks else None,
        "big": big(options.seed) if options.big else None,
        "cpsat": cpsat(options.cpsat, options.seed) if options.cpsat else None,
        "request": request(options.seed) if options.request else None,
        "small": small(options.seed) if options.small else None,
    }
    print(json.dumps(results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wt40", type=Path, metavar="FOLDER", help="OR-Library wt40")
    parser.add_argument("--weeks", type=int, metavar="N", default=0, help="feasible weeks")
    parser.add_argument("--big", action="store_true", help="200 tasks, 14 days, 80 events")
    parser.add_argument("--cpsat", type=int, metavar="N", default=0, help="small weeks, exactly")
    parser.add_argument("--request", action="store_true", help="a whole request, with a database")
    parser.add_argument("--small", action="store_true", help="days of 20 tasks")
    parser.add_argument("--all", action="store_true", help="all of these; 1000 weeks, 200 exactly")
    parser.add_argument("--seed", type=int, default=0, help="other random problems")
    options = parser.parse_args()
    if options.all:
        options.weeks = options.weeks or 1000
        options.cpsat = options.cpsat or 200
        options.big = options.request = options.small = True
    return options


def tardiness(folder: Path, seed: int) -> dict:
    """Solve the instances of each wtN.txt in a folder, and compare with three dispatching rules."""
    results = {name: _weighted(name, cases, seed) for name, cases in or_library(folder)}
    if not results:
        print(f"wt40 skipped: no wt40.txt with its wtopt40.txt in {folder}")
    return results


def _weighted(name: str, cases: list[tuple[Problem, int]], seed: int) -> dict:
    optima = [optimum for _, optimum in cases]
    print(f"{name}: {len(cases)} instances, {TARDINESS_SECONDS * 1000:.0f} ms each")
    for rule, value in RULES.items():
        _report(rule, [value(problem) for problem, _ in cases], optima)
    runs = [_timed(problem, seed, TARDINESS_SECONDS) for problem, _ in cases]
    gap, hits = _report("planner", [plan.cost.late for plan, _ in runs], optima)
    timings = [timing for _, timing in runs]
    proven = sum(plan.bound.late for plan, _ in runs)
    print(f"  own lower bound: {1 - proven / max(1, sum(optima)):.1%} below the optima")
    print(f"  {_timing(timings)}")
    return {
        "gap": gap,
        "optima": hits,
        "ms_median": round(median(timing.cpu for timing in timings), 1),
    }


class Timing(NamedTuple):
    """Milliseconds of processor time, and of elapsed time."""

    cpu: float
    elapsed: float


def _timed(problem: Problem, seed: int, seconds: float = SECONDS) -> tuple[Plan, Timing]:
    cpu, elapsed = process_time(), perf_counter()
    plan = solve(problem, seed=seed, seconds=seconds, clock=process_time)
    return plan, Timing((process_time() - cpu) * 1000, (perf_counter() - elapsed) * 1000)


def _timing(timings: Sequence[Timing]) -> str:
    cpu, elapsed = [timing.cpu for timing in timings], [timing.elapsed for timing in timings]
    return (
        f"ms median {median(cpu):.0f} max {max(cpu):.0f}"
        f" (elapsed {median(elapsed):.0f} and {max(elapsed):.0f})"
    )


def _report(name: str, lateness: list[int], optima: list[int]) -> tuple[float, int]:
    gap = (sum(lateness) - sum(optima)) / max(1, sum(optima))
    hits = sum(value == optimum for value, optimum in zip(lateness, optima, strict=True))
    print(f"  {name:8} gap {gap:9.4%}  optimal {hits:3}")
    return gap, hits


def _sequence(problem: Problem, key: Callable[[Task], float]) -> int:
    end = late = 0
    for task in sorted(problem.tasks, key=key):
        end += task.minutes
        late += task.weight * max(0, end - (task.deadline or 0))
    return late


def _dispatched(problem: Problem) -> int:
    order = Order(build_model(problem), unlimited_budget())
    apparent_tardiness_cost(order, patience=2.0)
    return order.lateness()


RULES: dict[str, Callable[[Problem], int]] = {
    "EDD": lambda problem: _sequence(problem, lambda task: task.deadline or 0),
    "WSPT": lambda problem: _sequence(problem, lambda task: task.minutes / task.weight),
    "ATC": _dispatched,
}


def weeks(count: int, seed: int) -> dict:
    """Plan random weeks built around a hidden plan that meets every hard deadline."""
    late = violations = left_out = 0
    timings = []
    for number in range(count):
        problem = feasible_week(Random(f"week {seed} {number}")).problem
        plan, timing = _timed(problem, seed)
        late += _late(problem, plan.blocks)
        violations += len(checker.violations(problem, plan.blocks))
        left_out += len(plan.left_out)
        timings.append(timing)
    print(f"weeks: {count} with 25–60 tasks, {late} hard deadlines missed, {violations} violations")
    print(f"  {left_out} tasks left out, {_timing(timings)}")
    return {"n": count, "late": late, "violations": violations}


def _late(problem: Problem, blocks: Iterable[Block]) -> int:
    """Count the hard deadlines that pass before their task is done."""
    done = dict.fromkeys((task.id for task in problem.tasks), 0)
    dues = {task.id: task.deadline for task in problem.tasks if task.hard}
    for block in blocks:
        if block.task not in dues or block.end <= (dues[block.task] or 0):
            done[block.task] += block.end - block.begin
    return sum(task.hard and done[task.id] < task.minutes for task in problem.tasks)


def big(seed: int) -> dict:
    """Plan two weeks with more work than time."""
    timings = []
    broken = 0
    for number in range(BIG_RUNS):
        problem = big_fortnight(Random(f"big {seed} {number}"))
        plan, timing = _timed(problem, seed)
        broken += len(checker.violations(problem, plan.blocks))
        timings.append(timing)
    print(f"big: {BIG_RUNS} × 200 tasks, 14 days, 80 events, {broken} violations")
    print(f"  {_timing(timings)}")
    return {"ms": round(max(timing.cpu for timing in timings), 1)}


def cpsat(count: int, seed: int) -> dict:
    """Compare small weeks with the exact optimum, level by level.

    A level is compared if all before it are equal. The gap is that of the worst level.
    """
    try:
        from benchmarks.planner_exact import LEVELS, exact_cost
    except ModuleNotFoundError as error:
        sys.exit(f"{error}: run `make dev` first.")
    best = dict.fromkeys(LEVELS, 0)
    excess = dict.fromkeys(LEVELS, 0)
    proven = broken = equal = number = 0
    while proven < count:
        problem = small_week(Random(f"small {seed} {number}"))
        number += 1
        exact = exact_cost(problem, EXACT_SECONDS)
        if exact is None:
            continue
        proven += 1
        plan, _ = _timed(problem, seed)
        broken += bool(checker.violations(problem, plan.blocks))
        differs = [level for level in LEVELS if _at(plan, level) != getattr(exact, level)]
        equal += not differs
        for level in LEVELS[: LEVELS.index(differs[0]) + 1] if differs else LEVELS:
            best[level] += getattr(exact, level)
            excess[level] += _at(plan, level) - getattr(exact, level)
    gaps = {level: excess[level] / max(1, best[level]) for level in LEVELS}
    print(f"cpsat: {proven} small weeks solved exactly, {equal} equal, {broken} infeasible")
    print(f"  {number - proven} not proven in {EXACT_SECONDS:.0f} s and not counted")
    for level in LEVELS:
        print(f"  {level:8} exact {best[level]:8}  planner +{excess[level]}  gap {gaps[level]:.4%}")
    return {"n": proven, "gap": max(gaps.values())}


def request(seed: int) -> dict:
    """Measure a whole POST /plans with 300 tasks, 30 days and 150 events, in this process."""
    from benchmarks.planner_request import request_ms

    milliseconds = round(request_ms(seed), 1)
    print(f"request: 300 tasks, 30 days, 150 events, cpu ms {milliseconds:.0f}")
    return {"cpu_ms": milliseconds}


def small(seed: int) -> dict:
    """Plan days of 20 tasks with lunch, breaks and a share of the free time."""
    problems = [personal_day(Random(f"day {seed} {number}")) for number in range(SMALL_RUNS)]
    timings = [_whole(problem, seed) for problem in problems]
    print(f"small: {SMALL_RUNS} days of 20 tasks, {_timing(timings)}")
    return {"ms": round(median(timing.cpu for timing in timings), 1)}


def _whole(problem: Problem, seed: int) -> Timing:
    """Time a search that no clock stops."""
    cpu, elapsed = process_time(), perf_counter()
    solve(problem, seed=seed)
    return Timing((process_time() - cpu) * 1000, (perf_counter() - elapsed) * 1000)


def _at(plan: Plan, level: str) -> int:
    return getattr(plan.cost, level)


if __name__ == "__main__":
    main()
