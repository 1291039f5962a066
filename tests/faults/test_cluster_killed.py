"""kill -9 at each step of a job, from claim to acknowledgement: the job is done exactly once"""

from __future__ import annotations

import signal
from contextlib import contextmanager

import pytest

from tests.faults.cluster import connections_of_cluster, depth, enqueue, starts
from tests.faults.machine import WAITS_FOR_LOCK, eventually

pytestmark = pytest.mark.usefixtures("empty_queue")

HALT = """
CREATE OR REPLACE FUNCTION halt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN coalesce(NEW, OLD); END $$;
CREATE TRIGGER halt BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION halt()
"""
GONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'whendoist-cluster'
"""
STEPS = {
    # The step at which the worker is killed: the statement to block, and the starts, users and
    # results stored so far. Recording, acknowledging and forgetting are one transaction.
    "count its start": (("core_jobstart", "INSERT"), (0, 0, 0)),
    "write": (("core_user", "INSERT"), (1, 0, 0)),
    "record its result": (("django_q_task", "INSERT"), (1, 1, 0)),
    "acknowledge it": (("django_q_ormq", "DELETE"), (1, 1, 0)),
    "forget its start": (("core_jobstart", "DELETE"), (1, 1, 0)),
}


@pytest.mark.parametrize("step", STEPS)
def test_job_of_a_cluster_killed_at_any_step_is_done_once_by_the_next(machine, step):
    place, so_far = STEPS[step]
    email = f"{step.replace(' ', '-')}@example.org"
    with halted(machine, *place), machine.cluster(DB_LOCK_TIMEOUT_MS="0") as cluster:
        enqueue(machine, "tests.faults.jobs.note", email)
        eventually(lambda: connections_of_cluster(machine, WAITS_FOR_LOCK), f"it is to {step}")
        assert done(machine, email) == so_far
        cluster.send(signal.SIGKILL)
        eventually(lambda: not any(child.is_running() for child in cluster.tree), "none is left")
        machine.sql(GONE)
        eventually(lambda: connections_of_cluster(machine) == 0, "its connections are gone")
    assert depth(machine) == 1

    with machine.cluster():
        eventually(lambda: depth(machine) == 0, "the next one did it")
    assert done(machine, email) == (0, 1, 1)


def done(machine, email: str) -> tuple[int, int, int]:
    noted = machine.sql("SELECT count(*) FROM core_user WHERE email = %s", email)[0][0]
    recorded = machine.sql("SELECT count(*) FROM django_q_task WHERE success")[0][0]
    return starts(machine), noted, recorded


@contextmanager
def halted(machine, table: str, event: str):
    """Block this operation on this table until the end of the block."""
    with machine.connection() as ours:
        ours.execute("SELECT pg_advisory_lock(1)")
        ours.execute(HALT.format(event=event, table=table))
        yield
        ours.execute(f"DROP TRIGGER halt ON {table}")
