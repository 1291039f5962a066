"""Weeks as people have them: lunch, breaks, a share of each day; accepted and planned again"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given

from benchmarks.personal_problems import personal_week
from tasks.planning import checker
from tasks.planning.solver import Block, Cost, Problem, Span, replan, solve

from .problems import examples, personal_weeks


def broken(problem: Problem, plan) -> list[checker.Violation]:
    return checker.violations(replace(problem, urgent=plan.urgent), plan.blocks)


@examples(10, 500)
@given(personal_weeks)
def test_personal_week_breaks_no_rule_and_costs_what_the_checker_says(problem):
    plan = solve(problem)

    assert broken(problem, plan) == []
    assert plan.cost == Cost(*checker.price(problem, plan.blocks))
    assert plan.bound.value <= plan.cost.value


def test_accepted_week_planned_again_at_once_moves_nothing():
    moved = 0
    for seed in range(8):
        problem = personal_week(Random(seed))
        plan = solve(problem)
        again = solve(replace(problem, current=plan.blocks))
        moved += len({*plan.blocks} ^ {*again.blocks})

    assert moved == 0


def test_same_week_gets_the_same_plan():
    problem = personal_week(Random(3))

    assert solve(problem).blocks == solve(problem).blocks


@examples(6, 200)
@given(personal_weeks)
def test_repair_after_a_meeting_breaks_no_rule_and_moves_little(problem):
    plan = solve(problem)
    if not plan.blocks:
        return
    hit = plan.blocks[len(plan.blocks) // 2]
    meeting = Span(hit.begin, hit.begin + 60)
    changed = replace(problem, current=plan.blocks, busy=(*problem.busy, meeting))
    repaired = replan(changed)

    assert broken(changed, repaired) == []
    days = len({*plan.blocks} - {*repaired.blocks})
    assert days <= max(6, len(overlapped(plan.blocks, meeting)) + 5)


def overlapped(blocks: tuple[Block, ...], span: Span) -> list[Block]:
    return [block for block in blocks if block.begin < span.end and block.end > span.begin]
