"""Errors of invalid settings name the setting and say what to write"""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.ops.environment import Environment
from tests.core.ops.fresh import PRODUCTION, run

env = Environment()
UNUSABLE = {
    "PORT": ["abc", "99999", "-1", "80.5"],
    "WEB_THREADS": ["x", "0", "-4"],
    "CLUSTER_WORKERS": ["many"],
    "CONN_MAX_AGE": ["1h"],
    "DB_STATEMENT_TIMEOUT_MS": ["99999999999"],
    "HTTPS": ["maybe"],
    "DEBUG": ["2"],
    "LOG_LEVEL": ["loud"],
    "LOG_FORMAT": ["xml"],
    "EMAIL_VERIFICATION": ["sometimes"],
    "LOGIN_RATE_LIMIT": ["lots"],
    "EMAIL_URL": ["garbage", "smtp://host:port"],
    "SENTRY_DSN": ["garbage"],
    "LIVE_DATABASE_URL": ["garbage"],
    "DATABASE_URL": [
        "garbage",
        "mysql://me@localhost/x",
        "postgres://me@localhost:99999/x",
        "postgres://localhost",
    ],
}
CASES = [(name, value) for name, values in UNUSABLE.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES)
def test_invalid_setting_is_rejected_by_name(name, value):
    done = run(
        "-c", "from django.conf import settings; settings.DEBUG", **PRODUCTION | {name: value}
    )

    assert done.returncode != 0
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: {name}")


def test_command_prints_one_line_about_an_invalid_setting():
    done = run("manage.py", "check", **PRODUCTION | {"HTTPS": "maybe"})

    assert done.returncode == 1
    assert done.stderr == "HTTPS=maybe is invalid: write 1 for yes, 0 for no.\n"


def test_invalid_database_url_is_not_quoted():
    done = run(
        "manage.py", "check", **PRODUCTION | {"DATABASE_URL": "postgres://me:secret@host:port/x"}
    )

    assert done.stderr.startswith("DATABASE_URL is not the URL of a PostgreSQL database.")
    assert "secret" not in done.stderr


@pytest.mark.parametrize("value", ["", " "])
def test_empty_setting_counts_as_unset(monkeypatch, value):
    monkeypatch.setenv("PORT", value)

    assert env.int("PORT", default=8000) == 8000
    assert env.bool("PORT", default=True) is True
    assert env.choice("PORT", ("line", "json"), default="json") == "json"


@pytest.mark.parametrize(
    ("value", "meant"), [("on", True), ("No", False), ("1", True), ("0", False)]
)
def test_switch_accepts_the_usual_words(monkeypatch, value, meant):
    monkeypatch.setenv("HTTPS", value)

    assert env.bool("HTTPS", default=not meant) is meant


def test_number_outside_its_range_is_rejected_with_the_range(monkeypatch):
    monkeypatch.setenv("PORT", "99999")

    with pytest.raises(ImproperlyConfigured, match="from 0 to 65535"):
        env.int("PORT", default=8000, maximum=65_535)
