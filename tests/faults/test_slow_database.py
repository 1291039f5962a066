"""A database far away, or suddenly slow: people wait longer, and nothing is lost"""

from __future__ import annotations

import pytest

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


@pytest.fixture(autouse=True)
def fast_again(wire):
    yield
    wire.delay = 0.0


def test_with_a_database_far_away_everybody_is_served(machine, wire, web):
    with people_at_work(machine, web.port, "Far") as load:
        wire.delay = FAR
        load.gets_on()
        assert web.client().get("/ready").status_code == 200

    assert (set(load.answers), load.cut_off) == ({200}, 0)


def test_a_database_that_is_stuck_for_a_while_is_said_and_got_over(machine, wire, web):
    with people_at_work(machine, web.port, "Stuck", people=4) as load:
        wire.delay = STUCK
        client = web.client()
        eventually(lambda: client.get("/ready").status_code == 503, "it is not ready")
        reason, alive = client.get("/ready").json()["reason"], client.get("/health").status_code
        wire.delay = 0.0
        load.gets_on()
        eventually(lambda: client.get("/ready").status_code == 200, "it is ready again")

    assert (reason, alive) == ("database_timeout", 200)
    assert (set(load.answers) <= {200, 503}, load.cut_off) == (True, 0)
