"""Whole weeks: no missed deadline, no broken rule, close to an exact solver"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from benchmarks.planner_exact import LEVELS, exact_cost
from benchmarks.planner_problems import feasible_week, small_week
from tasks.planning import checker
from tests.lanes import BIG

from .problems import examples, fortnights, planned, weeks


@examples(15, 1000)
@given(weeks)
def test_feasible_week_misses_no_hard_deadline_and_breaks_no_rule(week):
    assert checker.violations(week.problem, week.hidden) == []
    plan = planned(week.problem, 80_000)
    assert checker.violations(week.problem, plan.blocks) == []
    assert plan.cost.missed == 0


@pytest.mark.parametrize("name", ["week 1 1255", "week b 1855", "week b 2049"])
def test_predecessors_of_a_hard_deadline_are_done_in_time(name):
    problem = feasible_week(Random(name)).problem
    assert planned(problem, 120_000).cost.missed == 0


@examples(2, 20)
@given(fortnights)
def test_fortnight_of_200_tasks_breaks_no_rule(problem):
    plan = planned(problem, 60_000)
    assert checker.violations(problem, plan.blocks) == []
    assert plan.cost == checker.price(problem, plan.blocks)


def test_small_weeks_come_close_to_the_exact_optimum():
    best = ours = 0
    for number in range(200 if BIG else 3):
        problem = small_week(Random(number))
        exact = exact_cost(problem, seconds=20)
        if exact:
            best += _sum(exact)
            ours += _sum(planned(problem, 60_000).cost)
    assert ours <= best * 1.005


def _sum(cost) -> int:
    return sum(getattr(cost, level) for level in LEVELS)
