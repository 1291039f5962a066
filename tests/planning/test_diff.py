"""solver.diff: added, moved, removed, and accepting a part"""

from __future__ import annotations

from tasks.planning.solver.diff import diff, merge_accepted

from .problems import block

A, B, C = block("a", 0, 60), block("b", 60, 120), block("c", 120, 180)
MOVED = block("a", 200, 260)


def test_an_equal_plan_keeps_everything():
    assert diff([A, B], [B, A]) == ((A, B), (), (), ())


def test_it_tells_added_moved_and_removed_apart():
    assert diff([A, B], [MOVED, C]) == ((), (C,), ((A, MOVED),), (B,))


def test_chunks_that_stay_are_not_moved():
    first, second = block("a", 0, 30), block("a", 60, 90)
    later = block("a", 300, 330)
    assert diff([first, second], [second, later]).moved == ((first, later),)


def test_apply_moves_only_the_accepted_tasks():
    assert merge_accepted([A, B], [MOVED, C], {"a"}) == (B, MOVED)


def test_accepting_all_is_the_plan():
    assert merge_accepted([A, B], [MOVED, C], {"a", "b", "c"}) == (C, MOVED)


def test_accepting_none_changes_nothing():
    assert merge_accepted([A, B], [MOVED, C], ()) == (A, B)
