"""A new release takes over from the old one under load: no request is refused, nothing is lost."""

from __future__ import annotations

import socket
from contextlib import contextmanager

import httpx
import pytest

from tests.faults.load import people_at_work
from tests.faults.machine import eventually, procfile


@pytest.fixture
def address():
    """A listening socket that outlives both releases, as systemd holds it."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        listening.set_inheritable(True)
        yield listening


@contextmanager
def release(machine, address):
    """Start the web process of the Procfile on a socket that is passed to it."""
    command = f"{procfile('web')} --bind fd://{address.fileno()}"
    with machine.running(["sh", "-c", f"exec {command}"], (address.fileno(),)) as process:
        process.port = address.getsockname()[1]
        eventually(lambda: who_answers(process) in processes_of(process), "it serves")
        yield process


def who_answers(process) -> int:
    return int(httpx.get(process.url("/pid"), timeout=30).text)


def processes_of(process) -> set[int]:
    return {child.pid for child in process.descendants()}


def test_new_release_takes_over_without_a_failed_request(machine, address):
    with (
        release(machine, address) as old,
        people_at_work(machine, old.port, "Handover") as load,
        release(machine, address) as new,
    ):
        assert old.end() == 0
        load.gets_on()
        load.stop.set()
        assert new.end() == 0

    assert (set(load.answers), load.cut_off) == ({200}, 0)


def test_column_type_change_fails_no_request_of_the_running_release(machine):
    widened = "ALTER TABLE core_user ALTER email TYPE varchar({})"
    with machine.web() as web:
        client = web.client("renewed@example.org")
        assert {client.get("/api/v1/me").status_code for _ in range(40)} == {200}
        machine.sql(widened.format(400))
        machine.manage("migrate")
        try:
            assert {client.get("/api/v1/me").status_code for _ in range(40)} == {200}
        finally:
            machine.sql(widened.format(254))
