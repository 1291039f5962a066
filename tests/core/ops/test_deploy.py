"""What platforms read, and what the documentation promises, agree with the code."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.core.ops.fresh import ROOT

PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
TOML = tomllib.loads((ROOT / "railway.toml").read_text())
RAILWAY = TOML["deploy"]
PATH = re.compile(r"`((?:core|tasks|whendoist|tests|benchmarks|docs)/[\w./-]+)")


def test_the_platform_asks_whether_it_is_ready():
    assert RAILWAY["healthcheckPath"] == "/ready"


def test_the_platform_runs_what_the_procfile_says():
    assert RAILWAY["startCommand"] == PROCFILE["web"]
    assert RAILWAY["preDeployCommand"] == PROCFILE["release"]


def test_the_platform_builds_what_the_makefile_knows():
    makefile = (ROOT / "Makefile").read_text()

    for target in re.findall(r"make (\w+)", TOML["build"]["buildCommand"]):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_platform_waits_longer_than_a_graceful_end_takes():
    grace = re.search(r"--graceful-timeout (\d+)", PROCFILE["web"])

    assert grace
    assert int(grace[1]) < 10 < RAILWAY["drainingSeconds"]


@pytest.mark.parametrize("page", ["hardening.md", "operate.md"])
def test_every_test_the_documentation_names_is_there(page):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / page).read_text())

    assert named or page != "hardening.md"
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text(), f"{file}::{test}"


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name
)
def test_every_path_the_documentation_names_is_there(page):
    for path in PATH.findall(page.read_text()):
        assert [*ROOT.glob(f"{path}*"), *(ROOT / "tests").glob(f"{path}*")], path
