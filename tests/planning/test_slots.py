"""Free slots for one task"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.planning import checker
from tasks.planning.solver import Chunks, Span, Task, slots_for

from .problems import HOUR, block, day, examples, light_weeks, planned

NINE, TEN, ELEVEN, NOON, FIVE = 9 * HOUR, 10 * HOUR, 11 * HOUR, 12 * HOUR, 17 * HOUR


def test_slots_are_sorted_and_in_different_stretches():
    problem = day(Task("a", HOUR), busy=(Span(TEN, ELEVEN), Span(NOON, 13 * HOUR)))
    slots = slots_for(problem, [], "a")
    assert [slot.spans[0].begin for slot in slots] == [NINE, ELEVEN, 13 * HOUR]


def test_slots_are_at_most_n():
    problem = day(Task("a", HOUR), busy=(Span(TEN, ELEVEN),))
    assert len(slots_for(problem, [], "a", n=1)) == 1


def test_slots_leave_other_blocks_in_place():
    problem = day(Task("a", HOUR), Task("b", HOUR))
    slots = slots_for(problem, [block("b", NINE, TEN)], "a")
    assert [slot.spans[0].begin for slot in slots] == [TEN]


def test_slots_of_a_planned_task_include_its_current_time():
    problem = day(Task("a", HOUR), busy=(Span(TEN, ELEVEN),))
    first, second = slots_for(problem, [block("a", NINE, TEN)], "a")
    assert not any(first.price)
    assert second.price.delay == HOUR * 2 * HOUR // 600


def test_slot_of_a_long_task_has_several_chunks():
    problem = day(Task("a", 2 * HOUR, chunks=Chunks(HOUR, HOUR)), busy=(Span(TEN, ELEVEN),))
    assert slots_for(problem, [], "a")[0].spans == (Span(NINE, TEN), Span(ELEVEN, NOON))


def test_slots_are_empty_for_a_task_that_fits_nowhere():
    assert slots_for(day(Task("a", 9 * HOUR)), [], "a") == []


def test_slots_are_empty_for_a_task_with_an_unplanned_predecessor():
    assert slots_for(day(Task("a", HOUR), Task("b", HOUR, after=("a",))), [], "b") == []


@examples(15, 400)
@given(light_weeks, st.data())
def test_slots_break_no_rule_and_state_their_cost(week, data):
    problem, plan = week.problem, planned(week.problem, 3_000)
    name = data.draw(st.sampled_from([task.id for task in problem.tasks] or ["x"]))
    before = checker.price(problem, plan.blocks)
    for slot in slots_for(problem, plan.blocks, name):
        after = checker.price(problem, slot.blocks)
        assert checker.violations(problem, slot.blocks) == []
        assert slot.price == tuple(b - a for a, b in zip(before, after, strict=True))
