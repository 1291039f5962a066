"""The table of preferences: solver and checker both prefer the plan that people want"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from tasks.planning import checker
from tasks.planning.solver import Cost, solve
from tasks.planning.solver.cost import evaluate

from .preferences import Pair, pairs

PAIRS = pairs()
CHOICES = [pair for pair in PAIRS if not pair.breaks]

SHARE = "Today's share of a report due on Friday is enough; the rest of the day is for other tasks."
NIGHTS = "waiting counts the nights, so a later day costs more than an even share saves"
MISPRICED = {
    "What you put on today isn't dropped for a more important task from the backlog that can wait.":
        "leaving a task out of its chosen day costs no more than one that is meant for today",
    "Of two tasks that matter equally, the demanding one goes first.":
        "waiting costs a demanding task no more than any other",
    "Even an important task waits for the evening if you said that it is best in the evening.":
        "waiting costs an important task more per minute than its ideal time is worth",
    SHARE:
        "a missing minute is value and an even share is comfort, so one task fills the day",
    "Two hours a day are better than one long day for a report due on Friday.": NIGHTS,
    "A long task of medium importance is spread over the week as well.": NIGHTS,
}  # fmt: skip
CUT = "no move makes a piece longer by removing a task that costs less to leave out"
UNSOLVED = {
    SHARE: "the share of a day comes after the tasks that were placed around it",
    "If a deadline can't be kept in full, an hour less is missing when you work an hour more.": CUT,
    "Two hours of an important report come before a morning of trifles.": CUT,
    "An important task that may be split isn't cut short for a habit.": CUT,
    "Overdue trifles don't cut short an important task that is meant for today.": CUT,
    "Two important tasks meant for today are finished before a trifle that is due today.":
        "no move makes a piece longer and lunch later at once",
    "A morning of accepted trifles moves back around lunch and breaks for an important task due "
    "today.": "the search moves one accepted block at a time, never all of them back",
    "If you are best in the evening, the brainstorm is in the evening and the rest before it.":
        "a block moves past at most one other block of equal length",
}  # fmt: skip


def parameters(choice: Iterable[Pair], failing: Mapping[str, str]) -> list[object]:
    """Return pairs as parameters of a test; those of `failing` must fail until they are mended."""
    return [
        pytest.param(
            pair,
            id=f"{pair.theme}: {pair.because}",
            marks=pytest.mark.xfail(strict=True, reason=failing[pair.because])
            if pair.because in failing
            else (),
        )
        for pair in choice
    ]


def order(cost: Cost) -> tuple[int, int]:
    return cost.value, cost.comfort


@pytest.mark.parametrize("pair", parameters(CHOICES, MISPRICED))
def test_solver_prefers_the_better_plan(pair):
    better, worse = (evaluate(pair.problem, plan) for plan in (pair.better, pair.worse))

    assert order(better) < order(worse), (better, worse)


@pytest.mark.parametrize("pair", parameters(CHOICES, MISPRICED))
def test_checker_prefers_the_better_plan(pair):
    better, worse = (Cost(*checker.price(pair.problem, plan)) for plan in (pair.better, pair.worse))

    assert order(better) < order(worse), (better, worse)


@pytest.mark.parametrize("pair", parameters(PAIRS, UNSOLVED))
def test_solver_finds_a_plan_as_good_as_the_better_one(pair):
    problem = replace(pair.problem, urgent=())
    wanted, plan = evaluate(problem, pair.better), solve(problem)

    assert order(plan.cost) <= order(wanted)
    assert checker.violations(replace(problem, urgent=plan.urgent), plan.blocks) == []


@pytest.mark.parametrize("pair", parameters(PAIRS, {}))
def test_better_plan_breaks_no_rule(pair):
    assert checker.violations(pair.problem, pair.better) == []


@pytest.mark.parametrize("pair", parameters(PAIRS, {}))
def test_worse_plan_breaks_only_the_rules_that_the_table_names(pair):
    broken = {violation.rule.value for violation in checker.violations(pair.problem, pair.worse)}

    assert broken == pair.breaks


def test_table_has_ninety_pairs_and_no_sentence_twice():
    assert len(PAIRS) >= 90
    assert [text for text, n in Counter(pair.because for pair in PAIRS).items() if n > 1] == []


def test_tests_that_must_fail_name_pairs_of_the_table():
    assert {*MISPRICED, *UNSOLVED} <= {pair.because for pair in PAIRS}
