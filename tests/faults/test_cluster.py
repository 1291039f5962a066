"""The cluster: jobs survive its end, and it survives failing jobs."""

from __future__ import annotations

import json
import signal

import pytest

from core.queue.worker import MAX_STARTS
from tests.faults.cluster import (
    connections_of_cluster,
    depth,
    enqueue,
    starts,
    succeeded,
    time_passes,
)
from tests.faults.machine import eventually

pytestmark = pytest.mark.usefixtures("empty_queue")


def test_job_that_kills_its_worker_fails_after_three_starts(machine):
    enqueue(machine, "tests.faults.jobs.kill_worker")
    with machine.cluster() as cluster:
        for start in range(1, MAX_STARTS + 1):
            eventually(lambda start=start: starts(machine) == start, f"start {start}")
            eventually(
                lambda start=start: cluster.output().count("worker died") == start,
                "its worker died",
            )
            time_passes(machine)
        eventually(lambda: machine.sql("SELECT 1 FROM django_q_task"), "it is given up")
        eventually(lambda: depth(machine) == 0, "it is off the queue")
        output = cluster.output()

    assert machine.sql("SELECT success, attempt_count FROM django_q_task") == [(False, 1)]
    assert starts(machine) == 0
    failure = next(json.loads(line) for line in output.splitlines() if "job failed" in line)
    assert failure["error_type"] == "JobKilledWorker"
    assert "tests.faults.jobs.kill_worker" in failure["error_message"]


def test_failing_job_logs_its_traceback_once(machine):
    enqueue(machine, "tests.faults.jobs.fail")
    with machine.cluster() as cluster:
        eventually(lambda: machine.sql("SELECT 1 FROM django_q_task"), "it failed")
        cluster.end()
        errors = [line for line in cluster.output().splitlines() if '"ERROR"' in line]

    assert len(errors) == 1
    failure = json.loads(errors[0])
    assert (failure["error_type"], failure["error_message"]) == ("ValueError", "ValueError()")
    assert "raise ValueError" in failure["traceback"]
    assert failure["request_id"]
    assert starts(machine) == 0


def test_jobs_of_a_killed_cluster_are_run_by_the_next(machine):
    machine.manage("shell", "-c", "import tests.faults.jobs as j; j.note('alice@example.org')")
    with machine.row_lock("alice@example.org"), machine.cluster(DB_LOCK_TIMEOUT_MS="0") as cluster:
        enqueue(machine, "tests.faults.jobs.touch", "alice@example.org")
        eventually(lambda: starts(machine) == 1, "it has begun")
        cluster.send(signal.SIGKILL)
        eventually(lambda: not any(child.is_running() for child in cluster.tree), "none is left")
    eventually(lambda: connections_of_cluster(machine) == 0, "its connections are gone")
    with machine.cluster():
        eventually(lambda: depth(machine) == 0, "the next one ran it, well before the retry")

    assert machine.sql("SELECT success FROM django_q_task") == [(True,)]


def test_killed_cluster_leaves_no_processes(machine):
    with machine.cluster() as cluster:
        eventually(lambda: cluster.descendants(), "it is up")
        cluster.send(signal.SIGKILL)
        eventually(lambda: not any(child.is_running() for child in cluster.tree), "none is left")


def test_sigterm_lets_a_running_job_finish(machine):
    enqueue(machine, "tests.faults.jobs.note_slowly", "carol@example.org")
    with machine.cluster() as cluster, machine.server_log() as lines:
        eventually(lambda: starts(machine) == 1, "it has begun")
        assert cluster.end() == 0

    assert machine.sql("SELECT count(*) FROM core_user WHERE email = 'carol@example.org'") == [(1,)]
    assert depth(machine) == 0
    assert not [line for line in lines if "open transaction" in line or "reset by peer" in line]


def test_two_clusters_run_each_job_once(machine):
    with machine.cluster(), machine.cluster():
        enqueue(machine, "tests.faults.jobs.note", "dave@example.org", times=20)
        eventually(lambda: depth(machine) == 0, "the queue is empty")
        eventually(lambda: succeeded(machine) == 20, "all are recorded")

    assert machine.sql("SELECT max(attempt_count) FROM django_q_task") == [(1,)]


def test_cluster_waits_for_the_database_at_startup(machine):
    machine.postgres.stop()
    with machine.cluster() as cluster:
        eventually(
            lambda: (
                "waiting for the database error=OperationalError: connection" in cluster.output()
            ),
            "it waits",
        )
        machine.postgres.revive()
        enqueue(machine, "tests.faults.jobs.note", "erin@example.org")
        eventually(lambda: depth(machine) == 0, "it works")
