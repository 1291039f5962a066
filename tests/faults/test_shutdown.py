"""SIGTERM: requests in flight finish, none is dropped, and database connections close cleanly."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults.machine import SLEEPS, WAITS_FOR_LOCK, eventually


@pytest.fixture
def web(machine):
    with machine.web() as process:
        yield process


def test_shutdown_finishes_requests_in_flight(machine, web):
    alice = web.client("alice@example.org")
    with machine.server_log() as lines, ThreadPoolExecutor() as pool:
        answer = pool.submit(alice.get, "/query/1")
        eventually(lambda: machine.connections(SLEEPS), "the request has begun")
        web.end()

    assert answer.result().text == "done"
    assert broken(lines) == []


def test_shutdown_closes_kept_alive_connections_without_dropping_requests(web):
    people = [web.client(f"person{n}@example.org") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(ask_until_refused, person) for person in people]
        eventually(lambda: all(run.running() for run in runs), "all are asking")
        web.end()
    answers = [run.result() for run in runs]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers.get("Connection") for answer in answers} == {"close"}


def test_shutdown_answers_a_blocked_request_in_time(machine):
    with (
        machine.web(DB_LOCK_TIMEOUT_MS="0") as web,
        machine.server_log() as lines,
        ThreadPoolExecutor() as pool,
    ):
        alice = web.client("alice@example.org")
        with machine.row_lock("alice@example.org"):
            answer = pool.submit(alice.post, "/api/write")
            eventually(lambda: machine.connections(WAITS_FOR_LOCK), "the write is blocked")
            web.send(signal.SIGTERM)
            web.popen.wait(10)

    assert answer.result().status_code == 503
    assert answer.result().json()["request_id"]
    assert broken(lines) == []


def test_shutdown_closes_idle_database_connections_cleanly(machine, web):
    people = [web.client(f"person{n}@example.org") for n in range(4)]
    with machine.server_log() as lines:
        web.end()

    assert len(people) == 4
    assert broken(lines) == []


def broken(lines: list[str]) -> list[str]:
    words = ("unexpected EOF", "Connection reset", "Broken pipe")
    return [line for line in lines if any(word in line for word in words)]


def ask_until_refused(client: httpx.Client) -> httpx.Response:
    """Send requests on one keep-alive connection until refused; raise if one is dropped."""
    answer = client.get("/read")
    while True:
        try:
            answer = client.get("/read")
        except httpx.ConnectError:
            return answer
