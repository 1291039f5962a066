"""The embedded PostgreSQL: shared, left by the last, and back after kill -9"""

from __future__ import annotations

import os
import signal

import psutil
import psycopg
import pytest

from core.ops.embedded import Embedded
from tests.core.ops.fresh import PRODUCTION, run
from tests.faults.machine import eventually


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture
def server(home):
    server = Embedded(home)
    server.serve("kept")
    yield server
    server.leave()


def postmaster(server: Embedded) -> psutil.Process:
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))


def ask(server: Embedded, statement: str) -> list:
    with psycopg.connect(server.url("kept"), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def kill(server: Embedded) -> None:
    process = postmaster(server)
    process.send_signal(signal.SIGKILL)
    eventually(lambda: not psutil.pid_exists(process.pid), "it is dead")


def test_whoever_leaves_last_stops_it(server, home):
    other = Embedded(home)
    other.join()
    pid = postmaster(server).pid

    server.leave()
    assert postmaster(other).pid == pid
    other.leave()
    assert not other.is_ready()


def test_it_never_runs_as_root(server):
    assert postmaster(server).uids().real != 0


def test_nobody_reaches_it_over_the_network(server):
    assert ask(server, "SHOW listen_addresses") == [("",)]
    assert server.sockets.stat().st_mode & 0o077 == 0


def test_after_kill_9_what_was_committed_is_there(server):
    ask(server, "CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS n")
    kill(server)

    server.revive()
    assert ask(server, "SELECT n FROM kept") == [(1,)]


def test_a_pid_that_was_given_to_another_does_not_keep_it_down(server):
    kill(server)
    note = server.data / "postmaster.pid"
    note.write_text(note.read_text().replace(note.read_text().split()[0], str(os.getpid()), 1))

    server.revive()
    assert ask(server, "SELECT 1") == [(1,)]


def test_with_a_server_of_ones_own_none_is_started(tmp_path):
    home = tmp_path / "postgres"
    done = run("manage.py", "check", **PRODUCTION, POSTGRES_HOME=str(home))

    assert done.returncode == 0, done.stderr
    assert not home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root")
def test_root_acts_as_whose_it_is_and_takes_nothing_away(tmp_path):
    home, service = tmp_path / "postgres", 4242
    theirs = Embedded(home)
    theirs.serve("kept")
    theirs.leave()
    for path in (home, *home.rglob("*")):
        os.chown(path, service, service)

    theirs.serve("kept")
    assert postmaster(theirs).uids().real == service
    assert {path.stat().st_uid for path in (home, *home.rglob("*"))} == {service}
    theirs.leave()
