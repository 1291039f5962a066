"""Schedules: every migrate restores deleted ones, and each names a real job"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_q.models import Schedule

from core.accounts.sessions import clear_expired

JOBS = {
    "Clear expired sessions": "core.accounts.sessions.clear_expired",
    "Clean up old instances": "tasks.jobs.cleanup",
    "Clean up calendars": "tasks.jobs.cleanup_calendars",
    "Forget old turns": "core.queue.turns.forget_old_turns",
    "Materialize instances": "tasks.jobs.materialize",
    "Sync calendars": "tasks.jobs.sync_calendars",
}


@pytest.mark.django_db
def test_migrate_restores_missing_schedules():
    Schedule.objects.all().delete()
    call_command("migrate", verbosity=0)

    schedules = {schedule.name: schedule for schedule in Schedule.objects.all()}
    assert {name: f"('{job}',)" for name, job in JOBS.items()} == {
        name: schedule.args for name, schedule in schedules.items()
    }
    minutely = {name for name, schedule in schedules.items() if schedule.minutes == 1}
    assert minutely == {"Sync calendars"}


@pytest.mark.parametrize("job", JOBS.values())
def test_schedule_refers_to_an_existing_job(job):
    assert callable(import_string(job))


def test_clear_expired_deletes_only_expired_sessions(db, clock):
    for expiry in (60, 3600):
        session = SessionStore()
        session.set_expiry(expiry)
        session.save()
    clock.shift(timedelta(minutes=5))
    clear_expired()

    assert Session.objects.count() == 1
