"""editing.tasks.complete and reopen"""

from __future__ import annotations

import pytest

from tasks.editing.tasks import complete, reopen
from tasks.editing.undo import undo
from tasks.errors import NotFound, Rejected
from tasks.models import Activity, Completion, Task


@pytest.fixture
def task(make_task):
    return make_task("Call Grandma")


def test_it_completes(alice, task, clock):
    complete(alice, task.pk)

    task.refresh_from_db()
    assert task.is_completed
    assert task.completed_at is not None


def test_it_writes_a_fact_that_history_keeps(alice, task):
    complete(alice, task.pk)

    fact = Completion.objects.get()
    assert (fact.user, fact.task, fact.taken_back_at) == (alice, task, None)


def test_doing_it_twice_leaves_one_activity_and_one_fact(alice, task):
    complete(alice, task.pk)
    complete(alice, task.pk)

    assert Activity.objects.filter(action="complete").count() == 1
    assert Completion.objects.count() == 1


def test_it_completes_what_is_pending_below(alice, task, make_task):
    below = make_task("Find the number", parent_id=task.pk)
    complete(alice, task.pk)

    below.refresh_from_db()
    assert below.is_completed


def test_undo_reopens_exactly_what_it_completed(alice, task, make_task):
    before = make_task("Done before", parent_id=task.pk)
    complete(alice, before.pk)
    make_task("Find the number", parent_id=task.pk)
    undo(alice, complete(alice, task.pk).activity.pk)

    assert list(Task.objects.filter(status="completed")) == [before]
    assert Completion.objects.not_taken_back().get().task == before


def test_reopening_takes_the_fact_back(alice, task):
    complete(alice, task.pk)
    reopen(alice, task.pk)

    task.refresh_from_db()
    assert task.status == Task.Status.PENDING
    assert Completion.objects.get().taken_back_at is not None


def test_reopening_a_subtask_reopens_what_it_hangs_under(alice, task, make_task):
    below = make_task("Find the number", parent_id=task.pk)
    complete(alice, task.pk)
    reopen(alice, below.pk)

    task.refresh_from_db()
    assert task.status == Task.Status.PENDING


def test_a_repeating_task_is_completed_by_the_day(alice, make_series):
    with pytest.raises(Rejected, match="one of its days"):
        complete(alice, make_series().pk)


def test_a_stranger_finds_nothing(bob, task):
    with pytest.raises(NotFound):
        complete(bob, task.pk)

    task.refresh_from_db()
    assert not task.is_completed
