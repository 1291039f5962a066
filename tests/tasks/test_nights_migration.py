"""The migration to nights: what was planned before the day start keeps its instant"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from importlib import import_module

import pytest
from django.db import connection

from core.models import Preferences
from tasks.models import Task, TaskInstance
from tests.conftest import instances_of

MIGRATION = import_module("tasks.migrations.0040_nights_of_a_day")
SUNDAY = date(2026, 3, 8)


@pytest.fixture
def migrate(alice):
    """Let the day start at 5 without the effects of a change of preferences, then migrate."""

    def run():
        Preferences.objects.filter(user=alice).update(day_start_hour=5)
        with connection.cursor() as cursor:
            for statement in (MIGRATION.TASKS, MIGRATION.MOVED, MIGRATION.UNMOVED):
                cursor.execute(statement)

    return run


def test_task_planned_before_the_day_start_gets_the_day_before(bob, make_task, migrate):
    night = make_task("Dance", scheduled_date=SUNDAY, scheduled_time=time(2))
    morning = make_task("Run", scheduled_date=SUNDAY, scheduled_time=time(7))
    other = make_task("Sleep", bob, scheduled_date=SUNDAY, scheduled_time=time(2))
    migrate()

    days = dict(Task.objects.values_list("pk", "scheduled_date"))
    assert days == {night.pk: date(2026, 3, 7), morning.pk: SUNDAY, other.pk: SUNDAY}


def test_instances_keep_their_day_and_moved_ones_their_instant(make_series, migrate):
    task = make_series("FREQ=WEEKLY;BYDAY=SU", starts_at=time(2))
    first, second = instances_of(task)[:2]
    TaskInstance.objects.filter(pk=second.pk).update(moved=True)
    migrate()
    first.refresh_from_db()
    second.refresh_from_db()

    assert (first.scheduled_date, first.starts_at) == (SUNDAY, datetime(2026, 3, 9, 1, tzinfo=UTC))
    assert second.scheduled_date == date(2026, 3, 14)
    assert second.starts_at == datetime(2026, 3, 15, 1, tzinfo=UTC)
