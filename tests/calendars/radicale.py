"""A real Radicale server on loopback, for one test session."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USERNAME, PASSWORD = "alice", "secret"
# What the `caldav` client of the tests warns about, not our code.
RADICALE_WARNINGS = [
    pytest.mark.filterwarnings(f"ignore::{warning}")
    for warning in (
        "DeprecationWarning",
        "ResourceWarning",
        "pytest.PytestUnraisableExceptionWarning",
    )
]


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run the server with its data in `folder` and yield its address."""
    (folder / "users").write_text(f"{USERNAME}:{PASSWORD}\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(folder / "users"),
        "auth-htpasswd-encryption": "plain",
        "auth-delay": "0",
        "storage-filesystem-folder": str(folder / "data"),
        "logging-level": "critical",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    command = [sys.executable, "-m", "radicale", "--config", "", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("Radicale did not start.")


def block_calendar_of(principal):
    """Return the calendar of blocks among the calendars of a principal."""
    (calendar,) = [
        calendar for calendar in principal.get_calendars() if "whendoist-" in str(calendar.url)
    ]
    return calendar


def titles(calendar):
    return sorted(str(event.component["SUMMARY"]) for event in calendar.get_events())
