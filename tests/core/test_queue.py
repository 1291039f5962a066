"""core.queue: jobs are rows, and start with the transaction that asked for them."""

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
from core.queue.turns import REMEMBERED_TURNS, take

MALLORY, ALICE = 1, 2
SYNC = "tasks.jobs.sync_calendars_of"
pytestmark = pytest.mark.django_db


def test_a_job_is_queued_with_its_path_and_arguments():
    enqueue(SYNC, "alice@example.org", 5)

    job = OrmQ.objects.get().task
    assert (job["func"], job["args"]) == ("core.queue.run", (SYNC, "alice@example.org", 5))
    assert depth() == 1


def test_a_rollback_takes_its_job_along():
    with transaction.atomic():
        enqueue(SYNC)
        transaction.set_rollback(True)

    assert depth() == 0


def test_a_job_is_tried_again_later_each_time_and_at_least_every_five_minutes(clock):
    Schedule.objects.all().delete()
    for tries in (0, 2, 20):
        retry_later(SYNC, "said", tries=tries)

    waiting = list(OrmQ.objects.order_by("pk"))
    assert [(job.lock - timezone.now()) / timedelta(minutes=1) for job in waiting] == [1, 4, 5]
    assert [job.task["args"][-1] for job in waiting] == [1, 3, 21]
    assert repair_clock_skew() == 0
    assert take() is None


@pytest.mark.parametrize("start", [enqueue, run])
@pytest.mark.parametrize("job", ["os.system", "tasks.jobs.begin_cycle", ""])
def test_only_registered_jobs_are_queued_and_run(start, job):
    with pytest.raises(UnregisteredJob, match="not registered"):
        start(job, "true")

    assert depth() == 0


def test_the_previous_release_can_read_what_is_queued():
    enqueue(SYNC, 5, user=7)
    async_task("core.queue.run", SYNC, 5, group=SYNC)  # as the previous release enqueues

    ours, theirs = (row.task for row in OrmQ.objects.order_by("pk"))
    assert {name: ours[name] for name in ("func", "args", "kwargs", "group")} == {
        name: theirs[name] for name in ("func", "args", "kwargs", "group")
    }
    assert set(ours) == set(theirs)
    assert [row.user_id for row in QueuedJob.objects.order_by("pk")] == [7, None]


def test_a_schedule_that_is_there_keeps_its_time():
    Schedule.objects.update(next_run="2030-01-01T00:00Z", args="('gone',)")
    schedule_all()

    kept = Schedule.objects.get(name="Clean up old instances")
    assert (kept.next_run.year, kept.args) == (2030, "('tasks.jobs.cleanup',)")


def test_a_due_schedule_queues_its_job_once_and_waits_an_hour():
    Schedule.objects.exclude(name="Clean up old instances").delete()
    due = timezone.now()
    Schedule.objects.update(next_run=due - 3 * HOUR)

    assert [enqueue_due(due), enqueue_due(due)] == [1, 0]
    assert [job.task["args"] for job in OrmQ.objects.all()] == [("tasks.jobs.cleanup",)]
    assert Schedule.objects.get().next_run == due + HOUR


def test_a_schedule_runs_nothing_but_the_job_of_its_name_whatever_its_row_says():
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


def take_all() -> list[int | None]:
    """Whose jobs are taken, one after the other."""
    owners = []
    while taken := take():
        owners.append(QueuedJob.objects.get(pk=taken[0]).user_id)
    return owners


def test_users_take_turns_whoever_came_first():
    for user in (MALLORY, MALLORY, MALLORY, ALICE, ALICE, None, None):
        enqueue(SYNC, user=user)

    assert take_all() == [MALLORY, ALICE, None, MALLORY, ALICE, None, MALLORY]


def test_a_user_who_comes_later_is_next_and_then_waits_for_the_others_again():
    for _ in range(4):
        enqueue(SYNC, user=MALLORY)
    take()
    owners = []
    for _ in range(3):  # each of Alice's jobs enqueues the next
        enqueue(SYNC, user=ALICE)
        owners += [QueuedJob.objects.get(pk=take()[0]).user_id for _ in range(2)]

    assert owners == [ALICE, MALLORY] * 3


def test_a_job_in_hand_is_nobody_elses_until_it_is_due_again():
    enqueue(SYNC, user=ALICE)
    row, _ = take()

    assert take() is None
    QueuedJob.objects.filter(pk=row).update(lock=timezone.now())
    assert take()[0] == row


def test_the_jobs_of_a_closed_account_still_run_but_are_nobodys(alice):
    for _ in range(2):
        enqueue(SYNC, user=alice.pk)
    take()
    close_account(alice)

    jobs = QueuedJob.objects.order_by("pk")[:2]  # the third mails her that it is closed
    assert [row.user_id for row in jobs] == [None, None]
    assert not JobTurn.objects.exists()


def test_old_turns_are_forgotten():
    enqueue(SYNC, user=ALICE)
    take()
    JobTurn.objects.create(pk=JobTurn.objects.get().pk + REMEMBERED_TURNS + 1, user_id=MALLORY)
    run("core.queue.turns.forget_old_turns")

    assert JobTurn.objects.get().user_id == MALLORY


def test_jobs_in_hand_are_put_back_when_no_cluster_is_connected():
    enqueue(SYNC)
    OrmQ.objects.update(lock=timezone.now() + timezone.timedelta(seconds=300))

    assert requeue_orphaned_jobs() == 1
    assert requeue_orphaned_jobs() == 0


def test_a_job_in_hand_has_a_name():
    assert str(JobStart(job=SYNC, starts=2)) == f"{SYNC}, start 2"


def test_what_a_clock_that_ran_ahead_has_set_is_due_now():
    enqueue(SYNC)
    tomorrow = timezone.now() + timedelta(days=1)
    OrmQ.objects.update(lock=tomorrow)
    Schedule.objects.update(next_run=tomorrow)

    assert repair_clock_skew() >= 2
    assert OrmQ.objects.get().lock <= timezone.now()
    assert Schedule.objects.first().next_run <= timezone.now()


def test_what_a_right_clock_has_set_stays():
    enqueue(SYNC)
    OrmQ.objects.update(lock=timezone.now() + timedelta(minutes=4))
    Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=59))

    assert repair_clock_skew() == 0
