from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.machine import Machine

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    # One after the other, in one process: they share a machine, and load it.
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("machine"))


@pytest.fixture(scope="session")
def machine(tmp_path_factory):
    machine = Machine(tmp_path_factory.mktemp("machine"))
    yield machine
    machine.postgres.leave()


@pytest.fixture(scope="module")
def web(machine):
    """The web in production dress, shared by the tests of a module, which leave it as it was."""
    with machine.web() as process:
        yield process


@pytest.fixture
def empty_queue(machine):
    for table in (
        "django_q_ormq",
        "django_q_schedule",
        "django_q_task",
        "core_jobstart",
        "core_jobturn",
    ):
        machine.sql(f"DELETE FROM {table}")
