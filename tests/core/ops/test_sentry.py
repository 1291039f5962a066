"""Error reports: none without a DSN, and never any private data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import brotli
import pytest

from tests.core.ops.fresh import PRODUCTION, run

FAIL = """
import logging
import django
django.setup()
from django.test import Client
from core.ops import logs, sentry

Client(raise_request_exception=False).post(
    "/api/broken?find=doctor",
    {"title": "Call the doctor"},
    content_type="application/json",
    headers={"Authorization": "Bearer abcdef", "Cookie": "csrftoken=abcdef"},
)
logs.request_id.set("r1")
logs.user_id.set("7")
title = "Call the doctor"
logging.getLogger("tests").warning("looked for %s", title)
try:
    raise ValueError(
        f"That overlaps “{title}” of carol@example.org at /feeds/s3cret.ics, /x?code=s3cret,"
        " https://calendar.example.org/private-s3cret/basic.ics"
    )
except ValueError:
    logging.getLogger("tests").exception("refused title=%s", title)
sentry.flush()
"""


class Ingest(BaseHTTPRequestHandler):
    """A fake Sentry that stores the reports it receives."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.envelopes.append(brotli.decompress(body).decode())  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class Sentry(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ingest)
        self.envelopes: list[str] = []


@pytest.fixture
def ingest() -> Iterator[Sentry]:
    server = Sentry()
    Thread(target=server.serve_forever).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def reports(ingest) -> list[dict[str, Any]]:
    """Return the reports of the two errors in `FAIL`."""
    env = {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "0",
        "SENTRY_DSN": f"http://key@127.0.0.1:{ingest.server_port}/1",
    }
    done = run("-c", FAIL, **PRODUCTION | env)
    assert done.returncode == 0, done.stderr
    assert len(ingest.envelopes) == 2
    return [json.loads(envelope.splitlines()[2]) for envelope in ingest.envelopes]


def test_sentry_report_has_type_location_and_ids(reports):
    unhandled, logged = reports
    error = logged["exception"]["values"][0]

    assert unhandled["exception"]["values"][0]["type"] == "TimeoutError"
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "<module>"
    assert logged["user"] == {"id": "7"}
    assert logged["tags"] == {"request_id": "r1", "role": "web"}
    assert logged["logentry"] == {"message": "refused title=%s"}


def test_sentry_report_has_no_private_text(reports):
    for private in ("doctor", "carol", "abcdef", "csrftoken", "find=", "s3cret"):
        # The traceback contains the lines of the script above.
        assert private not in json.dumps([without_source(report) for report in reports])


def test_sentry_is_not_imported_without_a_dsn():
    code = "import sys, django; django.setup(); print('sentry_sdk' in sys.modules)"

    assert run("-c", code, **PRODUCTION).stdout.strip() == "False"


def without_source(report: dict[str, Any]) -> dict[str, Any]:
    for error in report["exception"]["values"]:
        for frame in error["stacktrace"]["frames"]:
            for line in ("context_line", "pre_context", "post_context"):
                frame.pop(line, None)
    return report
