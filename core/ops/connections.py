"""Track the database connections of this process in all threads.

They are closed properly when the process ends, so that PostgreSQL logs no broken connections.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from threading import Lock
from typing import Any
from weakref import WeakSet

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg.pq import TransactionStatus

logger = logging.getLogger(__name__)

CANCEL_TIMEOUT = 2.0  # seconds for the server to accept a cancellation

_connections: WeakSet[psycopg.Connection[Any]] = WeakSet()
_lock = Lock()


@receiver(connection_created)
def _remember(connection: BaseDatabaseWrapper, **_: object) -> None:
    with _lock:
        _connections.add(connection.connection)


def open_connections() -> list[psycopg.Connection[Any]]:
    with _lock:
        return [connection for connection in _connections if not connection.closed]


def busy_connections() -> list[psycopg.Connection[Any]]:
    """Return the connections that run a statement or are in a transaction."""
    idle = TransactionStatus.IDLE
    return [
        connection
        for connection in open_connections()
        if connection.info.transaction_status != idle
    ]


def cancel_running() -> None:
    """Cancel the statements that this process is waiting for. Safe in any thread."""
    for connection in busy_connections():
        pid = connection.info.backend_pid
        logger.warning("query cancelled for shutdown backend=%d", pid)
        with suppress(psycopg.Error):
            connection.cancel_safe(timeout=CANCEL_TIMEOUT)


def close_all() -> None:
    """Close every connection. Idempotent."""
    for connection in open_connections():
        connection.close()
