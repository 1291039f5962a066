"""A cluster stops within ten seconds of SIGTERM, whatever its worker is doing."""

from __future__ import annotations

import time

import pytest

from tests.faults import outages
from tests.faults.cluster import connections_of_cluster, depth, enqueue, starts, succeeded
from tests.faults.machine import eventually
from tests.lanes import BIG

LIMITS = [{"RECYCLE": "1"}, {"RECYCLE": "3"}, {"MAX_RSS": "1"}]

pytestmark = pytest.mark.usefixtures("empty_queue")

MOST = 10.0  # seconds
MANY = 60


@pytest.mark.parametrize("limit", LIMITS if BIG else LIMITS[-1:])
def test_cluster_stops_in_time_while_recycling_workers(machine, limit):
    for jobs in (3, 4, 5):
        enqueue(machine, "tests.faults.jobs.note", "frank@example.org", times=MANY)
        with machine.cluster(**limit) as cluster:
            enough = succeeded(machine) + jobs
            eventually(lambda enough=enough: succeeded(machine) >= enough, "it is at work")
            assert ends(cluster) == 0
        assert machine.sql("SELECT max(attempt_count) FROM django_q_task") == [(1,)]
        assert starts(machine) == 0


def test_worker_is_recycled_without_losing_jobs(machine):
    enqueue(machine, "tests.faults.jobs.note", "frank@example.org", times=7)
    with machine.cluster(RECYCLE="2") as cluster:
        first = eventually(cluster.descendants, "it is up")
        eventually(lambda: depth(machine) == 0, "all are done")
        eventually(lambda: not first[0].is_running(), "its first worker was replaced")
        assert "ERROR" not in cluster.output()

    assert succeeded(machine) == 7


def test_unfinished_job_is_requeued_for_the_next_cluster(machine):
    with machine.connection() as ours:
        ours.execute("SELECT pg_advisory_lock(1)")
        enqueue(machine, "tests.faults.jobs.wait")
        with machine.cluster(DB_LOCK_TIMEOUT_MS="0") as cluster:
            eventually(lambda: starts(machine) == 1, "it is in hand")
            assert ends(cluster) == 0
            assert "requeued jobs=1" in cluster.output()
        assert machine.sql("SELECT lock <= now() FROM django_q_ormq") == [(True,)]
        assert starts(machine) == 0  # stopping it does not count as a job that killed its worker
    with machine.cluster():
        eventually(lambda: depth(machine) == 0, "the next one did it, well before the retry")
    eventually(lambda: connections_of_cluster(machine) == 0, "its connections are gone")

    assert machine.sql("SELECT success, attempt_count FROM django_q_task") == [(True, 1)]


def test_cluster_stops_in_time_while_the_database_hangs(machine):
    with machine.cluster() as cluster:
        eventually(lambda: connections_of_cluster(machine), "it is up")
        with outages.database_frozen(machine):
            assert ends(cluster) == 0


def ends(cluster) -> int:
    """Stop the cluster within ten seconds and return its exit code."""
    began = time.monotonic()
    cluster.send()
    code = cluster.popen.wait(MOST)
    assert time.monotonic() - began < MOST
    assert not any(child.is_running() for child in cluster.tree)
    return code
