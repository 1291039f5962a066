"""retention.cleanup_old_instances and its command"""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from core.models import Preferences
from tasks.editing import instances
from tasks.models import Completion, TaskInstance
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
