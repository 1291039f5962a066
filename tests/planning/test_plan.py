"""Solving one day: each constraint and each preference alone; determinism and budgets"""

from __future__ import annotations

from dataclasses import replace
from itertools import count, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.planner_problems import weighted_tardiness
from tasks.planning.checker import price, violations
from tasks.planning.solver import (
    PERSONAL,
    Chunks,
    Cost,
    EnergyStep,
    InvalidProblem,
    Span,
    Task,
    solve,
)

from .problems import DAY, HOUR, begins, block, day, examples, planned, small_weeks, week_of

NINE, TEN, ELEVEN, NOON, FIVE = 9 * HOUR, 10 * HOUR, 11 * HOUR, 12 * HOUR, 17 * HOUR


def test_plan_is_empty_without_tasks():
    plan = planned(day())
    assert (plan.blocks, plan.left_out, plan.cost) == ((), (), Cost())


def test_first_task_starts_with_the_hours_despite_the_buffer():
    assert begins(planned(day(Task("a", HOUR), buffer=15))) == {"a": NINE}


def test_plan_keeps_the_buffer_between_blocks():
    plan = planned(day(Task("a", HOUR, weight=2), Task("b", HOUR), buffer=15))
    assert begins(plan) == {"a": NINE, "b": TEN + 15}


def test_plan_starts_no_task_in_the_past():
    assert begins(planned(day(Task("a", HOUR), now=TEN + 7))) == {"a": TEN + 7}


def test_plan_uses_a_short_gap_for_a_shorter_task():
    problem = day(Task("a", 90, weight=8), Task("b", 30), busy=(Span(NINE + 30, TEN),))
    assert begins(planned(problem)) == {"a": TEN, "b": NINE}


def test_plan_fills_later_gaps_when_the_first_is_not_filled_exactly():
    events = (Span(NINE + 50, TEN), Span(TEN + 50, ELEVEN))
    tasks = (Task("a", 45, weight=3), Task("b", 45, weight=2), Task("c", 45))
    assert begins(planned(day(*tasks, busy=events))) == {"a": NINE, "b": TEN, "c": ELEVEN}


def test_plan_puts_high_impact_first():
    tasks = (Task("min", HOUR, weight=1), Task("high", HOUR, weight=8), Task("mid", HOUR, weight=4))
    plan = planned(day(*tasks))
    assert [block.task for block in plan.blocks] == ["high", "mid", "min"]


def test_plan_prefers_a_hard_deadline_over_weight():
    problem = day(Task("a", HOUR, weight=8), Task("b", HOUR, deadline=TEN, hard=True))
    assert begins(planned(problem)) == {"a": TEN, "b": NINE}


def test_plan_leaves_out_a_task_that_would_miss_its_hard_deadline():
    plan = planned(day(Task("a", HOUR, deadline=NINE + 59, hard=True)))
    assert (plan.blocks, plan.left_out) == ((), ("a",))


def test_plan_may_miss_a_soft_deadline():
    plan = planned(day(Task("a", HOUR, weight=2, deadline=NINE)))
    assert plan.cost.late == 120


def test_plan_lets_the_lighter_task_be_late():
    problem = day(Task("a", HOUR, deadline=TEN), Task("b", HOUR, weight=2, deadline=TEN))
    assert begins(planned(problem)) == {"a": TEN, "b": NINE}


def test_plan_respects_the_earliest_start():
    assert begins(planned(day(Task("a", HOUR, earliest=NOON)))) == {"a": NOON}


def test_plan_uses_hours_across_midnight_as_one_stretch():
    problem = day(Task("a", 3 * HOUR), hours=(Span(22 * HOUR, 26 * HOUR),), until=2 * DAY)
    assert begins(planned(problem)) == {"a": 22 * HOUR}


def test_plan_places_each_task_in_its_group_of_hours():
    hours = {"default": (Span(NINE, NOON),), "home": (Span(NOON, FIVE),)}
    problem = day(Task("a", HOUR), Task("b", HOUR, hours="home"), hours=hours)
    assert begins(planned(problem)) == {"a": NINE, "b": NOON}


def test_plan_leaves_out_tasks_of_a_group_without_hours():
    assert planned(day(Task("a", HOUR, hours="home"))).left_out == ("a",)


def test_plan_puts_a_task_after_its_predecessor():
    problem = day(Task("a", HOUR), Task("b", HOUR, weight=8, after=("a",)))
    assert begins(planned(problem)) == {"a": NINE, "b": TEN}


def test_plan_leaves_out_successors_of_a_left_out_task():
    problem = day(Task("a", 9 * HOUR), Task("b", HOUR, after=("a",)))
    assert set(planned(problem).left_out) == {"a", "b"}


def test_plan_splits_a_long_task_around_an_event():
    problem = day(Task("a", 2 * HOUR, chunks=Chunks(30, 90)), busy=(Span(TEN, 16 * HOUR),))
    blocks = planned(problem).blocks
    assert blocks == (block("a", NINE, TEN), block("a", 16 * HOUR, FIVE))


def test_plan_keeps_a_pinned_block_outside_the_hours():
    pin = block("a", 3 * HOUR, 4 * HOUR)
    plan = planned(day(Task("a", HOUR), Task("b", HOUR), pinned=(pin,)))
    assert plan.blocks == (pin, block("b", NINE, TEN))


def test_plan_places_the_rest_of_a_partly_pinned_task():
    pin = block("a", NINE, NINE + 30)
    plan = planned(day(Task("a", 90, chunks=Chunks(30, 60)), pinned=(pin,)))
    assert plan.blocks == (pin, block("a", NINE + 30, TEN + 30))


def test_plan_puts_a_successor_after_a_pinned_task():
    pin = block("a", NOON, NOON + HOUR)
    plan = planned(day(Task("a", HOUR), Task("b", HOUR, after=("a",)), pinned=(pin,)))
    assert begins(plan)["b"] == NOON + HOUR


def test_plan_puts_demanding_tasks_where_energy_is_high():
    energy = (EnergyStep(NINE, ELEVEN, 1), EnergyStep(ELEVEN, NOON, 2), EnergyStep(NOON, FIVE, 1))
    plan = planned(day(Task("a", HOUR, energy=2), energy=energy))
    assert begins(plan) == {"a": ELEVEN}


def test_plan_prefers_a_deadline_over_energy():
    energy = (EnergyStep(NINE, ELEVEN, 1), EnergyStep(ELEVEN, FIVE, 2))
    plan = planned(day(Task("a", HOUR, energy=2, deadline=TEN), energy=energy))
    assert begins(plan) == {"a": NINE}


def test_plan_keeps_a_current_block_though_an_earlier_time_is_free():
    assert begins(planned(day(Task("a", HOUR), current=(block("a", NOON, NOON + HOUR),)))) == {
        "a": NOON
    }


def test_plan_moves_a_current_block_to_fit_another_task():
    problem = day(
        Task("a", HOUR),
        Task("b", 2 * HOUR),
        hours=(Span(NINE, NOON),),
        current=(block("a", NINE + 30, TEN + 30),),
    )
    plan = planned(problem)
    assert (plan.left_out, plan.cost.moved, plan.cost.shifted) == ((), 0, 2 * 30)


def test_plan_keeps_a_block_that_is_close_to_an_event_when_a_deadline_gives_up_the_buffer():
    call = block("call", NINE + 7, ELEVEN + 7)
    problem = day(
        Task("call", 2 * HOUR, weight=27, deadline=23 * HOUR, hard=True),
        Task("form", 45, deadline=NOON, hard=True),
        hours=(Span(8 * HOUR, NOON),),
        busy=(Span(8 * HOUR, NINE + 5),),
        now=NINE + 7,
        current=(call,),
        buffer=5,
        break_after=120,
        break_minutes=15,
        rates=PERSONAL,
    )
    plan = planned(problem)

    assert plan.blocks == (call, block("form", ELEVEN + 7, ELEVEN + 52))
    assert violations(replace(problem, urgent=plan.urgent), plan.blocks) == []


def test_plan_splits_no_task_without_need():
    assert planned(day(Task("a", HOUR, chunks=Chunks(10, 60)))).cost.fragments == 0


@examples(6, 200)
@given(small_weeks, st.integers(0, 2**16))
def test_solve_returns_the_same_plan_for_the_same_seed_and_work(problem, seed):
    first, second = (solve(problem, seed=seed, work=3_000, seconds=60) for _ in range(2))
    assert (first.blocks, first.work, first.cost) == (second.blocks, second.work, second.cost)


@examples(12, 300)
@given(small_weeks, st.integers(0, 40))
def test_solve_returns_a_valid_plan_however_early_the_clock_ends_it(problem, ticks):
    clock = count(0.0, 1.0)
    plan = solve(problem, seconds=ticks, clock=lambda: next(clock))
    assert violations(problem, plan.blocks) == []
    assert plan.cost == price(problem, plan.blocks)


def test_solve_stops_at_the_next_check_when_cancelled():
    checks = count()
    plan = solve(week_of(1), seconds=60, cancelled=lambda: next(checks) >= 3)
    assert not plan.complete
    assert next(checks) == 4


def test_solve_returns_a_plan_without_any_time():
    plan = solve(week_of(1), seconds=0)
    assert plan.blocks
    assert violations(week_of(1), plan.blocks) == []


def test_solve_never_returns_a_worse_plan_with_more_work():
    problem = week_of(2)
    costs = [planned(problem, work).cost for work in (0, 3_000, 9_000, 27_000)]
    assert costs == sorted(costs, reverse=True)


def test_solve_ends_a_small_problem_before_its_budget():
    assert planned(day(Task("a", HOUR)), work=10**9).complete


@examples(25, 500)
@given(small_weeks)
def test_solve_breaks_no_rule_and_respects_its_bound_on_crowded_weeks(problem):
    plan = planned(problem, 8_000)
    assert violations(problem, plan.blocks) == []
    assert plan.cost == price(problem, plan.blocks)
    assert all(least <= value for least, value in zip(plan.bound[:3], plan.cost[:3], strict=True))
    assert 0 <= plan.gap <= 1


numbers = st.lists(
    st.tuples(st.integers(1, 30), st.integers(1, 10), st.integers(0, 90)), min_size=1, max_size=7
)


@examples(25, 400)
@given(numbers)
def test_solve_finds_the_optimal_weighted_tardiness_of_small_instances(rows):
    problem = weighted_tardiness(*zip(*rows, strict=True))
    assert planned(problem, 10_000).cost.late == min(map(_tardiness, permutations(rows)))


def _tardiness(rows) -> int:
    end = late = 0
    for minutes, weight, due in rows:
        end += minutes
        late += weight * max(0, end - due)
    return late


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (day(Task("a", 0)), "at least a minute"),
        (day(Task("a", 60, weight=0)), "at least 1"),
        (day(Task("a", 60, hard=True)), "without a date"),
        (day(Task("a", 60, chunks=Chunks(60, 30))), "least ≤ most"),
        (day(Task("a", 60), Task("a", 30)), "listed twice"),
        (day(Task("a", 60, after=("x",))), "waits for x"),
        (day(Task("a", 60, after=("b",)), Task("b", 60, after=("a",))), "in a circle"),
        (day(pinned=(block("x", 0, 60),)), "not in the problem"),
        (day(Task("a", 60), pinned=(block("a", 60, 60),)), "ends before it begins"),
        (day(buffer=-1), "cannot be negative"),
        (day(now=10, until=9), "ends before it begins"),
        (day(energy=(EnergyStep(0, 60, 1), EnergyStep(30, 90, 2))), "overlap"),
    ],
)
def test_solve_rejects_a_contradictory_problem(problem, message):
    with pytest.raises(InvalidProblem, match=message):
        solve(problem)


def test_search_without_a_time_limit_reads_its_clock_so_that_others_may_work():
    readings = []

    def clock() -> float:
        readings.append(0)
        return 0.0

    plan = solve(week_of(1), clock=clock)

    assert len(readings) > plan.work // 5_000
