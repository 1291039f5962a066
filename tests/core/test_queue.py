"""core.queue: jobs are rows, committed with the transaction that enqueues them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from core.accounts import close_account
from core.models import JobStart, JobTurn, QueuedJob
from core.queue import (
    HOUR,
    UnregisteredJob,
    depth,
    enqueue,
    enqueue_due,
    repair_clock_skew,
    requeue_orphaned_jobs,
    retry_later,
    run,
    schedule_all,
)
from core.queue.turns import REMEMBERED_TURNS, claim_next_job

MALLORY, ALICE = 1, 2
SYNC = "tasks.jobs.sync_calendars_of"
pytestmark = pytest.mark.django_db


def test_enqueue_stores_path_and_arguments():
    enqueue(SYNC, "alice@example.org", 5)

    job = OrmQ.objects.get().task
    assert (job["func"], job["args"]) == ("core.queue.run", (SYNC, "alice@example.org", 5))
    assert depth() == 1


def test_enqueue_is_rolled_back_with_the_transaction():
    with transaction.atomic():
        enqueue(SYNC)
        transaction.set_rollback(True)

    assert depth() == 0


def test_retry_later_backs_off_to_five_minutes(clock):
    Schedule.objects.all().delete()
    for tries in (0, 2, 20):
        retry_later(SYNC, "alice@example.org", tries=tries)

    waiting = list(OrmQ.objects.order_by("pk"))
    assert [(job.lock - timezone.now()) / timedelta(minutes=1) for job in waiting] == [1, 4, 5]
    assert [job.task["args"][-1] for job in waiting] == [1, 3, 21]
    assert repair_clock_skew() == 0
    assert claim_next_job() is None


@pytest.mark.parametrize("start", [enqueue, run])
@pytest.mark.parametrize("job", ["os.system", "tasks.jobs.begin_cycle", ""])
def test_unregistered_job_is_neither_queued_nor_run(start, job):
    with pytest.raises(UnregisteredJob, match="not registered"):
        start(job, "true")

    assert depth() == 0


def test_payload_is_readable_by_the_previous_release():
    enqueue(SYNC, 5, user=7)
    async_task("core.queue.run", SYNC, 5, group=SYNC)  # as the previous release enqueues

    ours, theirs = (row.task for row in OrmQ.objects.order_by("pk"))
    assert {name: ours[name] for name in ("func", "args", "kwargs", "group")} == {
        name: theirs[name] for name in ("func", "args", "kwargs", "group")
    }
    assert set(ours) == set(theirs)
    assert [row.user_id for row in QueuedJob.objects.order_by("pk")] == [7, None]


def test_schedule_all_keeps_the_time_of_existing_schedules():
    Schedule.objects.update(next_run="2030-01-01T00:00Z", args="('gone',)")
    schedule_all()

    kept = Schedule.objects.get(name="Clean up old instances")
    assert (kept.next_run.year, kept.args) == (2030, "('tasks.jobs.cleanup',)")


def test_enqueue_due_queues_a_due_job_once_per_interval():
    Schedule.objects.exclude(name="Clean up old instances").delete()
    due = timezone.now()
    Schedule.objects.update(next_run=due - 3 * HOUR)

    assert [enqueue_due(due), enqueue_due(due)] == [1, 0]
    assert [job.task["args"] for job in OrmQ.objects.all()] == [("tasks.jobs.cleanup",)]
    assert Schedule.objects.get().next_run == due + HOUR


def test_enqueue_due_ignores_functions_and_hooks_in_schedule_rows():
    evil = {"func": "os.system", "args": "('true',)", "hook": "os.system", "cluster": "x"}
    evil |= {"kwargs": "{'q_options': {'chain': []}}", "intended_date_kwarg": "command"}
    ours = Schedule.objects.filter(name="Sync calendars")
    Schedule.objects.exclude(pk__in=ours).delete()
    ours.update(**evil, next_run=timezone.now())
    Schedule.objects.create(**evil, name="Evil", next_run=timezone.now())
    enqueue_due(timezone.now())

    (task,) = (row.task for row in OrmQ.objects.all())
    assert (task["func"], task["args"]) == ("core.queue.run", ("tasks.jobs.sync_calendars",))
    assert (task["kwargs"], "hook" in task, "chain" in task) == ({}, False, False)


def claim_all() -> list[int | None]:
    """Claim all due jobs; return their owners in order."""
    owners = []
    while job := claim_next_job():
        owners.append(QueuedJob.objects.get(pk=job.row).user_id)
    return owners


def test_claim_next_job_serves_users_in_turns():
    for user in (MALLORY, MALLORY, MALLORY, ALICE, ALICE, None, None):
        enqueue(SYNC, user=user)

    assert claim_all() == [MALLORY, ALICE, None, MALLORY, ALICE, None, MALLORY]


def test_claim_next_job_serves_a_new_user_next_and_then_in_turn():
    for _ in range(4):
        enqueue(SYNC, user=MALLORY)
    claim_next_job()
    owners = []
    for _ in range(3):  # each of Alice's jobs enqueues the next
        enqueue(SYNC, user=ALICE)
        owners += [QueuedJob.objects.get(pk=claim_next_job().row).user_id for _ in range(2)]

    assert owners == [ALICE, MALLORY] * 3


def test_claim_next_job_skips_claimed_jobs_until_they_are_due_again():
    enqueue(SYNC, user=ALICE)
    row = claim_next_job().row

    assert claim_next_job() is None
    QueuedJob.objects.filter(pk=row).update(lock=timezone.now())
    assert claim_next_job().row == row


def test_jobs_of_a_closed_account_remain_without_owner(alice):
    for _ in range(2):
        enqueue(SYNC, user=alice.pk)
    claim_next_job()
    close_account(alice)

    jobs = QueuedJob.objects.order_by("pk")[:2]  # the third mails her that it is closed
    assert [row.user_id for row in jobs] == [None, None]
    assert not JobTurn.objects.exists()


def test_forget_old_turns_deletes_old_turns():
    enqueue(SYNC, user=ALICE)
    claim_next_job()
    JobTurn.objects.create(pk=JobTurn.objects.get().pk + REMEMBERED_TURNS + 1, user_id=MALLORY)
    run("core.queue.turns.forget_old_turns")

    assert JobTurn.objects.get().user_id == MALLORY


def test_requeue_orphaned_jobs_makes_them_due_when_no_cluster_is_connected():
    enqueue(SYNC)
    OrmQ.objects.update(lock=timezone.now() + timezone.timedelta(seconds=300))

    assert requeue_orphaned_jobs() == 1
    assert requeue_orphaned_jobs() == 0


def test_job_start_has_a_readable_name():
    assert str(JobStart(job=SYNC, starts=2)) == f"{SYNC}, start 2"


def test_repair_clock_skew_makes_far_future_jobs_due():
    enqueue(SYNC)
    tomorrow = timezone.now() + timedelta(days=1)
    OrmQ.objects.update(lock=tomorrow)
    Schedule.objects.update(next_run=tomorrow)

    assert repair_clock_skew() >= 2
    assert OrmQ.objects.get().lock <= timezone.now()
    assert Schedule.objects.first().next_run <= timezone.now()


def test_repair_clock_skew_keeps_plausible_times():
    enqueue(SYNC)
    OrmQ.objects.update(lock=timezone.now() + timedelta(minutes=4))
    Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=59))

    assert repair_clock_skew() == 0
