"""The database connections of this process, whichever thread holds them: counted, and closed
in order when the process ends, so that PostgreSQL sees goodbyes instead of broken connections."""

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

CANCEL_PATIENCE = 2.0  # seconds the server may take to accept one cancellation

_connections: WeakSet[psycopg.Connection[Any]] = WeakSet()
_lock = Lock()


@receiver(connection_created)
def _remember(connection: BaseDatabaseWrapper, **_: object) -> None:
    with _lock:
        _connections.add(connection.connection)


def open_connections() -> list[psycopg.Connection[Any]]:
    with _lock:
        return [each for each in _connections if not each.closed]


def busy_connections() -> list[psycopg.Connection[Any]]:
    """Those that run a statement or stand inside a transaction."""
    idle = TransactionStatus.IDLE
    return [each for each in open_connections() if each.info.transaction_status != idle]


def cancel_running() -> None:
    """Ask the server to stop what this process is waiting for. Safe to call from any thread."""
    for each in busy_connections():
        logger.warning("query cancelled for shutdown backend=%d", each.info.backend_pid)
        with suppress(psycopg.Error):
            each.cancel_safe(timeout=CANCEL_PATIENCE)


def close_all() -> None:
    """Say goodbye on every connection. Safe to repeat."""
    for each in open_connections():
        each.close()
