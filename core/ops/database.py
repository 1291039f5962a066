"""When the database refuses, is slow or away: what a person is told, and how a start waits."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.db import Error, InterfaceError, OperationalError, connection

from core.ops.failures import database_failure

logger = logging.getLogger(__name__)

START_PATIENCE = 60.0  # seconds
START_PAUSE = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class DatabaseProblem:
    """A refusal by the database, as HTTP says it. `retry_after` is in seconds."""

    status: int
    sentence: str
    retry_after: int
    log_level: int = logging.ERROR


LOCKED = DatabaseProblem(
    409,
    "Another change is holding this right now. Nothing was saved; try again in a moment.",
    retry_after=2,
    log_level=logging.WARNING,
)
TIMED_OUT = DatabaseProblem(503, "That took too long and was stopped. Try again in a moment.", 5)
CONFLICT = DatabaseProblem(
    503,
    "Two changes crossed each other and this one gave way. Try again.",
    retry_after=1,
    log_level=logging.WARNING,
)
READ_ONLY = DatabaseProblem(
    503, "Changes cannot be saved at the moment. Try again in a minute.", 30
)
UNREACHABLE = DatabaseProblem(503, "The database is away for a moment. Try again shortly.", 5)

# https://www.postgresql.org/docs/current/errcodes-appendix.html
BY_SQLSTATE = {
    "55P03": LOCKED,  # lock_not_available: lock_timeout, or NOWAIT
    "57014": TIMED_OUT,  # query_canceled: statement_timeout, or a shutdown
    "40P01": CONFLICT,  # deadlock_detected
    "40001": CONFLICT,  # serialization_failure
    "25006": READ_ONLY,  # read_only_sql_transaction
    "53100": READ_ONLY,  # disk_full
}


def connection_parameters(role: str) -> dict[str, Any]:
    """What psycopg needs for a connection outside of Django's, in autocommit, named for `role`."""
    wanted = connection.get_connection_params()
    for name in ("context", "cursor_factory", "prepare_threshold"):
        wanted.pop(name, None)
    return wanted | {"application_name": f"whendoist-{role}", "autocommit": True}


def database_problem(error: BaseException | None) -> DatabaseProblem | None:
    """What to say about `error`, or None when it is not the database's trouble but a bug."""
    if not isinstance(error, Error):
        return None
    found = BY_SQLSTATE.get(getattr(error.__cause__, "sqlstate", None) or "")
    if found is None and isinstance(error, OperationalError | InterfaceError):
        return UNREACHABLE
    return found


# Besides class 08: the server was told to stop, has crashed, or does not accept anybody yet.
LOST = {"57P01", "57P02", "57P03"}


def is_connection_lost(error: BaseException | None) -> bool:
    """Whether `error`, Django's or psycopg's, says that the server is away, as during a restart."""
    away = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
    if not isinstance(error, away):
        return False
    source = error if isinstance(error, psycopg.Error) else error.__cause__
    sqlstate = getattr(source, "sqlstate", None)
    return sqlstate is None or sqlstate.startswith("08") or sqlstate in LOST


def one_line(error: BaseException) -> str:
    """Type and message of `error`; psycopg's messages have several lines."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


class Unreachable(CommandError):
    """The database did not answer in time; a command says so and ends."""

    def __init__(self, seconds: float, error: OperationalError) -> None:
        super().__init__(f"Waited {seconds:.0f} seconds. {database_failure(error)}")


def wait_for_database(patience: float = START_PATIENCE) -> None:
    """Connect when the database answers; raise `Unreachable` after `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > end:
                raise Unreachable(patience, error) from error
            logger.warning("waiting for the database error=%s", one_line(error))
            time.sleep(START_PAUSE)
        else:
            return
