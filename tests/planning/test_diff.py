"""Comparing plans, and accepting a part of one"""

from __future__ import annotations

from tasks.planning.solver.diff import diff, merge_accepted

from .problems import block

A, B, C = block("a", 0, 60), block("b", 60, 120), block("c", 120, 180)
MOVED = block("a", 200, 260)


def test_diff_of_equal_plans_is_unchanged():
    assert diff([A, B], [B, A]) == ((A, B), (), (), ())


def test_diff_separates_added_moved_and_removed_blocks():
    assert diff([A, B], [MOVED, C]) == ((), (C,), ((A, MOVED),), (B,))


def test_diff_keeps_chunks_that_stay():
    first, second = block("a", 0, 30), block("a", 60, 90)
    later = block("a", 300, 330)
    assert diff([first, second], [second, later]).moved == ((first, later),)


def test_merge_accepted_takes_only_accepted_tasks():
    assert merge_accepted([A, B], [MOVED, C], {"a"}) == (B, MOVED)


def test_merge_accepted_of_all_tasks_is_the_plan():
    assert merge_accepted([A, B], [MOVED, C], {"a", "b", "c"}) == (C, MOVED)


def test_merge_accepted_of_no_task_is_the_current_plan():
    assert merge_accepted([A, B], [MOVED, C], ()) == (A, B)
