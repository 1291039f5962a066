"""solver.repair.replan: a new meeting moves only what it must"""

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


def test_a_plan_that_fits_is_left_alone():
    current = (block("a", NOON, NOON + HOUR),)
    assert repaired(day(Task("a", HOUR), current=current)).blocks == current


def test_a_meeting_moves_the_block_it_lies_on():
    current = (block("a", NINE, TEN), block("b", TEN, ELEVEN))
    problem = day(Task("a", HOUR), Task("b", HOUR), current=current, busy=(Span(NINE, TEN),))
    assert begins(repaired(problem)) == {"b": TEN, "a": ELEVEN}


def test_a_meeting_within_the_buffer_counts_as_lying_on_it():
    current = (block("a", NINE, TEN),)
    problem = day(Task("a", HOUR), current=current, buffer=10, busy=(Span(TEN, ELEVEN),))
    assert begins(repaired(problem)) == {"a": ELEVEN + 10}


def test_what_waits_for_the_moved_block_moves_with_it():
    current = (block("a", NINE, TEN), block("b", TEN, ELEVEN))
    tasks = Task("a", HOUR), Task("b", HOUR, after=("a",))
    problem = day(*tasks, current=current, busy=(Span(NINE, NINE + 30),))
    assert begins(repaired(problem)) == {"a": NINE + 30, "b": TEN + 30}


def test_what_waits_stays_when_it_can():
    current = (block("a", NINE, TEN), block("b", NOON, NOON + HOUR))
    tasks = Task("a", HOUR), Task("b", HOUR, after=("a",))
    problem = day(*tasks, current=current, busy=(Span(NINE, TEN),))
    assert begins(repaired(problem)) == {"a": TEN, "b": NOON}


def test_other_chunks_of_a_broken_task_stay():
    current = (block("a", NINE, TEN), block("a", NOON, NOON + HOUR))
    task = Task("a", 2 * HOUR, chunks=Chunks(HOUR, HOUR))
    plan = repaired(day(task, current=current, busy=(Span(NINE, TEN),)))
    assert plan.blocks == (block("a", TEN, ELEVEN), block("a", NOON, NOON + HOUR))


def test_what_finds_no_other_place_is_left_out_rather_than_moving_others():
    current = (block("a", NINE, TEN), block("b", TEN, NOON))
    tasks = Task("a", HOUR, weight=8), Task("b", 2 * HOUR)
    problem = day(*tasks, hours=(Span(NINE, NOON),), current=current, busy=(Span(NINE, TEN),))
    plan = repaired(problem)
    assert (plan.left_out, begins(plan)) == (("a",), {"b": TEN})


def test_no_chunk_remains_of_a_task_that_is_left_out():
    current = (block("a", NINE, TEN), block("a", TEN, ELEVEN))
    task = Task("a", 2 * HOUR, chunks=Chunks(HOUR, HOUR))
    problem = day(task, hours=(Span(NINE, ELEVEN),), current=current, busy=(Span(NINE, TEN),))
    assert repaired(problem).blocks == ()


def test_a_block_that_was_missed_is_planned_again():
    problem = day(Task("a", HOUR), now=ELEVEN, current=(block("a", NINE, TEN),))
    assert begins(repaired(problem)) == {"a": ELEVEN}


def test_a_block_in_progress_stays():
    current = (block("a", NINE, TEN),)
    assert repaired(day(Task("a", HOUR), now=NINE + 20, current=current)).blocks == current


def test_a_task_that_was_not_planned_is_added():
    current = (block("a", NOON, NOON + HOUR),)
    plan = repaired(day(Task("a", HOUR), Task("b", HOUR), current=current))
    assert begins(plan) == {"a": NOON, "b": NINE}


def chain(problem: Problem, names: set[str]) -> set[str]:
    """These tasks and all that wait for them."""
    reached = set(names)
    while more := {t.id for t in problem.tasks if reached & {*t.after}} - reached:
        reached |= more
    return reached


def overlapped(problem: Problem, blocks, event: Span) -> list[Block]:
    begin, end = event.begin - problem.buffer, event.end + problem.buffer
    return [each for each in blocks if each.begin < end and begin < each.end]


@examples(40, 2000)
@given(light_weeks, st.data())
def test_blocks_moved_are_at_most_those_overlapped_and_their_chain(week, data):
    merge_accepted = planned(week.problem, 4_000)
    begin = data.draw(st.integers(week.problem.now, week.problem.until - 1), label="begin")
    event = Span(begin, begin + data.draw(st.integers(5, 180), label="length"))
    problem = replace(week.problem, busy=(*week.problem.busy, event), current=merge_accepted.blocks)
    plan = repaired(problem, 4_000)
    assert violations(problem, plan.blocks) == []
    hit = overlapped(problem, merge_accepted.blocks, event)
    allowed = chain(problem, {each.task for each in hit})
    moved = Counter(merge_accepted.blocks) - Counter(plan.blocks)
    assert {each.task for each in moved} <= allowed
    assert hit or not moved
    assert plan.cost.moved == sum(moved.values())


@examples(20, 500)
@given(light_weeks)
def test_replanning_a_plan_changes_nothing(week):
    merge_accepted = planned(week.problem, 4_000)
    again = repaired(replace(week.problem, current=merge_accepted.blocks), 4_000)
    assert set(merge_accepted.blocks) <= set(again.blocks)
