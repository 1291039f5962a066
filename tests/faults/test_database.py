"""Responses to people and probes while the database is slow, hangs, restarts or is down."""

from __future__ import annotations

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults.machine import SLEEPS, eventually
from tests.faults.proxy import proxy


@pytest.fixture(scope="module")
def web(machine):
    with machine.web(DB_STATEMENT_TIMEOUT_MS="700") as process:
        yield process


@pytest.fixture
def hung_database(machine):
    os.kill(machine.postmaster(), signal.SIGSTOP)
    yield
    os.kill(machine.postmaster(), signal.SIGCONT)


@pytest.fixture
def no_database(machine):
    machine.postgres.stop("immediate")
    yield
    machine.postgres.revive()


def test_slow_query_is_cancelled_by_the_database(web):
    page, problem = (web.client().get(f"{api}/query/30") for api in ("", "/api"))

    assert (page.status_code, problem.status_code) == (503, 503)
    assert problem.json()["title"].startswith("This took too long")
    assert '"error_type": "OperationalError"' in web.output()


def test_32_clients_share_five_connections(machine, web):
    clients = [web.client(f"person{n % 8}@example.org") for n in range(32)]
    with ThreadPoolExecutor(32) as pool:
        done = [pool.submit(client.get, "/query/0") for client in clients * 3]
        counts = [machine.connections() for _ in range(10)]

    assert {response.result().status_code for response in done} == {200}
    assert 4 <= max(counts) <= 4 + 1
    assert "whendoist_db_pool_size 5.0" in clients[0].get("/metrics").text


def test_ready_responds_while_every_thread_is_blocked(machine):
    with machine.web() as web, ThreadPoolExecutor(4) as pool:
        people = [web.client(f"person{n}@example.org") for n in range(2)]
        slow = [pool.submit(person.get, "/query/30") for person in people * 2]
        eventually(lambda: machine.connections(SLEEPS) == 4, "four queries run")
        assert web.client().get("/ready").status_code == 200
        assert not any(response.done() for response in slow)
        machine.sql(f"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE {SLEEPS}")
        assert {response.result().status_code for response in slow} == {503}


def test_ready_uses_one_connection_for_many_probes(web):
    with ThreadPoolExecutor(32) as pool:
        responses = [pool.submit(httpx.get, web.url("/ready")) for _ in range(400)]

    assert {response.result().status_code for response in responses} == {200}


def test_ready_responds_within_two_seconds_when_the_database_hangs(web, hung_database):
    client = web.client()
    client.timeout = 2
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(client.get, ["/ready"] * 8))

    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].json() == {"status": "unavailable", "reason": "database_timeout"}
    assert client.get("/health").status_code == 200
    cause = "not ready reason=database_timeout error=TimeoutError: no response within 1.2 s"
    assert web.output().count(cause) >= 8


def test_ready_recovers_when_the_database_continues(web):
    eventually(lambda: web.client().get("/ready").status_code == 200, "it is ready")


def test_ready_responds_within_two_seconds_when_the_network_is_silent(machine):
    with proxy(machine.postgres.sockets / ".s.PGSQL.5432") as wire:
        url = f"postgres://whendoist@127.0.0.1:{wire.port}/whendoist"
        with machine.web(DATABASE_URL=url) as web:
            client = web.client()
            client.timeout = 2
            wire.silent_at = b"SELECT 1"
            answers = [client.get("/ready").json()["reason"] for _ in range(2)]

    assert answers == ["database_timeout"] * 2


def test_every_endpoint_explains_a_missing_database(web, no_database):
    client = web.client()
    page, problem = client.get("/query/0"), client.get("/api/query/0")

    assert client.get("/ready").json() == {
        "status": "unavailable",
        "reason": "database_unreachable",
    }
    assert client.get("/health").status_code == 200
    assert (page.status_code, problem.status_code) == (503, 503)
    assert problem.json()["title"].startswith("The database is temporarily unavailable")
    assert page.headers["Retry-After"] == "5"


def test_ready_logs_the_cause_for_each_failed_probe(web, no_database):
    def causes() -> list[str]:
        lines = [json.loads(line) for line in web.output().splitlines() if "not ready" in line]
        return [line["message"] for line in lines if "unreachable" in line["message"]]

    before = len(causes())
    for _ in range(3):
        web.client().get("/ready")

    new = causes()[before:]
    assert len(new) == 3
    start = "not ready reason=database_unreachable error=OperationalError: connection"
    assert {cause[: len(start)] for cause in new} == {start}
    assert "NoneType: None" not in web.output()


def test_signed_in_user_gets_an_explanation_of_a_missing_database(machine, web):
    alice = web.client("alice@example.org")
    machine.postgres.stop("immediate")
    answers = [alice.get(path) for path in ("/read", "/api/v1/me", "/api/v1/live")]
    machine.postgres.revive()

    assert [answer.status_code for answer in answers] == [503] * 3
    assert all("The database is temporarily unavailable" in answer.text for answer in answers)


def test_metrics_of_the_process_remain_without_a_database(web, no_database):
    figures = web.client().get("/metrics").text

    assert "whendoist_database_up 0.0" in figures
    assert "whendoist_db_pool_in_use 0.0" in figures
    assert "whendoist_queue_depth" not in figures


def test_no_request_fails_after_a_database_restart(machine, web):
    alice = web.client("alice@example.org")
    before = [alice.get("/read").status_code for _ in range(8)]
    machine.postgres.stop()
    machine.postgres.revive()
    after = [alice.get("/read").status_code for _ in range(8)]

    assert before + after == [200] * 16
