"""solver.plan.solve: each constraint and each wish, one at a time; determinism and budgets"""

from __future__ import annotations

from itertools import count, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.planner_problems import weighted_tardiness
from tasks.planning.checker import price, violations
from tasks.planning.solver import Chunks, Cost, EnergyStep, InvalidProblem, Span, Task, solve

from .problems import DAY, HOUR, begins, block, day, examples, planned, small_weeks, week_of

NINE, TEN, ELEVEN, NOON, FIVE = 9 * HOUR, 10 * HOUR, 11 * HOUR, 12 * HOUR, 17 * HOUR


def test_it_plans_nothing_when_there_is_nothing():
    plan = planned(day())
    assert (plan.blocks, plan.left_out, plan.cost) == ((), (), Cost())


def test_the_first_task_begins_with_the_hours_whatever_the_buffer():
    assert begins(planned(day(Task("a", HOUR), buffer=15))) == {"a": NINE}


def test_neighbours_keep_the_buffer():
    plan = planned(day(Task("a", HOUR, weight=2), Task("b", HOUR), buffer=15))
    assert begins(plan) == {"a": NINE, "b": TEN + 15}


def test_nothing_is_planned_into_the_past():
    assert begins(planned(day(Task("a", HOUR), now=TEN + 7))) == {"a": TEN + 7}


def test_a_gap_too_short_for_one_is_used_by_another():
    problem = day(Task("a", 90, weight=8), Task("b", 30), busy=(Span(NINE + 30, TEN),))
    assert begins(planned(problem)) == {"a": TEN, "b": NINE}


def test_later_gaps_are_filled_when_the_first_is_not_filled_exactly():
    events = (Span(NINE + 50, TEN), Span(TEN + 50, ELEVEN))
    tasks = (Task("a", 45, weight=3), Task("b", 45, weight=2), Task("c", 45))
    assert begins(planned(day(*tasks, busy=events))) == {"a": NINE, "b": TEN, "c": ELEVEN}


def test_high_impact_comes_first():
    tasks = (Task("min", HOUR, weight=1), Task("high", HOUR, weight=8), Task("mid", HOUR, weight=4))
    plan = planned(day(*tasks))
    assert [block.task for block in plan.blocks] == ["high", "mid", "min"]


def test_a_hard_deadline_goes_before_weight():
    problem = day(Task("a", HOUR, weight=8), Task("b", HOUR, deadline=TEN, hard=True))
    assert begins(planned(problem)) == {"a": TEN, "b": NINE}


def test_what_cannot_meet_its_hard_deadline_is_left_out_and_never_late():
    plan = planned(day(Task("a", HOUR, deadline=NINE + 59, hard=True)))
    assert (plan.blocks, plan.left_out) == ((), ("a",))


def test_a_soft_deadline_may_be_late():
    plan = planned(day(Task("a", HOUR, weight=2, deadline=NINE)))
    assert plan.cost.late == 120


def test_weight_decides_who_is_late():
    problem = day(Task("a", HOUR, deadline=TEN), Task("b", HOUR, weight=2, deadline=TEN))
    assert begins(planned(problem)) == {"a": TEN, "b": NINE}


def test_an_earliest_start_is_kept():
    assert begins(planned(day(Task("a", HOUR, earliest=NOON)))) == {"a": NOON}


def test_hours_over_midnight_are_one_stretch():
    problem = day(Task("a", 3 * HOUR), hours=(Span(22 * HOUR, 26 * HOUR),), until=2 * DAY)
    assert begins(planned(problem)) == {"a": 22 * HOUR}


def test_each_task_keeps_to_its_group_of_hours():
    hours = {"default": (Span(NINE, NOON),), "home": (Span(NOON, FIVE),)}
    problem = day(Task("a", HOUR), Task("b", HOUR, hours="home"), hours=hours)
    assert begins(planned(problem)) == {"a": NINE, "b": NOON}


def test_a_group_without_hours_leaves_its_tasks_out():
    assert planned(day(Task("a", HOUR, hours="home"))).left_out == ("a",)


def test_a_task_waits_for_another():
    problem = day(Task("a", HOUR), Task("b", HOUR, weight=8, after=("a",)))
    assert begins(planned(problem)) == {"a": NINE, "b": TEN}


def test_what_waits_for_something_left_out_is_left_out():
    problem = day(Task("a", 9 * HOUR), Task("b", HOUR, after=("a",)))
    assert set(planned(problem).left_out) == {"a", "b"}


def test_a_long_task_is_split_around_an_event():
    problem = day(Task("a", 2 * HOUR, chunks=Chunks(30, 90)), busy=(Span(TEN, 16 * HOUR),))
    blocks = planned(problem).blocks
    assert blocks == (block("a", NINE, TEN), block("a", 16 * HOUR, FIVE))


def test_a_pinned_block_stays_where_nothing_else_could():
    pin = block("a", 3 * HOUR, 4 * HOUR)
    plan = planned(day(Task("a", HOUR), Task("b", HOUR), pinned=(pin,)))
    assert plan.blocks == (pin, block("b", NINE, TEN))


def test_the_rest_of_a_partly_pinned_task_is_planned():
    pin = block("a", NINE, NINE + 30)
    plan = planned(day(Task("a", 90, chunks=Chunks(30, 60)), pinned=(pin,)))
    assert plan.blocks == (pin, block("a", NINE + 30, TEN + 30))


def test_what_waits_for_a_pinned_task_comes_after_it():
    pin = block("a", NOON, NOON + HOUR)
    plan = planned(day(Task("a", HOUR), Task("b", HOUR, after=("a",)), pinned=(pin,)))
    assert begins(plan)["b"] == NOON + HOUR


def test_a_mind_at_its_best_gets_the_hard_thinking():
    energy = (EnergyStep(NINE, ELEVEN, 1), EnergyStep(ELEVEN, NOON, 2), EnergyStep(NOON, FIVE, 1))
    plan = planned(day(Task("a", HOUR, energy=2), energy=energy))
    assert begins(plan) == {"a": ELEVEN}


def test_energy_moves_nobody_past_a_deadline():
    energy = (EnergyStep(NINE, ELEVEN, 1), EnergyStep(ELEVEN, FIVE, 2))
    plan = planned(day(Task("a", HOUR, energy=2, deadline=TEN), energy=energy))
    assert begins(plan) == {"a": NINE}


def test_a_current_block_stays_though_an_earlier_place_is_free():
    assert begins(planned(day(Task("a", HOUR), current=(block("a", NOON, NOON + HOUR),)))) == {
        "a": NOON
    }


def test_a_current_block_moves_when_that_lets_another_in():
    problem = day(
        Task("a", HOUR),
        Task("b", 2 * HOUR),
        hours=(Span(NINE, NOON),),
        current=(block("a", NINE + 30, TEN + 30),),
    )
    plan = planned(problem)
    assert (plan.left_out, plan.cost.moved, plan.cost.shifted) == ((), 1, 30)


def test_one_task_in_one_place_is_not_split_for_nothing():
    assert planned(day(Task("a", HOUR, chunks=Chunks(10, 60)))).cost.fragments == 0


@examples(6, 200)
@given(small_weeks, st.integers(0, 2**16))
def test_the_same_seed_and_work_give_the_same_plan(problem, seed):
    one, other = (solve(problem, seed=seed, work=3_000, seconds=60) for _ in range(2))
    assert (one.blocks, one.work, one.cost) == (other.blocks, other.work, other.cost)


@examples(12, 300)
@given(small_weeks, st.integers(0, 40))
def test_however_soon_the_clock_ends_the_search_the_plan_is_sound(problem, ticks):
    clock = count(0.0, 1.0)
    plan = solve(problem, seconds=ticks, clock=lambda: next(clock))
    assert violations(problem, plan.blocks) == []
    assert plan.cost == price(problem, plan.blocks)


def test_cancelling_ends_the_search_at_the_next_look():
    asked = count()
    plan = solve(week_of(1), seconds=60, cancelled=lambda: next(asked) >= 3)
    assert not plan.complete
    assert next(asked) == 4


def test_no_time_at_all_still_gives_a_plan():
    plan = solve(week_of(1), seconds=0)
    assert plan.blocks
    assert violations(week_of(1), plan.blocks) == []


def test_more_work_never_gives_a_dearer_plan():
    problem = week_of(2)
    costs = [planned(problem, work).cost for work in (0, 3_000, 9_000, 27_000)]
    assert costs == sorted(costs, reverse=True)


def test_a_small_problem_ends_before_its_budget():
    assert planned(day(Task("a", HOUR)), work=10**9).complete


@examples(25, 500)
@given(small_weeks)
def test_a_crowded_plan_breaks_no_rule_and_respects_its_bound(problem):
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
def test_weighted_tardiness_is_optimal_on_small_instances(rows):
    problem = weighted_tardiness(*zip(*rows, strict=True))
    assert planned(problem, 10_000).cost.late == min(map(_tardiness, permutations(rows)))


def _tardiness(rows) -> int:
    end = late = 0
    for minutes, weight, due in rows:
        end += minutes
        late += weight * max(0, end - due)
    return late


@pytest.mark.parametrize(
    ("problem", "complaint"),
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
        (day(now=10, until=9), "end before it begins"),
        (day(energy=(EnergyStep(0, 60, 1), EnergyStep(30, 90, 2))), "overlap"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(problem, complaint):
    with pytest.raises(InvalidProblem, match=complaint):
        solve(problem)
