"""core.queue: jobs are rows, and start with the transaction that asked for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q import scheduler
from django_q.models import OrmQ, Schedule

from core.models import JobStart
from core.queue import (
    HOUR,
    bring_back_from_the_future,
    depth,
    enqueue,
    release_jobs_of_the_dead,
    schedule,
)

NOTE = "tests.faults.jobs.note"
pytestmark = pytest.mark.django_db


def test_a_job_is_queued_with_its_path_and_arguments():
    enqueue(NOTE, "alice@example.org", 5)

    job = OrmQ.objects.get().task
    assert (job["func"], job["args"]) == ("core.queue.run", (NOTE, "alice@example.org", 5))
    assert depth() == 1


def test_a_rollback_takes_its_job_along():
    with transaction.atomic():
        enqueue(NOTE)
        transaction.set_rollback(True)

    assert depth() == 0


def test_a_schedule_is_made_once_and_keeps_its_time():
    schedule("Note", NOTE, HOUR)
    Schedule.objects.update(next_run="2030-01-01T00:00Z")
    schedule("Note", "tests.faults.jobs.fail", HOUR)

    kept = Schedule.objects.get(name="Note")
    assert kept.next_run.year == 2030
    assert "fail" in kept.args


@pytest.mark.django_db(transaction=True)
def test_a_due_schedule_queues_its_job_and_waits_an_hour():
    Schedule.objects.all().delete()
    schedule("Note", NOTE, HOUR)
    scheduler.scheduler()
    scheduler.scheduler()

    assert [job.task["args"] for job in OrmQ.objects.all()] == [(NOTE,)]
    assert Schedule.objects.get().next_run > timezone.now()


def test_jobs_in_hand_are_put_back_when_no_cluster_is_connected():
    enqueue(NOTE)
    OrmQ.objects.update(lock=timezone.now() + timezone.timedelta(seconds=300))

    assert release_jobs_of_the_dead() == 1
    assert release_jobs_of_the_dead() == 0


def test_a_job_in_hand_has_a_name():
    assert str(JobStart(job=NOTE, starts=2)) == f"{NOTE}, start 2"


def test_what_a_clock_that_ran_ahead_has_set_is_due_now():
    enqueue(NOTE)
    schedule("Note", NOTE, HOUR)
    tomorrow = timezone.now() + timedelta(days=1)
    OrmQ.objects.update(lock=tomorrow)
    Schedule.objects.update(next_run=tomorrow)

    assert bring_back_from_the_future() >= 2
    assert OrmQ.objects.get().lock <= timezone.now()
    assert Schedule.objects.get(name="Note").next_run <= timezone.now()


def test_what_a_right_clock_has_set_stays():
    enqueue(NOTE)
    schedule("Note", NOTE, HOUR)
    OrmQ.objects.update(lock=timezone.now() + timedelta(minutes=4))
    Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=59))

    assert bring_back_from_the_future() == 0
