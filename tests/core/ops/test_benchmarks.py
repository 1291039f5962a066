"""The README's benchmark commands after `make run` alone"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.core.ops.fresh import ROOT

DEVELOPMENT = ("ortools", "playwright", "psutil", "pytest")
ALONE = {"benchmarks/materialize.py", "benchmarks/planner.py", "benchmarks/year.py"}
COMMANDS = re.findall(r"`\.venv/bin/python (benchmarks/\w+\.py)", (ROOT / "README.md").read_text())


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> Path:
    """The installed packages, without those that only `make dev` installs."""
    folder = tmp_path_factory.mktemp("packages")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if path.name not in DEVELOPMENT:
            (folder / path.name).symlink_to(path)
    return folder


def start(packages: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-S", *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", sorted(ALONE))
def test_benchmark_starts_without_development_packages(packages, command):
    assert command in COMMANDS
    done = start(packages, command, "--help")

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - ALONE))
def test_benchmark_names_the_command_that_installs_missing_packages(packages, command):
    done = start(packages, command)

    assert done.returncode == 1
    assert done.stderr.endswith("run `make dev` first.\n")
    assert "Traceback" not in done.stderr


def test_benchmark_docs_name_an_existing_setup_command():
    assert re.search("^dev:", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "`make dev`" in (ROOT / "README.md").read_text()
