"""Something breaks while people are at work: what they are told, and that nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import ExitStack, contextmanager, suppress

import pytest
from psycopg import OperationalError

from tests.faults.load import people_at_work
from tests.faults.machine import Machine, eventually

SENTENCES = {200, 409, 503}  # done, held by another change, the database is away


@pytest.fixture(scope="module")
def web(machine):
    with machine.web() as process:
        yield process


def break_database(machine, how: str) -> None:
    if how == "kill":
        os.kill(machine.postmaster(), signal.SIGKILL)
    else:
        machine.postgres.stop(how)


@pytest.mark.parametrize("how", ["fast", "immediate", "kill"])
def test_the_database_ends_and_comes_back(machine, web, how):
    with people_at_work(machine, web.port, f"Ended {how}") as load:
        break_database(machine, how)
        eventually(lambda: load.answers[503], "people are told that the database is away")
        machine.postgres.revive()
        load.gets_on()

    assert (set(load.answers) <= SENTENCES, load.cut_off) == (True, 0)


def test_the_database_freezes_for_a_while(machine, web):
    with people_at_work(machine, web.port, "Frozen") as load:
        backends = [pid for (pid,) in machine.sql("SELECT pid FROM pg_stat_activity")]
        os.kill(machine.postmaster(), signal.SIGSTOP)
        frozen = [pid for pid in backends if _signal(pid, signal.SIGSTOP)]
        eventually(lambda: not web.answers(), "it is not ready")
        for pid in [*frozen, machine.postmaster()]:
            _signal(pid, signal.SIGCONT)
        load.gets_on()

    assert (set(load.answers) <= SENTENCES, load.cut_off) == (True, 0)


def test_a_read_only_database_is_said_and_read(machine, web):
    alice = web.client("alice@example.org")
    with only_reading(machine):
        refused, read = alice.post("/api/add/Nothing"), alice.get("/read")

    assert (refused.status_code, read.status_code) == (503, 200)
    assert refused.json()["title"].endswith(".")
    assert alice.post("/api/add/Something").status_code == 200


@contextmanager
def only_reading(machine):
    """As during a switch to a standby."""
    with machine.connection() as ours:
        ours.execute("ALTER DATABASE whendoist SET default_transaction_read_only = on")
        ours.execute(OTHERS_GO)
        yield
        ours.execute("ALTER DATABASE whendoist RESET default_transaction_read_only")
        ours.execute(OTHERS_GO)


def test_a_server_without_a_free_connection_is_said(machine, web):
    alice = web.client("alice@example.org")
    with all_connections_taken(machine):
        refused, ready = alice.get("/api/v1/me"), web.client().get("/ready")

    assert (refused.status_code, ready.status_code) == (503, 503)
    assert refused.json()["title"].endswith(".")
    assert alice.get("/api/v1/me").status_code == 200


@contextmanager
def all_connections_taken(machine):
    with ExitStack() as held:
        held.enter_context(machine.connection()).execute(OTHERS_GO)
        with suppress(OperationalError):  # the one too many
            while True:
                held.enter_context(machine.connection())
        yield


def test_a_killed_web_process_is_replaced_and_what_was_acknowledged_is_there(machine, web):
    with people_at_work(machine, web.port, "Killed") as load:
        for worker in web.descendants():
            worker.kill()
        load.gets_on()

    assert set(load.answers) <= SENTENCES


OTHERS_GO = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE starts_with(application_name, 'whendoist') AND pid <> pg_backend_pid()"
)


def _signal(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, too small for much."""
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", str(tmp_path)], check=False
    )
    if made.returncode:
        pytest.skip("mounting a small disk takes privileges")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def fill(path) -> None:
    with suppress(OSError), path.open("wb") as filler:
        while True:
            filler.write(bytes(1 << 16))
            filler.flush()


def test_a_full_disk_is_said_and_got_over(small_disk):
    machine = Machine(small_disk)
    filler = small_disk / "filler"
    with machine.web() as web, people_at_work(machine, web.port, "Full", people=4) as load:
        fill(filler)
        eventually(lambda: load.answers[503], "people are told that nothing can be saved")
        filler.unlink()
        machine.postgres.revive()  # PostgreSQL ends when its log cannot be written
        load.gets_on()
    machine.postgres.leave()

    assert (set(load.answers) <= SENTENCES, load.cut_off) == (True, 0)
