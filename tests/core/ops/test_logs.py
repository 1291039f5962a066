"""Error logs carry type, message, traceback, request and person, and nothing private."""

from __future__ import annotations

import json
import logging
import logging.handlers

import psycopg
import pytest
from django.db import IntegrityError, OperationalError
from psycopg.errors import AdminShutdown, DiskFull, QueryCanceled

from core.models import User
from core.ops import logs, process_title


@pytest.fixture
def written(request):
    """Log through a formatter as production does, and return what was written."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    logger, handler = logging.getLogger("tests.written"), Handler()
    handler.addFilter(logs.OutageFilter())
    handler.addFilter(logs.ContextFilter())
    handler.setFormatter(request.param() if hasattr(request, "param") else logs.JsonFormatter())
    logger.addHandler(handler)
    yield logger, lines
    logger.removeHandler(handler)


@pytest.mark.parametrize("error", [ValueError("no such day"), TimeoutError()])
def test_json_log_of_an_error_has_type_message_and_traceback(written, error):
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


def test_json_log_of_an_error_has_the_traceback_when_logged_without_the_exception(written):
    logger, lines = written
    try:
        raise TimeoutError
    except TimeoutError as error:
        logger.error("cycle failed: %s", error)

    assert json.loads(lines[0])["error_type"] == "TimeoutError"
    assert "Traceback" in json.loads(lines[0])["traceback"]


def test_json_log_lines_name_request_user_and_process(written):
    logger, lines = written
    logs.request_id.set("abc123")
    logs.user_id.set("7")
    logger.error("event")

    line = json.loads(lines[0])
    assert (line["request_id"], line["user_id"], line["role"]) == (
        "abc123",
        "7",
        process_title.title(),
    )
    assert (line["level"], line["logger"]) == ("ERROR", "tests.written")


@pytest.mark.parametrize("written", [logs.LineFormatter], indirect=True)
def test_terminal_log_is_one_readable_line(written):
    logger, lines = written
    logs.request_id.set("abc123")
    logs.user_id.set("")
    logger.warning("slow day=%s", "2026-03-02")

    assert lines[0].endswith("WARNING tests.written  slow day=2026-03-02 request_id=abc123")


@pytest.mark.parametrize("written", [logs.LineFormatter, logs.JsonFormatter], indirect=True)
def test_log_omits_titles_addresses_and_tokens(written, db):
    logger, lines = written
    secret = "hash of hers"
    try:
        User.objects.create(email="Carol@example.org", password=secret)
    except IntegrityError:
        logger.exception("refused dave@example.org “Call the doctor” Bearer abcdef")

    assert "IntegrityError" in lines[0]
    for private in ("Carol", "hash of", "dave", "doctor", "abcdef"):
        assert private not in lines[0]


@pytest.mark.parametrize("error", [psycopg.OperationalError, AdminShutdown, OperationalError])
def test_log_of_a_database_outage_is_a_warning_on_one_line(written, error):
    logger, lines = written
    try:
        raise error("connection failed:\n  Is the server running?")
    except Exception:
        logger.exception("cycle failed user=%d", 5)

    line = json.loads(lines[0])
    assert (line["level"], "traceback" in line) == ("WARNING", False)
    cause = "connection failed: Is the server running?"
    assert line["message"] == f"cycle failed user=5 error={error.__name__}: {cause}"


@pytest.mark.parametrize("error", [QueryCanceled, DiskFull, psycopg.errors.UndefinedColumn])
def test_log_of_other_database_errors_keeps_the_traceback(written, error):
    logger, lines = written
    try:
        raise error("something else")
    except Exception:
        logger.exception("cycle failed")

    line = json.loads(lines[0])
    assert (line["level"], line["error_type"]) == ("ERROR", error.__name__)
    assert "traceback" in line


def test_log_has_no_second_line_by_django_for_a_deliberate_503():
    def passes(status, error=None) -> bool:
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "x", (), error)
        record.status_code = status
        return logs.OncePerResponse().filter(record)

    assert not passes(503)
    assert passes(500)
    assert passes(503, ValueError())


def test_log_omits_libraries_that_quote_their_input_to_the_root_logger(monkeypatch):
    heard = logging.handlers.BufferingHandler(10)
    monkeypatch.setattr(logging.getLogger(), "handlers", [heard])
    logging.getLogger().error("BEGIN:VEVENT SUMMARY:Divorce lawyer")
    logging.getLogger("tests.heard").error("something of ours")

    assert [record.getMessage() for record in heard.buffer] == ["something of ours"]
