"""The checker: each rule, kept and broken"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tasks.planning import checker
from tasks.planning.checker import Rule, violations
from tasks.planning.solver import Chunks, Span, Task

from .problems import HOUR, block, day

NINE, TEN, ELEVEN = 9 * HOUR, 10 * HOUR, 11 * HOUR
A, B = Task("a", HOUR), Task("b", HOUR)


def rules(problem, *blocks) -> set[Rule]:
    return {violation.rule for violation in violations(problem, blocks)}


def test_checker_accepts_a_block_within_the_hours():
    assert violations(day(A), [block("a", NINE, TEN)]) == []


def test_checker_accepts_an_empty_plan():
    assert violations(day(A), []) == []


def test_checker_rejects_overlapping_blocks():
    assert rules(day(A, B), block("a", NINE, TEN), block("b", NINE + 30, TEN + 30)) == {
        Rule.OVERLAP
    }


def test_checker_rejects_the_same_block_twice():
    assert Rule.OVERLAP in rules(day(A), block("a", NINE, TEN), block("a", NINE, TEN))


def test_checker_rejects_a_block_during_an_event():
    problem = day(A, busy=(Span(NINE + 30, NINE + 45),))
    assert rules(problem, block("a", NINE, TEN)) == {Rule.OVERLAP}


def test_checker_ignores_an_event_without_length():
    problem = day(A, busy=(Span(NINE + 30, NINE + 30),))
    assert rules(problem, block("a", NINE, TEN)) == set()


@pytest.mark.parametrize("begin", [NINE - 1, 17 * HOUR - 59])
def test_checker_rejects_a_block_outside_the_hours(begin):
    assert rules(day(A), block("a", begin, begin + HOUR)) == {Rule.HOURS}


def test_checker_accepts_a_block_across_adjacent_hours():
    problem = day(A, hours=(Span(NINE, NINE + 30), Span(NINE + 30, TEN)))
    assert rules(problem, block("a", NINE, TEN)) == set()


def test_checker_rejects_a_block_in_the_hours_of_another_group():
    problem = day(Task("a", HOUR, hours="home"), hours={"default": (Span(NINE, TEN),)})
    assert rules(problem, block("a", NINE, TEN)) == {Rule.HOURS}


def test_checker_rejects_a_block_in_the_past():
    assert rules(day(A, now=NINE + 1), block("a", NINE, TEN)) == {Rule.PAST}


def test_checker_rejects_a_block_after_the_range():
    assert rules(day(A, until=TEN - 1), block("a", NINE, TEN)) == {Rule.RANGE}


def test_checker_rejects_a_block_before_the_earliest_start():
    problem = day(Task("a", HOUR, earliest=NINE + 1))
    assert rules(problem, block("a", NINE, TEN)) == {Rule.EARLIEST}


def test_checker_rejects_a_block_after_a_hard_deadline():
    problem = day(Task("a", HOUR, deadline=TEN - 1, hard=True))
    assert rules(problem, block("a", NINE, TEN)) == {Rule.DEADLINE}


def test_checker_accepts_a_block_after_a_soft_deadline():
    assert rules(day(Task("a", HOUR, deadline=TEN - 1)), block("a", NINE, TEN)) == set()


def test_checker_requires_the_buffer_between_blocks():
    problem = day(A, B, buffer=10)
    first = block("a", NINE, TEN)
    assert rules(problem, first, block("b", TEN + 9, ELEVEN + 9)) == {Rule.BUFFER}
    assert rules(problem, first, block("b", TEN + 10, ELEVEN + 10)) == set()


@pytest.mark.parametrize("event", [Span(TEN + 9, ELEVEN), Span(NINE - 60, NINE - 9)])
def test_checker_requires_the_buffer_between_block_and_event(event):
    assert rules(day(A, buffer=10, busy=(event,)), block("a", NINE, TEN)) == {Rule.BUFFER}


def test_checker_requires_no_buffer_at_the_edge_of_the_hours():
    problem = day(A, buffer=10, hours=(Span(NINE, TEN),))
    assert rules(problem, block("a", NINE, TEN)) == set()


def test_checker_rejects_a_task_before_its_predecessor():
    problem = day(A, Task("b", HOUR, after=("a",)))
    assert rules(problem, block("a", TEN, ELEVEN), block("b", NINE, TEN)) == {Rule.ORDER}
    assert rules(problem, block("a", NINE, TEN), block("b", TEN, ELEVEN)) == set()


def test_checker_rejects_a_task_without_its_predecessor():
    problem = day(A, Task("b", HOUR, after=("a",)))
    assert rules(problem, block("b", NINE, TEN)) == {Rule.ORDER}


def test_checker_rejects_a_block_of_another_length():
    assert rules(day(A), block("a", NINE, TEN + 1)) == {Rule.CHUNKS}


def test_checker_rejects_splitting_a_task_that_may_not_be_split():
    problem = day(A)
    halves = block("a", NINE, NINE + 30), block("a", TEN, TEN + 30)
    assert rules(problem, *halves) == {Rule.CHUNKS}


def test_checker_accepts_chunks_of_allowed_lengths():
    problem = day(Task("a", 90, chunks=Chunks(30, 60)))
    assert rules(problem, block("a", NINE, TEN), block("a", ELEVEN, ELEVEN + 30)) == set()


@pytest.mark.parametrize("lengths", [(70, 20), (61, 29), (30, 30), (30, 30, 40)])
def test_checker_rejects_chunks_of_wrong_lengths_or_sum(lengths):
    problem = day(Task("a", 90, chunks=Chunks(30, 60)))
    blocks = [block("a", (9 + 2 * n) * HOUR, (9 + 2 * n) * HOUR + m) for n, m in enumerate(lengths)]
    assert rules(problem, *blocks) == {Rule.CHUNKS}


def test_checker_accepts_equal_shares_below_the_shortest_chunk():
    problem = day(Task("a", 100, chunks=Chunks(60, 80)))
    assert rules(problem, block("a", NINE, NINE + 50), block("a", TEN, TEN + 50)) == set()


def test_checker_requires_every_pinned_block():
    problem = day(A, pinned=(block("a", NINE, TEN),))
    assert rules(problem) == {Rule.PINNED}


def test_checker_lets_a_pinned_block_collide():
    pin = block("a", NINE, TEN)
    problem = day(A, pinned=(pin,), busy=(Span(NINE, TEN),), hours=(), now=TEN)
    assert rules(problem, pin) == set()


def test_checker_rejects_a_block_on_a_pinned_one():
    pin = block("a", NINE, TEN)
    problem = day(A, B, pinned=(pin,))
    assert rules(problem, pin, block("b", NINE, TEN)) == {Rule.OVERLAP}


def test_checker_accepts_a_current_block_in_progress():
    running = block("a", NINE, TEN)
    assert rules(day(A, now=NINE + 30, current=(running,)), running) == set()


def test_checker_rejects_a_block_of_an_unknown_task():
    assert rules(day(A), block("x", NINE, TEN)) == {Rule.UNKNOWN}


def test_violation_describes_itself_in_one_line():
    problem = day(A, busy=(Span(NINE, TEN),))
    assert (
        str(violations(problem, [block("a", NINE, TEN)])[0]) == "a at 540 breaks overlap event 540"
    )


def test_checker_imports_no_code_of_the_solver():
    tree = ast.parse(Path(checker.__file__).read_text())
    outside = [node for node in tree.body if not isinstance(node, ast.If)]
    imported = [ast.unparse(node) for node in outside if isinstance(node, ast.ImportFrom)]
    assert not any("solver" in line for line in imported)
