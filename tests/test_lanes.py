"""Tests that share a machine or a browser run in one process of a parallel run"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Prints the ids that a worker collects. --setup-plan runs neither the tests nor their fixtures.
COLLECT = """
import pytest

class Printer:
    def pytest_xdist_node_collection_finished(self, ids):
        print(*ids, sep="\\n")

options = ["-n", "1", "--dist", "loadgroup", "--setup-plan", "-s"]
pytest.main([*options, "tests/faults", "tests/browser"], plugins=[Printer()])
"""


def test_tests_of_a_group_share_a_process():
    options = {"cwd": ROOT, "capture_output": True, "text": True, "check": True}
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    run = subprocess.run([sys.executable, "-c", COLLECT], env=environment, **options)
    tests = [line for line in run.stdout.splitlines() if "::" in line]

    groups = {(test.split("/")[1], test.rpartition("@")[2]) for test in tests}

    assert groups == {("faults", "machine"), ("browser", "browser0"), ("browser", "browser1")}
