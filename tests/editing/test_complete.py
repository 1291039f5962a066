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


def test_complete_sets_status_and_time(alice, task, clock):
    complete(alice, task.pk)

    task.refresh_from_db()
    assert task.is_completed
    assert task.completed_at is not None


def test_complete_adds_a_completion_fact(alice, task):
    complete(alice, task.pk)

    fact = Completion.objects.get()
    assert (fact.user, fact.task, fact.taken_back_at) == (alice, task, None)


def test_complete_twice_logs_one_activity_and_one_fact(alice, task):
    complete(alice, task.pk)
    complete(alice, task.pk)

    assert Activity.objects.filter(action="complete").count() == 1
    assert Completion.objects.count() == 1


def test_complete_includes_pending_descendants(alice, task, make_task):
    below = make_task("Find the number", parent_id=task.pk)
    complete(alice, task.pk)

    below.refresh_from_db()
    assert below.is_completed


def test_undo_reopens_exactly_the_completed_tasks(alice, task, make_task):
    before = make_task("Done before", parent_id=task.pk)
    complete(alice, before.pk)
    make_task("Find the number", parent_id=task.pk)
    undo(alice, complete(alice, task.pk).activity.pk)

    assert list(Task.objects.filter(status="completed")) == [before]
    assert Completion.objects.not_taken_back().get().task == before


def test_reopen_takes_back_the_completion_fact(alice, task):
    complete(alice, task.pk)
    reopen(alice, task.pk)

    task.refresh_from_db()
    assert task.status == Task.Status.PENDING
    assert Completion.objects.get().taken_back_at is not None


def test_reopen_of_a_subtask_reopens_its_ancestors(alice, task, make_task):
    below = make_task("Find the number", parent_id=task.pk)
    complete(alice, task.pk)
    reopen(alice, below.pk)

    task.refresh_from_db()
    assert task.status == Task.Status.PENDING


def test_complete_rejects_a_repeating_task(alice, make_series):
    with pytest.raises(Rejected, match="one of its days"):
        complete(alice, make_series().pk)


def test_complete_does_not_find_tasks_of_other_users(bob, task):
    with pytest.raises(NotFound):
        complete(bob, task.pk)

    task.refresh_from_db()
    assert not task.is_completed
