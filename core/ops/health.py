"""Liveness and readiness probes, for ASGI and for Django."""

from __future__ import annotations

import asyncio
import logging

import psycopg
from django.http import HttpResponse, JsonResponse

from core.ops.asgi import Receive, Scope, Send, respond
from core.ops.database import connection_parameters, one_line
from core.ops.lifespan import stopping

logger = logging.getLogger(__name__)

TIMEOUT = 1.2  # seconds; a response is promised within two


def health() -> HttpResponse:
    """Answer 200 while the process runs, without using the database."""
    return JsonResponse({"status": "ok"})


async def ready(check: DatabaseCheck) -> HttpResponse:
    """Answer 200 if the database responds, else 503 with a reason code and no internals.

    The cause is logged for each failed probe.
    """
    if stopping.is_set():
        logger.info("not ready reason=stopping")
        return _unavailable("stopping")
    try:
        await check.run()
    except TimeoutError:
        return _not_ready("database_timeout", TimeoutError(f"no response within {TIMEOUT} s"))
    except psycopg.Error as error:
        return _not_ready("database_unreachable", error)
    return JsonResponse({"status": "ok"})


def _not_ready(reason: str, error: Exception) -> HttpResponse:
    logger.warning("not ready reason=%s error=%s", reason, one_line(error))
    return _unavailable(reason)


def _unavailable(reason: str) -> HttpResponse:
    return JsonResponse({"status": "unavailable", "reason": reason}, status=503)


async def health_app(scope: Scope, receive: Receive, send: Send) -> None:
    await respond(send, health())


async def ready_app(scope: Scope, receive: Receive, send: Send) -> None:
    await respond(send, await ready(_database_check))


class DatabaseCheck:
    """Test the database on a separate connection, one test at a time for all probes.

    The connections of the threads may be busy or wait for locks. One at a time, so that probes
    cannot use up the connections of the server.
    """

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Return when the database responds. Raises `TimeoutError` or `psycopg.Error`."""
        task = self.task
        if task is None or task.done():
            task = self.task = asyncio.create_task(_query())
            # Retrieve the exception, or asyncio logs it when no probe waits any more.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        # Do not cancel it after the timeout: psycopg would wait for the server to agree.
        done, _ = await asyncio.wait({task}, timeout=TIMEOUT)
        if not done:
            raise TimeoutError
        task.result()


_database_check = DatabaseCheck()


async def _query() -> None:
    async with asyncio.timeout(TIMEOUT):
        connection = await psycopg.AsyncConnection.connect(**connection_parameters("ready"))
        try:
            await connection.execute("SELECT 1")
        finally:
            await connection.close()
