"""Is the process alive, and can it serve? One answer each, for ASGI and for Django."""

from __future__ import annotations

import asyncio
import logging

import psycopg
from django.http import HttpResponse, JsonResponse

from core.ops.asgi import Receive, Scope, Send, respond
from core.ops.database import connection_parameters, one_line
from core.ops.lifespan import stopping

logger = logging.getLogger(__name__)

PATIENCE = 1.2  # seconds; an answer is promised within two


def health() -> HttpResponse:
    """200 while the process lives. Touches nothing."""
    return JsonResponse({"status": "ok"})


async def ready(question: Question) -> HttpResponse:
    """200 when the database answers, else 503 with the code of a reason and no internals.

    The log has the cause, once for each answer.
    """
    if stopping.is_set():
        logger.info("not ready reason=stopping")
        return _unavailable("stopping")
    try:
        await question.answer()
    except TimeoutError:
        return _not_ready("database_timeout", TimeoutError(f"no answer within {PATIENCE} s"))
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
    await respond(send, await ready(_question))


class Question:
    """Asks the database for a sign of life, on a connection of its own.

    The threads' connections may all be busy, or waiting for a lock. However many ask at once,
    there is one question at a time, so that probes cannot use up the server's connections.
    """

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None

    async def answer(self) -> None:
        """Return when the database answers. Raises `TimeoutError` after `PATIENCE`, or why not."""
        task = self.task
        if task is None or task.done():
            task = self.task = asyncio.create_task(_ask())
            # Nobody may be left to hear how it ends, which asyncio would complain about.
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        # Not cancelled when time is up: psycopg would first wait for the server to agree.
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            raise TimeoutError
        task.result()


_question = Question()


async def _ask() -> None:
    async with asyncio.timeout(PATIENCE):
        asked = await psycopg.AsyncConnection.connect(**connection_parameters("ready"))
        try:
            await asked.execute("SELECT 1")
        finally:
            await asked.close()
