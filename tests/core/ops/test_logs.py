"""Error logs carry type, message, traceback, request and person, and nothing private."""

from __future__ import annotations

import importlib
import json
import logging
import logging.handlers

import pytest
from django.db import IntegrityError

from core.models import User
from core.ops import logs, roles


@pytest.fixture
def written(request):
    """Log through a formatter as production does, and return what was written."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    logger, handler = logging.getLogger("tests.written"), Handler()
    handler.addFilter(logs.ContextFilter())
    handler.setFormatter(request.param() if hasattr(request, "param") else logs.JsonFormatter())
    logger.addHandler(handler)
    yield logger, lines
    logger.removeHandler(handler)


@pytest.mark.parametrize("error", [ValueError("no such day"), TimeoutError()])
def test_an_error_carries_type_message_and_traceback(written, error):
    logger, lines = written
    try:
        raise error
    except Exception:
        logger.exception("cycle failed user=%d", 5)

    line = json.loads(lines[0])
    assert line["message"] == "cycle failed user=5"
    assert line["error_type"] == type(error).__name__
    assert line["error_message"] == (str(error) or repr(error))
    assert "raise error" in line["traceback"]


def test_an_error_logged_without_its_exception_carries_it_all_the_same(written):
    logger, lines = written
    try:
        raise TimeoutError
    except TimeoutError as error:
        logger.error("cycle failed: %s", error)

    assert json.loads(lines[0])["error_type"] == "TimeoutError"
    assert "Traceback" in json.loads(lines[0])["traceback"]


def test_lines_name_request_person_and_process(written):
    logger, lines = written
    logs.request_id.set("abc123")
    logs.user_id.set("7")
    logger.error("event")

    line = json.loads(lines[0])
    assert (line["request_id"], line["user_id"], line["role"]) == ("abc123", "7", roles.current())
    assert (line["level"], line["logger"]) == ("ERROR", "tests.written")


@pytest.mark.parametrize("written", [logs.LineFormatter], indirect=True)
def test_in_a_terminal_it_is_a_readable_line(written):
    logger, lines = written
    logs.request_id.set("abc123")
    logs.user_id.set("")
    logger.warning("slow day=%s", "2026-03-02")

    assert lines[0].endswith("WARNING tests.written  slow day=2026-03-02 request_id=abc123")


@pytest.mark.parametrize("written", [logs.LineFormatter, logs.JsonFormatter], indirect=True)
def test_what_people_write_stays_out(written, db):
    logger, lines = written
    secret = "hash of hers"
    try:
        User.objects.create(email="Carol@example.org", password=secret)
    except IntegrityError:
        logger.exception("refused dave@example.org “Call the doctor” Bearer abcdef")

    assert "IntegrityError" in lines[0]
    for private in ("Carol", "hash of", "dave", "doctor", "abcdef"):
        assert private not in lines[0]


def test_only_the_clusters_own_line_about_a_failed_job_is_dropped():
    def passes(name: str, message: str) -> bool:
        record = logging.LogRecord(name, logging.ERROR, "", 0, message, (), None)
        return logs.OncePerFailure().filter(record)

    assert not passes("django-q", "Failed 'core.queue.run' (blue-moon) - Traceback")
    assert passes("django-q", "Failed to pull task from broker")
    assert passes("tasks.jobs", "Failed 'x'")


@pytest.mark.parametrize("name", ["", "caldav", "caldav.discovery"])
def test_libraries_that_show_what_they_read_are_not_heard(monkeypatch, name):
    heard = logging.handlers.BufferingHandler(10)
    monkeypatch.setattr(logging.getLogger(), "handlers", [heard])
    importlib.import_module("caldav.davclient")
    logging.getLogger(name).error("BEGIN:VEVENT SUMMARY:Divorce lawyer")
    logging.getLogger("tests.heard").error("something of ours")

    assert [record.getMessage() for record in heard.buffer] == ["something of ours"]
