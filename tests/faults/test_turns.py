"""One user's slow jobs delay another's by at most one job, with real clusters."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.faults.cluster import enqueue, starts, succeeded
from tests.faults.machine import WAITS_FOR_LOCK, eventually

pytestmark = pytest.mark.usefixtures("empty_queue")

MALLORY, ALICE = 1, 2
SLOW, QUICK = "tests.faults.jobs.wait", "tests.faults.jobs.note"
DONE = "SELECT 1 FROM django_q_task WHERE success AND \"group\" = 'tests.faults.jobs.note'"
END_ONE = f"""
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE application_name = 'whendoist-cluster' AND {WAITS_FOR_LOCK} LIMIT 1
"""


@pytest.mark.parametrize(("clusters", "workers"), [(1, 1), (1, 2), (2, 1)])
def test_fifty_slow_jobs_delay_another_user_by_one_job(machine, clusters, workers):
    enqueue(machine, SLOW, times=50, user=MALLORY)
    together = clusters * workers
    with ExitStack() as stack:
        ours = stack.enter_context(machine.connection())
        ours.execute("SELECT pg_advisory_lock(1)")  # no slow job ends by itself
        for _ in range(clusters):
            env = {"DB_LOCK_TIMEOUT_MS": "0", "CLUSTER_WORKERS": str(workers)}
            stack.enter_context(machine.cluster(**env))
        eventually(lambda: starts(machine) == together, "every worker has a slow job in hand")
        enqueue(machine, QUICK, "alice@example.org", user=ALICE)
        eventually(lambda: machine.sql(END_ONE), "one slow job ends; the others stay as they are")
        eventually(lambda: machine.sql(DONE), "Alice's job was the next")


def test_worker_claims_no_job_while_busy(machine):
    enqueue(machine, SLOW, times=5, user=MALLORY)
    with machine.connection() as ours, machine.cluster(DB_LOCK_TIMEOUT_MS="0"):
        ours.execute("SELECT pg_advisory_lock(1)")
        eventually(lambda: starts(machine) == 1, "it has a slow job in hand")
        taken = machine.sql("SELECT count(*) FROM django_q_ormq WHERE lock > now()")[0][0]

    assert taken == 1


def test_retried_job_keeps_its_owner(machine):
    enqueue(machine, "tests.faults.jobs.put_off", user=MALLORY)
    with machine.cluster():
        eventually(lambda: succeeded(machine) == 1, "it put itself off")

    assert machine.sql("SELECT user_id FROM django_q_ormq") == [(MALLORY,)]
