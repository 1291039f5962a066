from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.machine import Machine

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before the hook in which xdist reads the groups
def pytest_collection_modifyitems(items):
    # One process runs them in sequence: they share a machine, and put it under load.
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
    """A production web process shared by a module's tests, which must leave it unchanged."""
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
