"""retention.cleanup_old_instances and its command"""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from core.models import Preferences
from tasks.editing import instances, tasks, trash
from tasks.editing.trash_retention import empty_trash
from tasks.models import Completion, Task, TaskInstance
from tasks.retention import cleanup_old_instances
from tests.conftest import NOW, instances_of

KEPT = timedelta(days=90)


@pytest.fixture
def finished(alice, make_series):
    """A series of three days: the first completed, the second skipped, the third pending."""
    days = instances_of(make_series("FREQ=DAILY;COUNT=3"))
    instances.complete(alice, days[0].pk)
    instances.skip(alice, days[1].pk)
    return days


def left() -> set[date]:
    return set(TaskInstance.objects.values_list("recurrence_id", flat=True))


def test_retention_deletes_finished_instances_after_ninety_days_and_keeps_pending_ones(
    finished, clock
):
    clock.shift(KEPT + timedelta(days=2))

    assert cleanup_old_instances() == {"completed": 1, "skipped": 1}
    assert left() == {finished[2].recurrence_id}
    assert Completion.objects.count() == 1


def test_retention_keeps_instances_on_the_ninetieth_day(finished, clock):
    clock.shift(KEPT)
    assert cleanup_old_instances().total() == 0

    clock.shift(timedelta(days=1))
    assert cleanup_old_instances() == {"completed": 1}


def test_retention_counts_days_in_the_users_time_zone(finished, alice, clock):
    clock.move_to(NOW.replace(hour=12) + KEPT)
    assert cleanup_old_instances().total() == 0

    Preferences.objects.filter(user=alice).update(time_zone="Pacific/Kiritimati")
    assert cleanup_old_instances() == {"completed": 1}


def test_retention_logs_one_line_per_user_and_status(finished, alice, clock, caplog):
    clock.shift(KEPT + timedelta(days=2))
    caplog.set_level(logging.INFO)
    cleanup_old_instances()

    lines = [line for line in caplog.messages if line.startswith("retention")]
    assert lines == [
        f"retention user={alice.pk} status={status} deleted=1"
        for status in ("completed", "skipped")
    ]


def test_retention_continues_when_one_user_fails(finished, alice, bob, make_series, clock, caplog):
    of_bob = instances_of(make_series("FREQ=DAILY;COUNT=1", user=bob))
    instances.complete(bob, of_bob[0].pk)
    Preferences.objects.filter(user=alice).update(time_zone="Mars/Olympus")
    clock.shift(KEPT + timedelta(days=2))

    assert cleanup_old_instances() == {"completed": 1, "failures": 1}
    assert "ZoneInfoNotFoundError" in caplog.text


def test_trash_is_deleted_permanently_after_thirty_days(alice, bob, make_task, make_series, clock):
    old, archived = make_task("Draft"), make_task("Archived")
    day, of_bob = instances_of(make_series())[3], make_task("Of Bob", bob)
    trash.delete(alice, old.pk)
    trash.delete_day(alice, day.pk)
    trash.delete(bob, of_bob.pk)
    tasks.archive(alice, archived.pk)
    clock.shift(timedelta(days=30))
    assert empty_trash() == {}

    clock.shift(timedelta(seconds=1))
    assert empty_trash() == {"deleted": 3}
    assert set(Task.objects.values_list("title", flat=True)) == {"Archived", "Water the plants"}
    assert not TaskInstance.objects.filter(pk=day.pk).exists()
    assert empty_trash() == {}


def test_trash_setting_decides_how_long_deleted_tasks_stay(alice, make_task, clock, settings):
    settings.TRASH_RETENTION_DAYS = 7
    trash.delete(alice, make_task().pk)
    clock.shift(timedelta(days=8))

    assert empty_trash() == {"deleted": 1}


def test_trash_logs_one_line_per_user_and_continues_when_one_fails(
    alice, bob, make_task, clock, caplog
):
    trash.delete(alice, make_task().pk)
    trash.delete(bob, make_task(user=bob).pk)
    Preferences.objects.filter(user=alice).update(time_zone="Mars/Olympus")
    clock.shift(timedelta(days=31))
    caplog.set_level(logging.INFO)

    assert empty_trash() == {"deleted": 1, "failures": 1}
    assert f"trash failed user={alice.pk} error=ZoneInfoNotFoundError" in caplog.text
    assert f"retention user={bob.pk} status=trash deleted=1" in caplog.messages


def test_retention_command_prints_numbers_and_fails_when_a_user_failed(
    finished, alice, clock, capsys
):
    clock.shift(KEPT + timedelta(days=2))
    call_command("cleanup_instances")
    sentence = "Deleted instances: 1 completed, 1 skipped. Failed users: 0."
    assert sentence in capsys.readouterr().out

    TaskInstance.objects.update(status="skipped")
    Preferences.objects.update(time_zone="Mars/Olympus")
    clock.shift(timedelta(days=1))
    with pytest.raises(CommandError, match="Failed users: 1"):
        call_command("cleanup_instances")
