"""The files that platforms read, and the documentation, agree with the code."""

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


def test_railway_uses_the_readiness_probe():
    assert WEB["deploy"]["healthcheckPath"] == "/ready"


def test_railway_runs_the_commands_of_the_procfile():
    assert WEB["deploy"]["preDeployCommand"] == PROCFILE["release"]
    assert CLUSTER["deploy"]["startCommand"] == PROCFILE["cluster"]
    # An image's command is in its Dockerfile: repeated here, it would run without a shell.
    assert "startCommand" not in WEB["deploy"]
    assert f'CMD ["{PROCFILE["web"]}"]' in (ROOT / "Dockerfile").read_text()


def test_web_start_commands_pass_no_options_to_gunicorn():
    unit = (ROOT / "deploy/systemd/whendoist-web.service").read_text()

    assert PROCFILE["web"] == "gunicorn"
    assert "ExecStart=/srv/whendoist/.venv/bin/gunicorn\n" in unit


@pytest.mark.parametrize("unit", ["whendoist", "whendoist-web"])
def test_systemd_web_unit_allows_more_descriptors_than_connections(unit):
    text = (ROOT / f"deploy/systemd/{unit}.service").read_text()
    (limit,) = re.findall(r"^LimitNOFILE=(\d+)$", text, re.MULTILINE)

    assert int(limit) >= MAX_CONNECTIONS + RESERVED_DESCRIPTORS


def test_dockerfile_copies_existing_paths():
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text()

    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert f"!{name}\n" in ignored


def test_railway_draining_time_exceeds_the_graceful_shutdown():
    assert GUNICORN["graceful_timeout"] < 10 < WEB["deploy"]["drainingSeconds"]
    assert settings.Q_CLUSTER["timeout"] < CLUSTER["deploy"]["drainingSeconds"]


def test_compose_passes_the_environment_file_to_the_container():
    assert "env_file: .env\n" in (ROOT / "compose.yaml").read_text()


@pytest.mark.parametrize("page", ["hardening.md", "operate.md"])
def test_docs_name_existing_tests(page):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / page).read_text())

    assert named or page != "hardening.md"
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text(), f"{file}::{test}"


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name
)
def test_docs_name_existing_paths(page):
    for path in PATH.findall(page.read_text()):
        assert [*ROOT.glob(f"{path}*"), *(ROOT / "tests").glob(f"{path}*")], path
