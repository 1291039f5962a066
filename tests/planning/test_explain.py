"""planning.explain: every claim is put to the checker"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.planning import checker
from tasks.planning.checker import Rule
from tasks.planning.explain import Binding, Reason, explain_block, explain_left_out
from tasks.planning.solver import Chunks, Cost, EnergyStep, Span, Task
from tasks.planning.solver.relaxations import RelaxationKind

from .problems import HOUR, block, day, examples, light_weeks, planned, small_weeks

NINE, TEN, ELEVEN, NOON, FIVE = 9 * HOUR, 10 * HOUR, 11 * HOUR, 12 * HOUR, 17 * HOUR
MORNING = (Span(NINE, NOON),)


def here(problem, which=0, **options):
    blocks = planned(problem).blocks
    return explain_block(problem, blocks, blocks[which], **options)


def refused(problem, task):
    return explain_left_out(problem, planned(problem).blocks, task)


def relaxation(problem, task, kind):
    return next(
        relaxation for relaxation in refused(problem, task).relaxations if relaxation.kind is kind
    )


def test_the_hours_bind_the_first_block():
    assert Binding("earlier", Rule.HOURS, "default") in here(day(Task("a", HOUR))).bindings


def test_a_neighbour_binds_the_next():
    problem = day(Task("a", HOUR, weight=2), Task("b", HOUR))
    assert Binding("earlier", Rule.OVERLAP, "a") in here(problem, 1).bindings


def test_what_it_waits_for_binds_it():
    problem = day(Task("a", HOUR), Task("b", HOUR, after=("a",)), buffer=5)
    assert Binding("earlier", Rule.BUFFER, "a") in here(problem, 1).bindings


def test_another_chunk_of_the_same_task_is_not_named():
    problem = day(Task("a", 2 * HOUR, chunks=Chunks(HOUR, HOUR)), buffer=5)
    assert Binding("earlier", Rule.BUFFER) in here(problem, 1).bindings


def test_a_deadline_binds_from_behind():
    problem = day(Task("a", HOUR, deadline=TEN, hard=True))
    assert Binding("later", Rule.DEADLINE, str(TEN)) in here(problem).bindings


def test_energy_binds_where_no_rule_does():
    energy = (EnergyStep(NINE, ELEVEN, 0), EnergyStep(ELEVEN, NOON, 2), EnergyStep(NOON, FIVE, 0))
    explanation = here(day(Task("a", HOUR, energy=2), energy=energy))
    assert explanation.bindings == (Binding("earlier", "mismatch"), Binding("later", "mismatch"))


def test_the_present_plan_binds_what_stays():
    explanation = here(day(Task("a", HOUR), current=(block("a", NOON, NOON + HOUR),)))
    assert Binding("earlier", "moved") in explanation.bindings


def test_a_pinned_block_is_where_it_was_put():
    pin = block("a", NINE, TEN)
    explanation = explain_block(day(Task("a", HOUR), pinned=(pin,)), [pin], pin)
    assert (explanation.bindings, explanation.alternatives) == ((Binding("both", Rule.PINNED),), ())


def test_an_alternative_may_take_the_place_of_another():
    problem = day(Task("a", HOUR, weight=2), Task("b", HOUR), hours=(Span(NINE, ELEVEN),))
    (swap,) = here(problem).alternatives
    assert swap.affected == ("b",)
    assert swap.blocks == (block("b", NINE, TEN), block("a", TEN, ELEVEN))


@examples(12, 300)
@given(light_weeks, st.data())
def test_taking_an_alternative_costs_what_was_claimed(week, data):
    problem = week.problem
    plan = planned(problem, 3_000)
    if not plan.blocks:
        return
    chosen = data.draw(st.sampled_from(plan.blocks))
    before = checker.price(problem, plan.blocks)
    for slot in explain_block(problem, plan.blocks, chosen).alternatives:
        assert checker.violations(problem, slot.blocks) == []
        after = checker.price(problem, slot.blocks)
        assert slot.price == tuple(b - a for a, b in zip(before, after, strict=True))
        assert block(chosen.task, *slot.spans[0]) in slot.blocks
        assert slot.spans[0].begin != chosen.begin


@examples(8, 300)
@given(light_weeks, st.data())
def test_what_binds_a_block_is_what_a_minute_would_break_or_cost(week, data):
    problem = week.problem
    plan = planned(problem, 3_000)
    if not plan.blocks:
        return
    chosen = data.draw(st.sampled_from(plan.blocks))
    before = Cost(*checker.price(problem, plan.blocks))
    for binding in explain_block(problem, plan.blocks, chosen).bindings:
        step = {"earlier": -1, "later": 1}[binding.direction]
        shifted = block(chosen.task, chosen.begin + step, chosen.end + step)
        moved = [shifted if each == chosen else each for each in plan.blocks]
        broken = {violation.rule for violation in checker.violations(problem, moved)}
        after = Cost(*checker.price(problem, moved))
        dearer = {name for name in Cost._fields if getattr(after, name) > getattr(before, name)}
        assert binding.rule in (broken or dearer)


def test_a_task_in_the_plan_needs_no_excuse():
    with pytest.raises(ValueError, match="is in the plan"):
        refused(day(Task("a", HOUR)), "a")


def test_no_hours_before_the_deadline_are_the_hours_fault():
    refusal = refused(day(Task("a", HOUR, deadline=NINE + 30, hard=True)), "a")
    assert (refusal.reason, refusal.needed, refusal.free) == (Reason.HOURS, 60, 30)


def test_a_day_of_meetings_is_the_meetings_fault():
    refusal = refused(day(Task("a", HOUR), busy=(Span(NINE + 30, FIVE),)), "a")
    assert (refusal.reason, refusal.free, refusal.before) == (Reason.EVENTS, 30, FIVE)


def test_a_day_of_tasks_is_their_fault():
    problem = day(Task("a", 3 * HOUR, weight=9), Task("b", HOUR), hours=MORNING)
    assert refused(problem, "b").reason is Reason.TASKS


def test_it_names_what_a_task_waits_for():
    refusal = refused(day(Task("a", 9 * HOUR), Task("b", HOUR, after=("a",))), "b")
    assert (refusal.reason, refusal.waits_for, refusal.relaxations) == (Reason.WAITS, ("a",), ())


def test_it_proposes_a_shorter_duration():
    problem = day(Task("a", HOUR), hours=(Span(NINE, NINE + 45),))
    assert relaxation(problem, "a", RelaxationKind.DURATION).value == 45


def test_it_proposes_longer_hours():
    problem = day(Task("a", HOUR), hours=(Span(NINE, NINE + 45),))
    extension = relaxation(problem, "a", RelaxationKind.HOURS)
    assert extension.minutes == 15
    assert extension.span in {Span(NINE - 15, NINE), Span(NINE + 45, TEN)}


def test_it_proposes_a_later_deadline():
    problem = day(Task("a", HOUR, deadline=NINE + 50, hard=True))
    assert relaxation(problem, "a", RelaxationKind.DEADLINE).value == TEN


def test_it_proposes_an_earlier_start():
    problem = day(Task("a", HOUR, earliest=NOON - 50), hours=MORNING)
    assert relaxation(problem, "a", RelaxationKind.EARLIEST).value == ELEVEN


def test_it_proposes_to_split():
    problem = day(Task("a", 2 * HOUR), hours=MORNING, busy=(Span(TEN, TEN + 30),))
    assert relaxation(problem, "a", RelaxationKind.SPLIT).value == HOUR


def test_it_proposes_to_leave_out_the_lightest():
    tasks = Task("a", 2 * HOUR, weight=9), Task("b", HOUR, weight=5), Task("c", HOUR, weight=4)
    assert relaxation(day(*tasks, hours=MORNING), "c", RelaxationKind.INSTEAD).other == "b"


def test_the_smallest_change_comes_first():
    problem = day(Task("a", HOUR, deadline=NINE + 50, hard=True))
    minutes = [
        relaxation.minutes for relaxation in refused(problem, "a").relaxations if relaxation.minutes
    ]
    assert minutes == sorted(minutes)


@examples(12, 300)
@given(small_weeks)
def test_every_change_makes_room_and_breaks_no_rule(problem):
    plan = planned(problem, 4_000)
    for name in plan.left_out[:3]:
        for relaxation in explain_left_out(problem, plan.blocks, name).relaxations:
            assert checker.violations(relaxation.problem, relaxation.blocks) == []
            assert name in {each.task for each in relaxation.blocks}
            _only_what_was_said(problem, plan, name, relaxation)


def _only_what_was_said(problem, plan, name, relaxation):
    others = tuple(task for task in problem.tasks if task.id != name)
    assert tuple(task for task in relaxation.problem.tasks if task.id != name) == others
    same = replace(relaxation.problem, tasks=problem.tasks, hours=problem.hours)
    assert same == problem
    stay = [each for each in plan.blocks if each.task != name]
    if relaxation.kind is not RelaxationKind.INSTEAD:
        assert [each for each in relaxation.blocks if each.task != name] == stay


@examples(12, 300)
@given(small_weeks)
def test_a_shorter_duration_is_the_longest_that_fits(problem):
    plan = planned(problem, 4_000)
    for name in plan.left_out[:3]:
        refusal = explain_left_out(problem, plan.blocks, name)
        assert refusal.reason is not Reason.NONE
        for relaxation in refusal.relaxations:
            if relaxation.kind is RelaxationKind.DURATION and not _task(problem, name).chunks:
                assert relaxation.value == refusal.free


def _task(problem, name):
    return next(task for task in problem.tasks if task.id == name)


def test_a_task_that_may_be_split_counts_all_free_time():
    task = Task("a", 3 * HOUR, chunks=Chunks(30, 60))
    problem = day(task, hours=MORNING, busy=(Span(TEN, TEN + 30),))
    assert refused(problem, "a").free == 150
