"""Undo rejects rows that were changed since."""

from __future__ import annotations

from datetime import time

import pytest

from tasks.editing import domains, instances, series, tasks
from tasks.editing.undo import undo
from tasks.errors import Conflict, NotFound
from tasks.models import Activity, Domain, Label, Task, TaskDependency
from tests.conftest import NOW, instances_of
from tests.world import everything

DAILY = {"rrule": "FREQ=DAILY", "starts_on": NOW.date(), "exdates": [], "rdates": []}


def latest() -> int:
    return Activity.objects.latest("pk").pk


@pytest.fixture
def refused(alice):
    """Undo an activity that cannot be undone; check that nothing changes, and return the error."""

    def refused(activity: int, sentence: str) -> None:
        before = everything(alice)
        with pytest.raises(Conflict, match=sentence):
            undo(alice, activity)
        assert everything(alice) == before

    return refused


@pytest.fixture
def task(make_task):
    return make_task()


def test_undo_logs_which_activity_it_reversed(alice, task):
    added = latest()
    undo(alice, added)

    assert Activity.objects.get(action="undo").undoes_id == added
    assert not Task.objects.exists()


def test_redo_restores_the_same_row(alice, task, clock):
    undo(alice, latest())
    clock.shift(3600)
    undo(alice, latest())

    back = Task.objects.get()
    assert (back.pk, back.created_at, back.title) == (task.pk, NOW, task.title)


def test_activity_is_undone_at_most_once(alice, task, refused):
    tasks.complete(alice, task.pk)
    completed = latest()
    undo(alice, completed)
    refused(completed, "already been undone")


def test_undo_is_rejected_after_a_later_change(alice, task, refused):
    tasks.change(alice, task.pk, {"impact": 1})
    first = latest()
    tasks.change(alice, task.pk, {"impact": 2})
    refused(first, "changed again later")


def test_undo_is_rejected_after_a_deletion(alice, task, refused):
    added = latest()
    tasks.change(alice, task.pk, {"impact": 1})
    undo(alice, latest())
    undone = latest()
    undo(alice, added)
    refused(undone, "has been deleted since")


def test_undo_is_rejected_for_a_task_with_new_subtasks(alice, task, make_task, refused):
    added = latest()
    make_task(parent_id=task.pk)
    refused(added, "was added to it later")


def test_undo_is_rejected_for_a_task_that_repeats_since(alice, task, refused):
    added = latest()
    series.repeat(alice, task.pk, DAILY)
    refused(added, "was added to it later")


def test_undo_is_rejected_for_a_task_with_a_new_label(alice, task, refused):
    added = latest()
    label = Label.objects.create(user=alice, name="errand")
    tasks.change(alice, task.pk, {"labels": [label.pk]})
    refused(added, "was added to it later")


def test_undo_is_rejected_for_a_task_that_blocks_another_since(alice, task, make_task, refused):
    added = latest()
    make_task(blocked_by=[task.pk])
    refused(added, "was added to it later")


def test_undo_is_rejected_for_a_series_with_a_completed_day(alice, make_series, refused):
    day = instances_of(make_series())[0]
    added = latest()
    instances.complete(alice, day.pk)
    refused(added, "Some of its days were changed later")


def test_undo_succeeds_for_a_series_with_a_completed_and_reopened_day(alice, make_series):
    day = instances_of(make_series())[0]
    added = latest()
    instances.complete(alice, day.pk)
    instances.reopen(alice, day.pk)
    undo(alice, added)

    assert not Task.objects.exists()


def test_undo_is_rejected_for_a_domain_with_new_tasks(alice, make_task, refused):
    domains.add_domain(alice, {"name": "Home"})
    added = latest()
    make_task(domain_id=Domain.objects.get().pk)
    refused(added, "was added to it later")


def test_undo_is_rejected_into_a_domain_archived_since(alice, make_domain, make_task, refused):
    home, work = make_domain("Home"), make_domain("Work")
    task = make_task(domain_id=home.pk)
    tasks.change(alice, task.pk, {"domain_id": work.pk})
    moved = latest()
    domains.archive_domain(alice, home.pk, "thoughts")
    refused(moved, "A related item was changed later")


def test_undo_is_rejected_into_a_domain_deleted_since(alice, make_task, refused):
    domains.add_domain(alice, {"name": "Home"})
    added, home = latest(), Domain.objects.get()
    task = make_task(domain_id=home.pk)
    tasks.change(alice, task.pk, {"domain_id": None})
    moved = latest()
    undo(alice, added)
    refused(moved, "Something else is in its place now")


def test_undo_is_rejected_below_a_task_completed_since(alice, task, make_task, refused):
    below = make_task(parent_id=task.pk)
    tasks.complete(alice, below.pk)
    completed = latest()
    tasks.complete(alice, task.pk)
    refused(completed, "A related item was changed later")


def test_undo_is_rejected_when_it_would_close_a_cycle_of_subtasks(alice, task, make_task, refused):
    below = make_task(parent_id=task.pk)
    tasks.change(alice, below.pk, {"parent_id": None})
    moved = latest()
    tasks.change(alice, task.pk, {"parent_id": below.pk})
    refused(moved, "A related item was changed later")


def test_undo_is_rejected_when_it_would_nest_too_deep(alice, task, make_task, refused):
    below = make_task(parent_id=task.pk)
    tasks.change(alice, below.pk, {"parent_id": None})
    moved = latest()
    make_task(parent_id=make_task(parent_id=below.pk).pk)
    top = make_task()
    tasks.change(alice, task.pk, {"parent_id": top.pk})
    refused(moved, "A related item was changed later")


def test_undo_is_rejected_when_it_would_close_a_cycle_of_dependencies(
    alice, task, make_task, refused
):
    other = make_task(blocked_by=[task.pk])
    tasks.change(alice, other.pk, {"blocked_by": []})
    freed = latest()
    tasks.change(alice, task.pk, {"blocked_by": [other.pk]})
    refused(freed, "A related item was changed later")
    assert TaskDependency.objects.count() == 1


def test_undo_is_rejected_when_another_domain_has_the_name_since(alice, make_domain, refused):
    home = make_domain("Home")
    domains.change_domain(alice, home.pk, {"name": "Hearth"})
    renamed = latest()
    make_domain("Home")
    refused(renamed, "already have a domain with this name")


def test_undo_does_not_restore_a_series_that_was_replaced(alice, make_series, refused):
    plants = make_series()
    series.stop(alice, plants.pk)
    stopped = latest()
    series.repeat(alice, plants.pk, DAILY)
    refused(stopped, r"changed again later|in its place now")


def test_undo_puts_a_moved_day_back_in_the_present_time_zone(alice, make_series, api):
    day = instances_of(make_series(starts_at=time(8)))[5]
    api.patch(f"/instances/{day.pk}", {"scheduled_time": "20:00"})
    moved = latest()
    api.patch("/me/preferences", {"time_zone": "UTC"})
    undo(alice, moved)

    day.refresh_from_db()
    assert (day.scheduled_time.hour, day.starts_at.hour) == (8, 8)


def test_undo_does_not_find_activities_of_other_users(bob, task):
    with pytest.raises(NotFound):
        undo(bob, latest())

    assert Task.objects.exists()
