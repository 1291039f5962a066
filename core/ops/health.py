"""Is the process alive, and can it serve? One answer each, for ASGI and for Django."""

from __future__ import annotations

import asyncio
import logging

import psycopg
from django.http import HttpResponse, JsonResponse

from core.ops.asgi import Receive, Scope, Send, respond
from core.ops.database import own_parameters
from core.ops.lifespan import stopping

logger = logging.getLogger(__name__)

PATIENCE = 1.2  # seconds; an answer is promised within two


def health() -> HttpResponse:
    """200 while the process lives. Touches nothing."""
    return JsonResponse({"status": "ok"})


async def ready(question: Question) -> HttpResponse:
    """200 when the database answers, else 503 with the code of a reason and no internals."""
    reason = "stopping" if stopping.is_set() else await question.reason()
    if reason is None:
        return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "unavailable", "reason": reason}, status=503)


async def health_app(scope: Scope, receive: Receive, send: Send) -> None:
    await respond(send, health())


async def ready_app(scope: Scope, receive: Receive, send: Send) -> None:
    await respond(send, await ready(_question))


class Question:
    """Asks the database for a sign of life, on a connection of its own.

    The threads' connections may all be busy, or waiting for a lock. However many ask at once,
    there is one question at a time, so that probes cannot use up the server's connections.
    """

    def __init__(self) -> None:
        self.task: asyncio.Task[str | None] | None = None

    async def reason(self) -> str | None:
        """Why the database cannot be used, or None when it can; within `PATIENCE`."""
        task = self.task
        if task is None or task.done():
            task = self.task = asyncio.create_task(_ask())
        # Not cancelled when time is up: psycopg would first wait for the server to agree.
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        return task.result() if done else "database_timeout"


_question = Question()


async def _ask() -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            asked = await psycopg.AsyncConnection.connect(**own_parameters("ready"))
            try:
                await asked.execute("SELECT 1")
            finally:
                await asked.close()
    except TimeoutError:
        reason = "database_timeout"
    except psycopg.Error:
        reason = "database_unreachable"
    else:
        return None
    logger.warning("not ready reason=%s", reason, exc_info=True)
    return reason
