"""Explanations: the checker verifies every claim"""

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


def explained(problem, index=0, **options):
    blocks = planned(problem).blocks
    return explain_block(problem, blocks, blocks[index], **options)


def left_out(problem, task):
    return explain_left_out(problem, planned(problem).blocks, task)


def relaxation(problem, task, kind):
    return next(
        relaxation for relaxation in left_out(problem, task).relaxations if relaxation.kind is kind
    )


def test_binding_of_the_first_block_is_the_hours():
    assert Binding("earlier", Rule.HOURS, "default") in explained(day(Task("a", HOUR))).bindings


def test_binding_of_the_next_block_is_its_neighbour():
    problem = day(Task("a", HOUR, weight=2), Task("b", HOUR))
    assert Binding("earlier", Rule.OVERLAP, "a") in explained(problem, 1).bindings


def test_binding_of_a_successor_is_its_predecessor():
    problem = day(Task("a", HOUR), Task("b", HOUR, after=("a",)), buffer=5)
    assert Binding("earlier", Rule.BUFFER, "a") in explained(problem, 1).bindings


def test_binding_does_not_name_another_chunk_of_the_task():
    problem = day(Task("a", 2 * HOUR, chunks=Chunks(HOUR, HOUR)), buffer=5)
    assert Binding("earlier", Rule.BUFFER) in explained(problem, 1).bindings


def test_binding_to_later_times_is_the_deadline():
    problem = day(Task("a", HOUR, deadline=TEN, hard=True))
    assert Binding("later", Rule.DEADLINE, str(TEN)) in explained(problem).bindings


def test_binding_is_energy_when_no_rule_breaks():
    energy = (EnergyStep(NINE, ELEVEN, 0), EnergyStep(ELEVEN, NOON, 2), EnergyStep(NOON, FIVE, 0))
    explanation = explained(day(Task("a", HOUR, energy=2), energy=energy))
    assert explanation.bindings == (Binding("earlier", "energy"), Binding("later", "energy"))


def test_binding_of_a_block_that_stays_is_the_current_plan():
    explanation = explained(day(Task("a", HOUR), current=(block("a", NOON, NOON + HOUR),)))
    assert Binding("earlier", "shifted") in explanation.bindings


def test_binding_of_a_pinned_block_is_the_pin():
    pin = block("a", NINE, TEN)
    explanation = explain_block(day(Task("a", HOUR), pinned=(pin,)), [pin], pin)
    assert (explanation.bindings, explanation.alternatives) == ((Binding("both", Rule.PINNED),), ())


def test_alternative_may_take_the_place_of_another_block():
    problem = day(Task("a", HOUR, weight=2), Task("b", HOUR), hours=(Span(NINE, ELEVEN),))
    (swap,) = explained(problem).alternatives
    assert swap.affected == ("b",)
    assert swap.blocks == (block("b", NINE, TEN), block("a", TEN, ELEVEN))


def test_alternatives_have_different_begins():
    tasks = (Task("a", 10, weight=2), Task("b", 10), Task("c", 30, weight=3))
    problem = day(*tasks, hours=(Span(NINE, NINE + 50),), buffer=0)
    alternatives = [explained(problem, index).alternatives for index in range(3)]
    begins = [[slot.spans[0].begin for slot in slots] for slots in alternatives]
    assert begins == [sorted(set(row), key=row.index) for row in begins]


@examples(12, 300)
@given(light_weeks, st.data())
def test_alternatives_state_their_cost_and_break_no_rule(week, data):
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
def test_bindings_are_what_a_minute_would_break_or_cost(week, data):
    problem = week.problem
    plan = planned(problem, 3_000)
    if not plan.blocks:
        return
    chosen = data.draw(st.sampled_from(plan.blocks))
    before = Cost(*checker.price(problem, plan.blocks))
    for binding in explain_block(problem, plan.blocks, chosen).bindings:
        step = {"earlier": -1, "later": 1}[binding.direction]
        shifted = block(chosen.task, chosen.begin + step, chosen.end + step)
        moved = [shifted if other == chosen else other for other in plan.blocks]
        broken = {violation.rule for violation in checker.violations(problem, moved)}
        after = Cost(*checker.price(problem, moved))
        higher = {name for name in Cost._fields if getattr(after, name) > getattr(before, name)}
        assert binding.rule in (broken or higher)


def test_explain_left_out_rejects_a_planned_task():
    with pytest.raises(ValueError, match="is in the plan"):
        left_out(day(Task("a", HOUR)), "a")


def test_reason_is_hours_when_too_few_precede_the_deadline():
    explanation = left_out(day(Task("a", HOUR, deadline=NINE + 30, hard=True)), "a")
    assert (explanation.reason, explanation.needed, explanation.free) == (Reason.HOURS, 60, 30)


def test_reason_is_events_on_a_day_of_meetings():
    explanation = left_out(day(Task("a", HOUR), busy=(Span(NINE + 30, FIVE),)), "a")
    assert (explanation.reason, explanation.free, explanation.before) == (Reason.EVENTS, 30, FIVE)


def test_reason_is_tasks_on_a_full_day():
    problem = day(Task("a", 3 * HOUR, weight=9), Task("b", HOUR), hours=MORNING)
    assert left_out(problem, "b").reason is Reason.TASKS


def test_reason_is_waiting_for_an_unplanned_task():
    explanation = left_out(day(Task("a", 9 * HOUR), Task("b", HOUR, after=("a",))), "b")
    assert (explanation.reason, explanation.waits_for, explanation.relaxations) == (
        Reason.WAITS,
        ("a",),
        (),
    )


def test_relaxations_include_a_shorter_duration():
    problem = day(Task("a", HOUR), hours=(Span(NINE, NINE + 45),))
    assert relaxation(problem, "a", RelaxationKind.DURATION).value == 45


def test_relaxations_include_longer_hours():
    problem = day(Task("a", HOUR), hours=(Span(NINE, NINE + 45),))
    extension = relaxation(problem, "a", RelaxationKind.HOURS)
    assert extension.minutes == 15
    assert extension.span in {Span(NINE - 15, NINE), Span(NINE + 45, TEN)}


def test_relaxations_include_a_later_deadline():
    problem = day(Task("a", HOUR, deadline=NINE + 50, hard=True))
    assert relaxation(problem, "a", RelaxationKind.DEADLINE).value == TEN


def test_relaxations_include_an_earlier_start():
    problem = day(Task("a", HOUR, earliest=NOON - 50), hours=MORNING)
    assert relaxation(problem, "a", RelaxationKind.EARLIEST).value == ELEVEN


def test_relaxations_include_splitting():
    problem = day(Task("a", 2 * HOUR), hours=MORNING, busy=(Span(TEN, TEN + 30),))
    assert relaxation(problem, "a", RelaxationKind.SPLIT).value == HOUR


def test_relaxations_include_leaving_out_the_lightest_task():
    tasks = Task("a", 2 * HOUR, weight=9), Task("b", HOUR, weight=5), Task("c", HOUR, weight=4)
    assert relaxation(day(*tasks, hours=MORNING), "c", RelaxationKind.INSTEAD).other == "b"


def test_relaxations_start_with_the_smallest():
    problem = day(Task("a", HOUR, deadline=NINE + 50, hard=True))
    minutes = [
        relaxation.minutes
        for relaxation in left_out(problem, "a").relaxations
        if relaxation.minutes
    ]
    assert minutes == sorted(minutes)


@examples(12, 300)
@given(small_weeks)
def test_relaxations_make_room_and_break_no_rule(problem):
    plan = planned(problem, 4_000)
    for name in plan.left_out[:3]:
        for relaxation in explain_left_out(problem, plan.blocks, name).relaxations:
            assert checker.violations(relaxation.problem, relaxation.blocks) == []
            assert name in {other.task for other in relaxation.blocks}
            _assert_nothing_else_changed(problem, plan, name, relaxation)


def _assert_nothing_else_changed(problem, plan, name, relaxation):
    other_tasks = tuple(task for task in problem.tasks if task.id != name)
    assert tuple(task for task in relaxation.problem.tasks if task.id != name) == other_tasks
    restored = replace(relaxation.problem, tasks=problem.tasks, hours=problem.hours)
    assert restored == problem
    unchanged = [other for other in plan.blocks if other.task != name]
    if relaxation.kind is not RelaxationKind.INSTEAD:
        assert [other for other in relaxation.blocks if other.task != name] == unchanged


@examples(12, 300)
@given(small_weeks)
def test_shorter_duration_is_the_longest_that_fits(problem):
    plan = planned(problem, 4_000)
    for name in plan.left_out[:3]:
        explanation = explain_left_out(problem, plan.blocks, name)
        assert explanation.reason is not Reason.NONE
        for relaxation in explanation.relaxations:
            if relaxation.kind is RelaxationKind.DURATION and not _task(problem, name).chunks:
                assert relaxation.value == explanation.free


def _task(problem, name):
    return next(task for task in problem.tasks if task.id == name)


def test_free_time_of_a_splittable_task_is_the_sum_of_all_gaps():
    task = Task("a", 3 * HOUR, chunks=Chunks(30, 60))
    problem = day(task, hours=MORNING, busy=(Span(TEN, TEN + 30),))
    assert left_out(problem, "a").free == 150
