"""Repairing a plan: a new meeting moves only what it must"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tasks.planning.checker import violations
from tasks.planning.solver import Block, Chunks, Problem, Span, Task, replan

from .problems import HOUR, begins, block, day, examples, light_weeks, planned

NINE, TEN, ELEVEN, NOON, FIVE = 9 * HOUR, 10 * HOUR, 11 * HOUR, 12 * HOUR, 17 * HOUR


def repaired(problem: Problem, work: int = 8_000):
    return replan(problem, work=work, seconds=60)


def test_replan_keeps_a_plan_that_fits():
    current = (block("a", NOON, NOON + HOUR),)
    assert repaired(day(Task("a", HOUR), current=current)).blocks == current


def test_replan_moves_the_block_under_a_new_event():
    current = (block("a", NINE, TEN), block("b", TEN, ELEVEN))
    problem = day(Task("a", HOUR), Task("b", HOUR), current=current, busy=(Span(NINE, TEN),))
    assert begins(repaired(problem)) == {"b": TEN, "a": ELEVEN}


def test_replan_keeps_a_block_that_an_event_comes_close_to():
    current = (block("a", NINE, TEN),)
    problem = day(Task("a", HOUR), current=current, buffer=10, busy=(Span(TEN, ELEVEN),))
    assert repaired(problem).blocks == current


def test_replan_moves_successors_of_a_moved_block():
    current = (block("a", NINE, TEN), block("b", TEN, ELEVEN))
    tasks = Task("a", HOUR), Task("b", HOUR, after=("a",))
    problem = day(*tasks, current=current, busy=(Span(NINE, NINE + 30),))
    assert begins(repaired(problem)) == {"a": NINE + 30, "b": TEN + 30}


def test_replan_keeps_successors_that_still_fit():
    current = (block("a", NINE, TEN), block("b", NOON, NOON + HOUR))
    tasks = Task("a", HOUR), Task("b", HOUR, after=("a",))
    problem = day(*tasks, current=current, busy=(Span(NINE, TEN),))
    assert begins(repaired(problem)) == {"a": TEN, "b": NOON}


def test_replan_keeps_the_other_chunks_of_a_task():
    current = (block("a", NINE, TEN), block("a", NOON, NOON + HOUR))
    task = Task("a", 2 * HOUR, chunks=Chunks(HOUR, HOUR))
    plan = repaired(day(task, current=current, busy=(Span(NINE, TEN),)))
    assert plan.blocks == (block("a", TEN, ELEVEN), block("a", NOON, NOON + HOUR))


def test_replan_leaves_a_task_out_rather_than_moving_others():
    current = (block("a", NINE, TEN), block("b", TEN, NOON))
    tasks = Task("a", HOUR, weight=8), Task("b", 2 * HOUR)
    problem = day(*tasks, hours=(Span(NINE, NOON),), current=current, busy=(Span(NINE, TEN),))
    plan = repaired(problem)
    assert (plan.left_out, begins(plan)) == (("a",), {"b": TEN})


def test_replan_keeps_no_chunk_of_a_left_out_task():
    current = (block("a", NINE, TEN), block("a", TEN, ELEVEN))
    task = Task("a", 2 * HOUR, chunks=Chunks(HOUR, HOUR))
    problem = day(task, hours=(Span(NINE, ELEVEN),), current=current, busy=(Span(NINE, TEN),))
    assert repaired(problem).blocks == ()


def test_replan_places_a_missed_block_again():
    problem = day(Task("a", HOUR), now=ELEVEN, current=(block("a", NINE, TEN),))
    assert begins(repaired(problem)) == {"a": ELEVEN}


def test_replan_keeps_a_block_in_progress():
    current = (block("a", NINE, TEN),)
    assert repaired(day(Task("a", HOUR), now=NINE + 20, current=current)).blocks == current


def test_replan_adds_an_unplanned_task():
    current = (block("a", NOON, NOON + HOUR),)
    plan = repaired(day(Task("a", HOUR), Task("b", HOUR), current=current))
    assert begins(plan) == {"a": NOON, "b": NINE}


def chain(problem: Problem, names: set[str]) -> set[str]:
    """Return these tasks and all that wait for them."""
    names_reached = set(names)
    while more := {t.id for t in problem.tasks if names_reached & {*t.after}} - names_reached:
        names_reached |= more
    return names_reached


def overlapped(problem: Problem, blocks, event: Span) -> list[Block]:
    begin, end = event.begin - problem.buffer, event.end + problem.buffer
    return [block for block in blocks if block.begin < end and begin < block.end]


@examples(40, 2000)
@given(light_weeks, st.data())
def test_replan_moves_at_most_overlapped_blocks_and_their_successors(week, data):
    plan_before = planned(week.problem, 4_000)
    begin = data.draw(st.integers(week.problem.now, week.problem.until - 1), label="begin")
    event = Span(begin, begin + data.draw(st.integers(5, 180), label="length"))
    problem = replace(week.problem, busy=(*week.problem.busy, event), current=plan_before.blocks)
    plan = repaired(problem, 4_000)
    assert violations(problem, plan.blocks) == []
    hit = overlapped(problem, plan_before.blocks, event)
    allowed = chain(problem, {block.task for block in hit})
    moved = Counter(plan_before.blocks) - Counter(plan.blocks)
    assert {block.task for block in moved} <= allowed
    assert hit or not moved


@examples(20, 500)
@given(light_weeks)
def test_replan_changes_nothing_the_second_time(week):
    plan_before = planned(week.problem, 4_000)
    again = repaired(replace(week.problem, current=plan_before.blocks), 4_000)
    assert set(plan_before.blocks) <= set(again.blocks)
