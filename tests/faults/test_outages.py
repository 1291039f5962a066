"""Outages while people work: they get a clear error, and nothing is lost."""

from __future__ import annotations

import signal

import pytest

from tests.faults import outages
from tests.faults.load import add, people_at_work
from tests.faults.machine import Machine, eventually

SENTENCES = {200, 409, 503}  # done, locked by another change, the database is down


@pytest.mark.parametrize("how", ["fast", "immediate", "kill"])
def test_recovers_from_a_database_restart(machine, web, how):
    with people_at_work(machine, web.port, f"Ended {how}") as load:
        with outages.database_ended(machine, how):
            eventually(lambda: load.answers[503], "responses report that the database is down")
        load.gets_on()

    assert (set(load.answers) <= SENTENCES, load.cut_off) == (True, 0)


def test_recovers_from_a_frozen_database(machine, web):
    with people_at_work(machine, web.port, "Frozen") as load:
        with outages.database_frozen(machine):
            eventually(lambda: not web.answers(), "it is not ready")
        load.gets_on()

    assert (set(load.answers) <= SENTENCES, load.cut_off) == (True, 0)


def test_explains_a_read_only_database_and_still_serves_reads(machine, web):
    alice = web.client("alice@example.org")
    with outages.database_only_read(machine):
        refused, read = add(alice, "Nothing"), alice.get("/read")

    assert (refused.status_code, read.status_code) == (503, 200)
    assert refused.json()["title"].endswith(".")
    assert add(alice, "Something").status_code == 200


def test_explains_exhausted_database_connections(machine, web):
    alice = web.client("alice@example.org")
    with outages.all_connections_taken(machine):
        refused, ready = alice.get("/api/v1/me"), web.client().get("/ready")

    assert (refused.status_code, ready.status_code) == (503, 503)
    assert refused.json()["title"].endswith(".")
    assert alice.get("/api/v1/me").status_code == 200


def test_killed_web_process_is_replaced_without_losing_writes(machine, web):
    with people_at_work(machine, web.port, "Killed") as load, outages.web_killed(web):
        load.gets_on()

    assert set(load.answers) <= SENTENCES


def test_killed_gunicorn_master_leaves_no_worker_on_its_port(machine):
    with machine.web() as web:
        workers = web.descendants()
        web.end(signal.SIGKILL)
        eventually(lambda: not any(child.is_running() for child in workers), "they end")

        with machine.web(PORT=str(web.port)) as next_one:
            assert next_one.answers()


@pytest.fixture
def small_disk(tmp_path):
    with outages.small_disk(tmp_path) as mounted:
        if not mounted:
            pytest.skip("mounting a small disk takes privileges")
        yield tmp_path


def test_recovers_from_a_full_disk(small_disk):
    machine = Machine(small_disk)
    with machine.web() as web, people_at_work(machine, web.port, "Full", people=4) as load:
        with outages.disk_full(machine):
            eventually(lambda: load.answers[503], "responses report that nothing can be saved")
        load.gets_on()
    machine.postgres.leave()

    assert (set(load.answers) <= SENTENCES, load.cut_off) == (True, 0)
