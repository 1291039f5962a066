"""Log lines with request and user: readable in a terminal, JSON in production."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from datetime import datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

from core.ops import process_title
from core.ops.database import is_connection_lost, one_line
from core.ops.scrubbing import scrub

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

request_id: ContextVar[str] = ContextVar("request_id", default="")
user_id: ContextVar[str] = ContextVar("user_id", default="")


class ContextFilter(logging.Filter):
    """Add the process role, request id and user id to every record.

    Also adds the current exception to errors that were logged without their traceback.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.role = process_title.title()
        record.request_id = request_id.get()
        record.user_id = user_id.get()
        if record.levelno >= logging.ERROR and not record.exc_info and sys.exception():
            record.exc_info = sys.exc_info()
        return True


class OutageFilter(logging.Filter):
    """Turn errors caused by an unreachable database into warnings on one line.

    A restart of the server interrupts every process; tracebacks would hide other errors.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is None and record.levelno >= logging.ERROR:
            error = sys.exception()
        if error and is_connection_lost(error):
            record.msg = f"{record.getMessage()} error={one_line(error)}"
            record.args = ()
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class OncePerResponse(logging.Filter):
    """Drop Django's line about a deliberate 503, whose cause has been logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503 or bool(record.exc_info)


class Silence(logging.Filter):
    """Drop everything: for loggers that quote private input."""

    def filter(self, record: logging.LogRecord) -> bool:
        return False


class LineFormatter(logging.Formatter):
    """Format one readable line: time, process, level, logger, event, ids."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(role)-7s %(levelname)-7s %(name)s  %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by logging
        ids = ("request_id", "user_id")
        pairs = [f"{name}={getattr(record, name)}" for name in ids if getattr(record, name, "")]
        return " ".join([scrub(super().formatMessage(record)), *pairs])

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - named by logging
        return scrub(super().formatException(ei), ei[1])


class JsonFormatter(BaseJsonFormatter):
    """Format one JSON object per line; errors have type, message and traceback."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s %(process)d %(role)s %(request_id)s %(user_id)s",
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            timestamp=True,
        )

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: dict[str, Any],
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        error = record.exc_info[1] if record.exc_info else None
        if error:
            log_data["error_type"] = type(error).__name__
            log_data["error_message"] = str(error) or repr(error)
        # Django adds the request, and libraries may add anything, so scrub every field.
        for name, value in log_data.items():
            if not isinstance(value, int | float | datetime | None):
                log_data[name] = scrub(str(value), error)
