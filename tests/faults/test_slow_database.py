"""A database far away, suddenly slow or cut off: people wait longer, and nothing is lost"""

from __future__ import annotations

import pytest

from tests.faults import outages
from tests.faults.load import people_at_work
from tests.faults.machine import eventually
from tests.faults.proxy import proxy

FAR = 0.02  # seconds each way, as in another region
STUCK = 2.5  # longer than /ready waits


@pytest.fixture(scope="module")
def wire(machine):
    with proxy(machine.postgres.sockets / ".s.PGSQL.5432") as wire:
        yield wire


@pytest.fixture(scope="module")
def web(machine, wire):
    url = f"postgres://whendoist@127.0.0.1:{wire.port}/whendoist"
    with machine.web(DATABASE_URL=url) as process:
        yield process


def test_serves_everybody_with_a_distant_database(machine, wire, web):
    with people_at_work(machine, web.port, "Far") as load, outages.wire_slow(wire, FAR):
        load.gets_on()
        assert web.client().get("/ready").status_code == 200

    assert (set(load.answers), load.cut_off) == ({200}, 0)


def test_recovers_from_a_stuck_database(machine, wire, web):
    with people_at_work(machine, web.port, "Stuck", people=4) as load:
        client = web.client()
        with outages.wire_slow(wire, STUCK):
            eventually(lambda: client.get("/ready").status_code == 503, "it is not ready")
            reason, alive = client.get("/ready").json()["reason"], client.get("/health").status_code
        load.gets_on()
        eventually(lambda: client.get("/ready").status_code == 200, "it is ready again")

    assert (reason, alive) == ("database_timeout", 200)
    assert (set(load.answers) <= {200, 503}, load.cut_off) == (True, 0)


def test_recovers_from_repeated_connection_loss(machine, wire, web):
    with people_at_work(machine, web.port, "Cut") as load:
        with outages.wire_cut(wire):
            eventually(lambda: load.answers[503] > 3, "responses report the outage")
        load.gets_on()

    assert (set(load.answers) <= {200, 503}, load.cut_off) == (True, 0)
