"""Undo rejects what was changed again since."""

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
    """Undo an activity that may not be undone: a sentence, and nothing changed."""

    def refused(activity: int, sentence: str) -> None:
        before = everything(alice)
        with pytest.raises(Conflict, match=sentence):
            undo(alice, activity)
        assert everything(alice) == before

    return refused


@pytest.fixture
def task(make_task):
    return make_task()


def test_it_is_an_activity_that_says_what_it_undid(alice, task):
    added = latest()
    undo(alice, added)

    assert Activity.objects.get(action="undo").undoes_id == added
    assert not Task.objects.exists()


def test_redo_brings_back_the_very_row(alice, task, clock):
    undo(alice, latest())
    clock.shift(3600)
    undo(alice, latest())

    back = Task.objects.get()
    assert (back.pk, back.created_at, back.title) == (task.pk, NOW, task.title)


def test_an_activity_is_undone_once(alice, task, refused):
    tasks.complete(alice, task.pk)
    completed = latest()
    undo(alice, completed)
    refused(completed, "already been undone")


def test_what_was_changed_again_is_not_undone(alice, task, refused):
    tasks.change(alice, task.pk, {"impact": 1})
    first = latest()
    tasks.change(alice, task.pk, {"impact": 2})
    refused(first, "changed again later")


def test_what_is_gone_is_not_undone(alice, task, refused):
    added = latest()
    tasks.change(alice, task.pk, {"impact": 1})
    undo(alice, latest())
    undone = latest()
    undo(alice, added)
    refused(undone, "has been deleted since")


def test_nor_is_a_task_that_has_subtasks_by_now(alice, task, make_task, refused):
    added = latest()
    make_task(parent_id=task.pk)
    refused(added, "was added to it later")


def test_nor_one_that_repeats_by_now(alice, task, refused):
    added = latest()
    series.repeat(alice, task.pk, DAILY)
    refused(added, "was added to it later")


def test_nor_one_that_has_a_label_by_now(alice, task, refused):
    added = latest()
    label = Label.objects.create(user=alice, name="errand")
    tasks.change(alice, task.pk, {"labels": [label.pk]})
    refused(added, "was added to it later")


def test_nor_one_that_something_waits_for_by_now(alice, task, make_task, refused):
    added = latest()
    make_task(blocked_by=[task.pk])
    refused(added, "was added to it later")


def test_nor_a_series_with_a_day_that_is_done_by_now(alice, make_series, refused):
    day = instances_of(make_series())[0]
    added = latest()
    instances.complete(alice, day.pk)
    refused(added, "Some of its days were changed later")


def test_a_day_done_and_reopened_is_none(alice, make_series):
    day = instances_of(make_series())[0]
    added = latest()
    instances.complete(alice, day.pk)
    instances.reopen(alice, day.pk)
    undo(alice, added)

    assert not Task.objects.exists()


def test_nor_a_domain_that_has_tasks_by_now(alice, make_task, refused):
    domains.add_domain(alice, {"name": "Home"})
    added = latest()
    make_task(domain_id=Domain.objects.get().pk)
    refused(added, "was added to it later")


def test_nor_a_move_out_of_a_domain_that_is_archived_by_now(alice, make_domain, make_task, refused):
    home, work = make_domain("Home"), make_domain("Work")
    task = make_task(domain_id=home.pk)
    tasks.change(alice, task.pk, {"domain_id": work.pk})
    moved = latest()
    domains.archive_domain(alice, home.pk, "thoughts")
    refused(moved, "A related item was changed later")


def test_nor_a_move_out_of_a_domain_that_is_gone_by_now(alice, make_task, refused):
    domains.add_domain(alice, {"name": "Home"})
    added, home = latest(), Domain.objects.get()
    task = make_task(domain_id=home.pk)
    tasks.change(alice, task.pk, {"domain_id": None})
    moved = latest()
    undo(alice, added)
    refused(moved, "Something else is in its place now")


def test_nor_a_completion_below_what_is_completed_by_now(alice, task, make_task, refused):
    below = make_task(parent_id=task.pk)
    tasks.complete(alice, below.pk)
    completed = latest()
    tasks.complete(alice, task.pk)
    refused(completed, "A related item was changed later")


def test_nor_a_move_that_would_close_a_circle_by_now(alice, task, make_task, refused):
    below = make_task(parent_id=task.pk)
    tasks.change(alice, below.pk, {"parent_id": None})
    moved = latest()
    tasks.change(alice, task.pk, {"parent_id": below.pk})
    refused(moved, "A related item was changed later")


def test_nor_a_move_that_would_be_too_deep_by_now(alice, task, make_task, refused):
    below = make_task(parent_id=task.pk)
    tasks.change(alice, below.pk, {"parent_id": None})
    moved = latest()
    make_task(parent_id=make_task(parent_id=below.pk).pk)
    top = make_task()
    tasks.change(alice, task.pk, {"parent_id": top.pk})
    refused(moved, "A related item was changed later")


def test_nor_a_dependency_that_would_close_a_circle_by_now(alice, task, make_task, refused):
    other = make_task(blocked_by=[task.pk])
    tasks.change(alice, other.pk, {"blocked_by": []})
    freed = latest()
    tasks.change(alice, task.pk, {"blocked_by": [other.pk]})
    refused(freed, "A related item was changed later")
    assert TaskDependency.objects.count() == 1


def test_nor_a_name_that_another_domain_has_by_now(alice, make_domain, refused):
    home = make_domain("Home")
    domains.change_domain(alice, home.pk, {"name": "Hearth"})
    renamed = latest()
    make_domain("Home")
    refused(renamed, "already have a domain with this name")


def test_a_series_stopped_and_made_anew_is_not_brought_back(alice, make_series, refused):
    plants = make_series()
    series.stop(alice, plants.pk)
    stopped = latest()
    series.repeat(alice, plants.pk, DAILY)
    refused(stopped, r"changed again later|in its place now")


def test_a_moved_day_is_put_back_in_the_zone_of_today(alice, make_series, api):
    day = instances_of(make_series(starts_at=time(8)))[5]
    api.patch(f"/instances/{day.pk}", {"scheduled_time": "20:00"})
    moved = latest()
    api.patch("/me/preferences", {"time_zone": "UTC"})
    undo(alice, moved)

    day.refresh_from_db()
    assert (day.scheduled_time.hour, day.starts_at.hour) == (8, 8)


def test_a_stranger_undoes_nothing(bob, task):
    with pytest.raises(NotFound):
        undo(bob, latest())

    assert Task.objects.exists()
