"""The table of preferences: solver and checker both prefer the plan that people want"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest

from tasks.planning import checker
from tasks.planning.solver import Cost, solve
from tasks.planning.solver.cost import evaluate

from .preferences import Pair, pairs

PAIRS = pairs()
CHOICES = [pair for pair in PAIRS if not pair.breaks]

COMFORT_GAP = 0.02  # of comfort that the search may miss; of value, nothing


def parameters(choice: Iterable[Pair]) -> list[object]:
    """Return pairs as parameters of a test, each named by its sentence."""
    return [pytest.param(pair, id=f"{pair.theme}: {pair.because}") for pair in choice]


def order(cost: Cost) -> tuple[int, int]:
    return cost.value, cost.comfort


@pytest.mark.parametrize("pair", parameters(CHOICES))
def test_solver_prefers_the_better_plan(pair):
    better, worse = (evaluate(pair.problem, plan) for plan in (pair.better, pair.worse))

    assert order(better) < order(worse), (better, worse)


@pytest.mark.parametrize("pair", parameters(CHOICES))
def test_checker_prefers_the_better_plan(pair):
    better, worse = (Cost(*checker.price(pair.problem, plan)) for plan in (pair.better, pair.worse))

    assert order(better) < order(worse), (better, worse)


@pytest.mark.parametrize("pair", parameters(PAIRS))
def test_solver_finds_a_plan_as_good_as_the_better_one(pair):
    problem = replace(pair.problem, urgent=())
    wanted, plan = evaluate(problem, pair.better), solve(problem)

    assert plan.cost.value <= wanted.value
    if plan.cost.value == wanted.value:
        assert plan.cost.comfort <= wanted.comfort * (1 + COMFORT_GAP)
    assert checker.violations(replace(problem, urgent=plan.urgent), plan.blocks) == []


@pytest.mark.parametrize("pair", parameters(PAIRS))
def test_better_plan_breaks_no_rule(pair):
    assert checker.violations(pair.problem, pair.better) == []


@pytest.mark.parametrize("pair", parameters(PAIRS))
def test_worse_plan_breaks_only_the_rules_that_the_table_names(pair):
    broken = {violation.rule.value for violation in checker.violations(pair.problem, pair.worse)}

    assert broken == pair.breaks


def test_table_has_ninety_pairs_and_no_sentence_twice():
    assert len(PAIRS) >= 90
    assert [text for text, n in Counter(pair.because for pair in PAIRS).items() if n > 1] == []
