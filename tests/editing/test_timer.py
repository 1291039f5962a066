"""editing.timer"""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from tasks.editing import instances, tasks, timer, trash
from tasks.errors import NotFound, Rejected
from tasks.models import Completion, TimeEntry
from tests.conftest import NOW, instances_of

LATER = NOW + timedelta(minutes=42)


@pytest.fixture
def task(make_task):
    return make_task("Report", duration=30)


def test_completing_stops_the_timer_and_records_the_minutes(alice, task):
    with clock.at(NOW):
        timer.start(alice, task.pk)
    with clock.at(LATER):
        tasks.complete(alice, task.pk)

    assert Completion.objects.get().actual_minutes == 42
    assert timer.tracked_time(alice, task.pk).running_since is None


def test_timer_does_not_count_pauses(alice, task):
    for begin in (NOW, NOW + timedelta(hours=2)):
        with clock.at(begin):
            timer.start(alice, task.pk)
        with clock.at(begin + timedelta(minutes=10)):
            timer.stop(alice, task.pk)

    assert timer.tracked_time(alice, task.pk).minutes == 20


def test_timer_tracks_each_day_of_a_series_separately(alice, make_series):
    series = make_series()
    first, second = instances_of(series)[:2]
    with clock.at(NOW):
        timer.start(alice, series.pk, first.pk)
    with clock.at(LATER):
        instances.complete(alice, first.pk)
        instances.complete(alice, second.pk)

    assert list(Completion.objects.order_by("pk").values_list("actual_minutes", flat=True)) == [
        42,
        None,
    ]


def test_starting_a_timer_stops_the_running_one(alice, task, make_task):
    timer.start(alice, task.pk)
    timer.start(alice, make_task().pk)

    assert timer.tracked_time(alice, task.pk).running_since is None


def test_starting_a_running_timer_changes_nothing(alice, task):
    assert timer.start(alice, task.pk) == timer.start(alice, task.pk)


def test_completion_without_a_timer_has_no_actual_minutes(alice, task):
    tasks.complete(alice, task.pk)

    assert Completion.objects.get().actual_minutes is None


def test_timer_is_rejected_for_a_series_as_a_whole(alice, make_series):
    with pytest.raises(Rejected, match="one of its days"):
        timer.start(alice, make_series().pk)


def test_timer_does_not_find_tasks_of_other_users(bob, task, make_series):
    day = instances_of(make_series())[0]
    with pytest.raises(NotFound):
        timer.start(bob, task.pk)
    with pytest.raises(NotFound):
        timer.start(bob, day.task_id, day.pk)
    with pytest.raises(NotFound):
        timer.stop(bob, task.pk)
    assert not TimeEntry.objects.exists()


def test_archiving_and_deleting_a_task_stop_its_timer(alice, task, make_task):
    for put_away in (tasks.archive, trash.delete):
        timer.start(alice, task.pk)
        put_away(alice, task.pk)
        assert not TimeEntry.objects.running().exists()
        tasks.restore(alice, task.pk)


def test_running_timer_of_another_user_is_not_shown(api, bobs_api, task):
    started = api.post(f"/tasks/{task.pk}/timer").json()["timer"]
    assert (started["task_id"], started["recurrence_id"]) == (task.pk, None)

    assert api.get("/timer").json() == {"timer": started}
    assert bobs_api.get("/timer").json() == {"timer": None}
