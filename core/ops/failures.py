"""Explain errors of a command to operators: cause and remedy instead of a traceback.

Not translated: the settings themselves may be what failed.
"""

from __future__ import annotations

import errno

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
NO_SPACE = "No space left on device"


def explanation(error: BaseException) -> str | None:
    """Return one or two sentences about `error`, or None for a bug, which needs its traceback."""
    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, OperationalError):
        return database_failure(error)
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return (
            f"{error.filename or 'A file'} could not be written: {error.strerror}. "
            "Free some space on that disk and start again."
        )
    return None


def database_failure(error: OperationalError) -> str:
    """Return the cause given by PostgreSQL or the network on one line, and what to do."""
    cause = str(error).strip().partition("\n")[0].rstrip(".")
    if NO_SPACE in cause:
        return f"The database could not write: {cause}. Free some space on its disk and try again."
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    if sqlstate is None or sqlstate[:2] in {"08", "28", "3D", "53", "57"}:
        return (
            f"The database cannot be reached: {cause}. "
            "Check DATABASE_URL and that the server is running."
        )
    return f"The database rejected this: {cause}. Try again; --traceback shows where it happened."
