"""PostgreSQL restarts while people work and jobs run: the log gets one-line warnings only."""

from __future__ import annotations

import json

import httpx

from tests.faults.cluster import enqueue, starts, succeeded
from tests.faults.load import people_at_work
from tests.faults.machine import eventually

NOTE, SLOW = "tests.faults.jobs.note", "tests.faults.jobs.note_slowly"


def test_postgres_restart_logs_warnings_without_traceback(machine, web, empty_queue):
    enqueue(machine, SLOW, "grace@example.org")
    with machine.cluster(CLUSTER_WORKERS="2") as cluster:
        with people_at_work(machine, web.port, "Restart") as load:
            eventually(lambda: starts(machine) == 1, "one worker is in the middle of a job")
            machine.postgres.stop()
            eventually(lambda: load.answers[503], "responses report that the database is down")
            assert httpx.get(web.url("/ready")).status_code == 503
            machine.postgres.revive()
            load.gets_on()
        enqueue(machine, NOTE, "heidi@example.org")
        eventually(lambda: succeeded(machine) == 2, "both jobs are done, the first one again")
        cluster.end()
        outputs = [web.output(), cluster.output()]

    for output in outputs:
        assert "Traceback" not in output
        assert "NoneType: None" not in output
        assert set(levels(output)) <= {"INFO", "WARNING"}
    assert "not ready reason=database_unreachable error=OperationalError: " in outputs[0]
    assert "database problem status=503 error=OperationalError: " in outputs[0]
    assert "job failed job=tests.faults.jobs.note_slowly error=" in outputs[1]


def levels(output: str) -> list[str]:
    return [json.loads(line)["level"] for line in output.splitlines() if line.startswith("{")]
