"""Subtasks of a series are reopened for each of its days"""

from __future__ import annotations

import pytest

from tasks.editing.instances import complete, finish_earlier, reopen, skip
from tasks.editing.series import repeat
from tasks.editing.tasks import change
from tasks.editing.tasks import complete as complete_task
from tasks.editing.tasks import reopen as reopen_task
from tasks.editing.undo import undo
from tasks.models import Completion, Series, Task, TaskInstance
from tests.conftest import NOW, instances_of


@pytest.fixture
def series(make_series):
    return make_series("FREQ=DAILY", "Clean the kitchen")


@pytest.fixture
def done(alice, series, make_task) -> Task:
    """A subtask that was completed today."""
    task = make_task("Wipe the table", parent_id=series.pk)
    complete_task(alice, task.pk)
    return task


def is_done(task) -> bool:
    task.refresh_from_db()
    return task.is_completed


def standing_facts(task) -> int:
    return Completion.objects.filter(task=task).not_taken_back().count()


def test_completing_a_day_reopens_the_subtasks(alice, series, done):
    complete(alice, instances_of(series)[0].pk)

    assert not is_done(done)
    assert standing_facts(done) == 1  # the completion stays in history


def test_skipping_a_day_reopens_the_subtasks(alice, series, done):
    skip(alice, instances_of(series)[0].pk)

    assert not is_done(done)


def test_finishing_earlier_days_reopens_the_subtasks(alice, series, done, clock):
    clock.shift(86_400)
    finish_earlier(alice, TaskInstance.Status.COMPLETED)

    assert not is_done(done)


def test_undo_completes_subtasks_again_and_redo_keeps_their_facts(alice, series, done):
    activity = complete(alice, instances_of(series)[0].pk).activity
    undone = undo(alice, activity.pk).activity
    assert is_done(done)
    assert standing_facts(done) == 1

    undo(alice, undone.pk)
    assert not is_done(done)
    assert standing_facts(done) == 1


def test_reopening_a_day_leaves_subtasks_pending(alice, series, done):
    day = instances_of(series)[0]
    complete(alice, day.pk)
    reopen(alice, day.pk)

    assert not is_done(done)


def test_subtasks_of_other_tasks_are_not_reopened(alice, series, done, make_task):
    other = make_task("Below something else", parent_id=make_task("Plain").pk)
    complete_task(alice, other.pk)
    complete(alice, instances_of(series)[0].pk)

    assert is_done(other)


def test_repeating_subtask_resumes_when_reopened(alice, make_task, make_series):
    outer, inner = make_task("Clean"), make_series(title="Dust")
    change(alice, inner.pk, {"parent_id": outer.pk})
    complete_task(alice, outer.pk)
    reopen_task(alice, outer.pk)
    repeat(alice, outer.pk, {"rrule": "FREQ=DAILY", "starts_on": NOW.date()})
    complete(alice, instances_of(outer)[0].pk)

    assert Series.objects.get(pk=inner.pk).due_at is not None
