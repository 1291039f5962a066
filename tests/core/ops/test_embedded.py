"""The embedded PostgreSQL: shared by processes, stopped by the last, recovered after kill -9"""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import suppress

import psutil
import psycopg
import pytest

from core.ops.embedded import LOG_LIMIT, Embedded, EmbeddedUnavailable
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


def test_embedded_postgres_stops_when_its_last_user_leaves(server, home):
    other = Embedded(home)
    other.join()
    pid = postmaster(server).pid

    server.leave()
    assert postmaster(other).pid == pid
    other.leave()
    assert not other.is_ready()


def test_embedded_postgres_never_runs_as_root(server):
    assert postmaster(server).uids().real != 0


def test_embedded_postgres_is_unreachable_over_the_network(server):
    assert ask(server, "SHOW listen_addresses") == [("",)]
    assert server.sockets.stat().st_mode & 0o077 == 0


def test_embedded_postgres_keeps_committed_data_after_kill_9(server):
    ask(server, "CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS n")
    kill(server)

    server.revive()
    assert ask(server, "SELECT n FROM kept") == [(1,)]


def test_embedded_postgres_starts_when_its_old_pid_was_reused(server):
    kill(server)
    note = server.data / "postmaster.pid"
    note.write_text(note.read_text().replace(note.read_text().split()[0], str(os.getpid()), 1))

    server.revive()
    assert ask(server, "SELECT 1") == [(1,)]


def test_embedded_postgres_does_not_start_with_database_url(tmp_path):
    home = tmp_path / "postgres"
    done = run("manage.py", "check", **PRODUCTION, POSTGRES_HOME=str(home))

    assert done.returncode == 0, done.stderr
    assert not home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root")
def test_embedded_postgres_keeps_its_owner_when_root_uses_it(tmp_path):
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


def test_embedded_postgres_truncates_its_log_above_a_limit(server):
    with server.log.open("a") as log:
        log.writelines(f"line {number}\n" for number in range(LOG_LIMIT // 8))
    server.revive()
    with pytest.raises(psycopg.errors.DivisionByZero):
        ask(server, "SELECT 1 / 0")

    lines = server.log.read_text().splitlines()
    assert server.log.stat().st_size < LOG_LIMIT / 2
    assert f"line {LOG_LIMIT // 8 - 1}" in lines
    assert "STATEMENT:  SELECT 1 / 0" in lines[-1]


def test_its_log_says_which_rule_a_row_breaks_and_nothing_of_the_row(server):
    ask(
        server, "CREATE TABLE label (name text CONSTRAINT taken UNIQUE CHECK (name <> 'Own words'))"
    )
    with psycopg.connect(server.url("kept"), autocommit=True) as connection:
        for name in ("Private", "Private", "Own words"):
            with suppress(psycopg.IntegrityError):
                connection.execute("INSERT INTO label VALUES (%s)", [name])

    logged = server.log.read_text()
    assert 'unique constraint "taken"' in logged
    assert "Private" not in logged
    assert "row contains" not in logged


@pytest.mark.parametrize("name", ["a, b", "50% + 1 & ü'?#", "l" * 150])
def test_embedded_postgres_runs_restarts_and_dumps_in_any_folder(tmp_path, name):
    server = Embedded(tmp_path / name)
    server.serve("kept")
    ask(server, "CREATE TABLE kept AS SELECT 1 AS n")
    kill(server)
    server.revive()

    assert ask(server, "SELECT n FROM kept") == [(1,)]
    server.dump("kept", tmp_path / "kept.dump")
    server.leave()
    assert not server.is_ready()
    if server.sockets.parent != server.home:
        shutil.rmtree(server.sockets)


def test_embedded_postgres_explains_a_path_that_cannot_be_quoted(tmp_path):
    with pytest.raises(EmbeddedUnavailable, match="Move Whendoist to another folder"):
        Embedded(tmp_path / 'a "b"').join()


def test_embedded_postgres_repeats_an_interrupted_initdb(tmp_path):
    killed = tmp_path / "data.new"
    killed.mkdir()
    (killed / "PG_VERSION").write_text("18\n")
    server = Embedded(tmp_path)
    server.serve("kept")

    assert ask(server, "SELECT 1") == [(1,)]
    server.leave()


def test_embedded_postgres_quotes_the_cause_when_it_does_not_start(home):
    server = Embedded(home, {"shared_buffers": "much"})
    with pytest.raises(EmbeddedUnavailable, match=r'invalid value .* "shared_buffers": "much"'):
        server.join()
