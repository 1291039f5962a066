"""What platforms read, and what the documentation promises, agree with the code."""

from __future__ import annotations

import re
import runpy
import tomllib

import pytest
from django.conf import settings

from core.ops.connection_limits import MAX_CONNECTIONS, RESERVED_DESCRIPTORS
from tests.core.ops.fresh import ROOT

PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
WEB = tomllib.loads((ROOT / "railway.toml").read_text())
CLUSTER = tomllib.loads((ROOT / "deploy/railway.cluster.toml").read_text())
GUNICORN = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
PATH = re.compile(r"`((?:core|tasks|whendoist|tests|benchmarks|docs)/[\w./-]+)")


def test_the_platform_asks_whether_it_is_ready():
    assert WEB["deploy"]["healthcheckPath"] == "/ready"


def test_the_platform_runs_what_the_procfile_says():
    assert WEB["deploy"]["preDeployCommand"] == PROCFILE["release"]
    assert CLUSTER["deploy"]["startCommand"] == PROCFILE["cluster"]
    # An image's command is in its Dockerfile: given here as well, it would be run without a shell.
    assert "startCommand" not in WEB["deploy"]
    assert f'CMD ["{PROCFILE["web"]}"]' in (ROOT / "Dockerfile").read_text()


def test_whoever_starts_the_web_says_no_more_than_gunicorn():
    unit = (ROOT / "deploy/systemd/whendoist-web.service").read_text()

    assert PROCFILE["web"] == "gunicorn"
    assert "ExecStart=/srv/whendoist/.venv/bin/gunicorn\n" in unit


@pytest.mark.parametrize("unit", ["whendoist", "whendoist-web"])
def test_a_web_unit_allows_more_descriptors_than_connections(unit):
    text = (ROOT / f"deploy/systemd/{unit}.service").read_text()
    (limit,) = re.findall(r"^LimitNOFILE=(\d+)$", text, re.MULTILINE)

    assert int(limit) >= MAX_CONNECTIONS + RESERVED_DESCRIPTORS


def test_the_image_has_all_that_is_copied_into_it():
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text()

    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert f"!{name}\n" in ignored


def test_the_platform_waits_longer_than_a_graceful_end_takes():
    assert GUNICORN["graceful_timeout"] < 10 < WEB["deploy"]["drainingSeconds"]
    assert settings.Q_CLUSTER["timeout"] < CLUSTER["deploy"]["drainingSeconds"]


def test_a_container_is_told_whatever_the_environment_file_says():
    assert "env_file: .env\n" in (ROOT / "compose.yaml").read_text()


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
