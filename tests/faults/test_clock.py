"""The clock jumps, a day ahead or a day back, while everything runs.

Faked by its mirror image: the clock stays, and everything that was ever written, instants and days,
moves by a day the other way. What a process keeps in its own memory is not covered; what counts
seconds there goes by the monotonic clock, which never jumps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.cluster import depth, enqueue, starts
from tests.faults.machine import eventually

pytestmark = pytest.mark.usefixtures("empty_queue")

AHEAD, BACK = 1, -1  # days
# In two steps: a day at a time, instances would briefly share a day, which the constraint forbids.
FAR = 10_000
WRITTEN = """
SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('timestamp with time zone', 'date') GROUP BY 1
"""
DAILY = {"rrule": "FREQ=DAILY", "starts_on": str(datetime.now(UTC).date())}
DAYS = "SELECT scheduled_date FROM tasks_taskinstance ORDER BY 1"


@pytest.fixture
def grace(machine, web):
    """A signed-in user with a task for every day."""
    machine.sql("TRUNCATE core_user CASCADE")
    client = web.client("grace@example.org")
    client.get("/accounts/login/")
    token = {"X-CSRFToken": client.cookies["csrftoken"]}
    made = client.post("/api/v1/tasks", json={"title": "Stretch", "series": DAILY}, headers=token)
    assert made.status_code == 200
    return client


def test_clock_jump_forward_keeps_jobs_sessions_and_horizon_working(machine, grace):
    before = days(machine)
    jobs_run_through_a_jump(machine, AHEAD)

    after = days(machine)
    assert after == [day - timedelta(days=1) for day in before] + before[-1:]
    assert grace.get("/read").json() == {"user": "grace@example.org"}


def test_clock_jump_back_keeps_jobs_and_sessions_working_without_duplicates(machine, grace):
    before = days(machine)
    jobs_run_through_a_jump(machine, BACK)

    assert days(machine) == [day + timedelta(days=1) for day in before]
    assert grace.get("/read").json() == {"user": "grace@example.org"}


def jobs_run_through_a_jump(machine, by: int) -> None:
    """The clock jumps while one job runs and another waits; then the hourly cycle is due."""
    with machine.cluster(DB_LOCK_TIMEOUT_MS="0") as cluster:
        with machine.connection() as ours:
            ours.execute("SELECT pg_advisory_lock(1)")
            enqueue(machine, "tests.faults.jobs.wait")
            eventually(lambda: starts(machine) == 1, "it is in hand")
            enqueue(machine, "tasks.jobs.materialize")
            jump(machine, by)
        eventually(lambda: depth(machine) == 0, "all jobs are done")
        assert "ERROR" not in cluster.output()


def jump(machine, by: int) -> None:
    with machine.connection() as ours:
        ours.execute("SET session_replication_role = replica")  # skip triggers meant for edits
        for table, columns in ours.execute(WRITTEN).fetchall():
            for days in (FAR, -FAR - by):
                moved = ", ".join(f"{name} = {name} + interval '{days} days'" for name in columns)
                ours.execute(f"UPDATE {table} SET {moved}")


def days(machine) -> list:
    return [day for (day,) in machine.sql(DAYS)]
