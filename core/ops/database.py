"""Database errors as sentences for people, and waiting for the database at startup."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from django.core.management.base import CommandError
from django.db import Error, InterfaceError, OperationalError, connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.ops.failures import database_failure

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

START_PATIENCE = 60.0  # seconds
START_PAUSE = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class DatabaseProblem:
    """An HTTP response to a database error. `retry_after` is in seconds."""

    status: int
    # Lazy: `gettext_noop` reads the settings, which import this module.
    message: StrOrPromise
    retry_after: int
    log_level: int = logging.ERROR

    @property
    def sentence(self) -> str:
        return str(self.message)


LOCKED = DatabaseProblem(
    409,
    _("Another change is using this item right now. Nothing was saved. Please try again."),
    retry_after=2,
    log_level=logging.WARNING,
)
TIMED_OUT = DatabaseProblem(
    503, _("This took too long and was stopped. Please try again in a moment."), 5
)
CONFLICT = DatabaseProblem(
    503,
    _("Your change conflicted with another one. Please try again."),
    retry_after=1,
    log_level=logging.WARNING,
)
READ_ONLY = DatabaseProblem(
    503, _("Changes can't be saved at the moment. Please try again in a minute."), 30
)
UNREACHABLE = DatabaseProblem(
    503, _("The database is temporarily unavailable. Please try again shortly."), 5
)

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
    """Return psycopg parameters for an autocommit connection outside Django, named for `role`."""
    params = connection.get_connection_params()
    for name in ("context", "cursor_factory", "prepare_threshold"):
        params.pop(name, None)
    return params | {"application_name": f"whendoist-{role}", "autocommit": True}


def database_problem(error: BaseException | None) -> DatabaseProblem | None:
    """Return the response to `error`, or None when it is a bug."""
    if not isinstance(error, Error):
        return None
    problem = BY_SQLSTATE.get(getattr(error.__cause__, "sqlstate", None) or "")
    if problem is None and isinstance(error, OperationalError | InterfaceError):
        return UNREACHABLE
    return problem


# Besides class 08: the server shuts down, has crashed, or does not accept connections yet.
LOST = {"57P01", "57P02", "57P03"}


def is_connection_lost(error: BaseException | None) -> bool:
    """Return whether `error`, of Django or psycopg, means that the server is unreachable."""
    types = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
    if not isinstance(error, types):
        return False
    source = error if isinstance(error, psycopg.Error) else error.__cause__
    sqlstate = getattr(source, "sqlstate", None)
    return sqlstate is None or sqlstate.startswith("08") or sqlstate in LOST


def one_line(error: BaseException) -> str:
    """Return type and message on one line; psycopg's messages have several."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


class Unreachable(CommandError):
    """The database did not respond in time; the command ends with this message."""

    def __init__(self, seconds: float, error: OperationalError) -> None:
        text = gettext("The database did not respond within %(seconds)d seconds. %(cause)s")
        super().__init__(text % {"seconds": seconds, "cause": database_failure(error)})


def wait_for_database(patience: float = START_PATIENCE) -> None:
    """Connect as soon as the database responds. Raises `Unreachable` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise Unreachable(patience, error) from error
            logger.warning("waiting for the database error=%s", one_line(error))
            time.sleep(START_PAUSE)
        else:
            return
