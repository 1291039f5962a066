from __future__ import annotations

import pytest

from tests.faults.machine import Machine


@pytest.fixture(scope="session")
def machine(tmp_path_factory) -> Machine:
    machine = Machine(tmp_path_factory.mktemp("machine"))
    yield machine
    machine.postgres.leave()


@pytest.fixture(scope="module")
def web(machine):
    """The web in production dress, shared by the tests of a module, which leave it as it was."""
    with machine.web() as process:
        yield process
