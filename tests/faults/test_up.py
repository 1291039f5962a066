"""manage.py up: all of Whendoist in one command, with the embedded PostgreSQL."""

from __future__ import annotations

import signal
import socket
import sys
from copy import copy

import psutil
import pytest

from tests.faults.machine import eventually

UP = [sys.executable, "manage.py", "up"]
BOTH = 2  # web and cluster


@pytest.fixture(scope="module")
def box(machine):
    """The machine without DATABASE_URL, so that `up` starts the embedded PostgreSQL."""
    box = copy(machine)
    box.env = machine.env | {"POSTGRES_HOME": str(machine.postgres.home), "LOG_FORMAT": "line"}
    del box.env["DATABASE_URL"], box.env["SECRET_KEY"]
    machine.sql("DELETE FROM django_q_ormq")  # signed with the secret of the machine
    box.postgres.leave()
    yield box
    box.postgres.join()


@pytest.fixture
def up(box):
    with box.running(UP) as process:
        eventually(process.answers, "the web answers")
        eventually(lambda: len(process.descendants()) >= 3, "the cluster is up")
        yield process


def test_up_prints_one_line_with_the_address(up):
    lines = [line for line in up.output().splitlines() if "Whendoist" in line]

    assert lines == [f"Whendoist is running at {up.url('')} (stop with Ctrl-C)."]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_up_stops_all_processes_on_sigterm(box, up, number):
    assert up.end(number) == 0

    assert survivors(up) == []
    assert not box.postgres.is_ready()
    assert "ERROR" not in up.output()


def test_killed_up_leaves_no_processes(box, up):
    up.end(signal.SIGKILL)

    eventually(lambda: survivors(up) == [], "its processes have ended")
    eventually(lambda: not box.postgres.is_ready(), "so has the database")


def test_up_restarts_a_dead_web_or_cluster_process(up):
    for child in psutil.Process(up.pid).children():
        child.kill()
    eventually(lambda: up.output().count("process died") == BOTH, "both deaths are noted")

    eventually(up.answers, "the web answers again")
    eventually(lambda: len(up.descendants()) >= 3, "the cluster is up again")


def test_up_restarts_a_killed_database(box, up):
    psutil.Process(box.postmaster()).kill()

    eventually(up.answers, "the web answers again")


def test_up_logs_why_a_killed_database_cannot_start(box, up):
    configuration = box.postgres.data / "postgresql.conf"
    working = configuration.read_text()
    configuration.write_text(f"{working}\nno_such_setting = 1\n")
    try:
        psutil.Process(box.postmaster()).kill()
        eventually(lambda: "embedded PostgreSQL restart failed" in up.output(), "it is logged")
    finally:
        configuration.write_text(working)

    eventually(up.answers, "the web answers again")
    assert 'unrecognized configuration parameter "no_such_setting"' in up.output()
    assert up.output().count("embedded PostgreSQL restart failed") <= 2


def test_up_names_its_processes_in_the_database(box, up):
    def names() -> set[str]:
        return {name for (name,) in box.sql("SELECT application_name FROM pg_stat_activity")}

    up.client("alice@example.org")
    eventually(lambda: {"whendoist-web", "whendoist-cluster"} <= names(), "both are there")


def test_second_up_uses_the_same_database(box, up):
    with box.running(UP) as second:
        eventually(second.answers, "the second answers")
        up.end()
        assert second.answers()


def test_up_explains_a_port_in_use(box):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with box.running(UP, PORT=port) as process:
            code = process.popen.wait(30)

    assert code == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in process.output()
    assert "Traceback" not in process.output()


def survivors(process) -> list[psutil.Process]:
    return [child for child in process.tree if child.is_running()]
