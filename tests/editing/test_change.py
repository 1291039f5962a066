"""editing.tasks.change"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing.tasks import change
from tasks.errors import Conflict, NotFound, Rejected
from tasks.models import Activity, Change, Task
from tests.conftest import NOW

TODAY = NOW.date()


@pytest.fixture
def task(make_task):
    return make_task("Call Grandma", duration=20, scheduled_date=TODAY, scheduled_time=time(9))


def test_change_writes_only_the_named_fields(alice, task):
    change(alice, task.pk, {"title": "Visit Grandma"})

    now = Task.objects.get()
    assert (now.title, now.duration, now.scheduled_time) == ("Visit Grandma", 20, time(9))


def test_change_of_time_never_writes_a_duration(alice, make_task):
    task = make_task(scheduled_date=TODAY)
    change(alice, task.pk, {"scheduled_time": time(10)})

    task.refresh_from_db()
    assert (task.scheduled_time, task.duration) == (time(10), None)


def test_change_removes_the_time_together_with_the_day(alice, task):
    change(alice, task.pk, {"scheduled_date": None})

    task.refresh_from_db()
    assert (task.scheduled_date, task.scheduled_time) == (None, None)


def test_change_of_day_keeps_the_time(alice, task):
    change(alice, task.pk, {"scheduled_date": date(2026, 3, 9)})

    task.refresh_from_db()
    assert (task.scheduled_date, task.scheduled_time) == (date(2026, 3, 9), time(9))


def test_change_to_equal_values_is_not_logged(alice, task):
    change(alice, task.pk, {"title": "Call Grandma", "duration": 20})

    assert Activity.objects.count() == 1
    assert Task.objects.get().version == 1


def test_change_logs_only_changed_fields(alice, task):
    change(alice, task.pk, {"title": "Visit Grandma", "duration": 20})

    logged = Change.objects.latest("pk")
    assert (logged.before, logged.after) == ({"title": "Call Grandma"}, {"title": "Visit Grandma"})


def test_change_merges_different_fields_of_two_users(alice, task):
    change(alice, task.pk, {"title": "Visit Grandma"}, version=1)
    change(alice, task.pk, {"duration": 90}, version=1)

    now = Task.objects.get()
    assert (now.title, now.duration, now.version) == ("Visit Grandma", 90, 3)


def test_change_of_the_same_field_is_a_conflict(alice, task):
    change(alice, task.pk, {"title": "Visit Grandma", "impact": 1}, version=1)
    with pytest.raises(Conflict, match="was saved first: title") as conflict:
        change(alice, task.pk, {"title": "Write to Grandma"}, version=1)

    assert conflict.value.current.title == "Visit Grandma"
    assert Task.objects.get().title == "Visit Grandma"


def test_change_of_the_same_field_to_the_same_value_is_no_conflict(alice, task):
    change(alice, task.pk, {"title": "Visit Grandma"}, version=1)
    change(alice, task.pk, {"title": "Visit Grandma"}, version=1)

    assert Task.objects.get().version == 2


def test_change_without_a_version_overwrites(alice, task):
    change(alice, task.pk, {"title": "Visit Grandma"})
    change(alice, task.pk, {"title": "Write to Grandma"})

    assert Task.objects.get().title == "Write to Grandma"


def test_change_rejects_a_day_for_a_repeating_task(alice, make_series):
    series = make_series()
    with pytest.raises(Rejected, match="Move one of its days"):
        change(alice, series.pk, {"scheduled_date": TODAY})


def test_rejected_change_writes_nothing(alice, task):
    with pytest.raises(Rejected):
        change(alice, task.pk, {"title": "Visit Grandma", "impact": 9})

    assert Task.objects.get().title == "Call Grandma"
    assert Change.objects.count() == 1


def test_change_does_not_find_tasks_of_other_users(bob, task):
    with pytest.raises(NotFound):
        change(bob, task.pk, {"title": "Hello"})

    assert Task.objects.get().title == "Call Grandma"
