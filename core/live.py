"""Live hints: notify every open tab of a user that something changed.

A change calls `notify` (PostgreSQL's NOTIFY) inside its transaction, so a rollback sends nothing.
Each web process has one listening connection, and one server-sent stream per open tab. A hint has
no data; the tab fetches the change. A tab that connects fetches everything it missed, so lost hints
lose no data.

A stream ends with its session: triggers (migration 0011) announce deleted sessions, changed
passwords, and deactivated or deleted users.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import math
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth import get_user
from django.db import Error, close_old_connections, connection
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.utils.translation import gettext as _

from core import clock
from core.http import problem
from core.ops.asgi import App, Receive, Scope, Send, header, respond
from core.ops.client_keys import client_key, forget, remember
from core.ops.database import UNREACHABLE, connection_parameters, one_line
from core.ops.lifespan import stopping
from core.ops.rejections import Rejected, reject
from core.ops.sql import NOTIFY

logger = logging.getLogger(__name__)

CHANNEL = "whendoist_live"
MAX_STREAMS_PER_USER = 20  # open tabs, in one process
MAX_PENDING_HINTS = 50  # a tab further behind has to reconnect
HEARTBEAT = 25.0  # seconds; below the idle timeout of common proxies
CONNECT_TIMEOUT = 3.0  # seconds

Event = dict[str, Any]
Turn = Callable[[Scope], AbstractAsyncContextManager[None]]


def notify(user: int, **event: Any) -> None:
    """Notify the tabs of `user`, in all processes, when the transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute(NOTIFY, [CHANNEL, json.dumps({"user": user} | event)])


def _fingerprint(session_key: str) -> str:
    """Return a digest of the session key, the same as the trigger sends."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


class Stream:
    """One open tab. `until` is the expiry of its session, on the clock of the event loop."""

    def __init__(self, user: int, session: str, until: float = math.inf) -> None:
        self.user = user
        self.session = session
        self.until = until
        self.hints: asyncio.Queue[Event | None] = asyncio.Queue(MAX_PENDING_HINTS)

    def push(self, event: Event) -> None:
        """Queue a hint; end the stream if it is too far behind or signed out."""
        if "ended" in event or self.hints.full():
            self.end()
        else:
            self.hints.put_nowait(event)

    def end(self) -> None:
        while not self.hints.empty():
            self.hints.get_nowait()
        self.hints.put_nowait(None)


class Hub:
    """The streams of this process and their listening connection."""

    def __init__(self) -> None:
        self.streams: dict[int, set[Stream]] = defaultdict(set)
        self.listening: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    async def join(self, stream: Stream) -> None:
        """Add a stream, which gets all hints from the return on. Raises `TimeoutError`."""
        self.streams[stream.user].add(stream)
        if self.listening is None:
            self.listening = asyncio.create_task(self._listen())
        async with asyncio.timeout(CONNECT_TIMEOUT):
            await self.ready.wait()

    def leave(self, stream: Stream) -> None:
        self.streams[stream.user].discard(stream)
        if not self.streams[stream.user]:
            del self.streams[stream.user]
        if not self.streams and self.listening:
            self.listening.cancel()  # no stream is left: close the connection
            self._reset()

    async def _listen(self) -> None:
        try:
            async with await psycopg.AsyncConnection.connect(**_listener()) as listener:
                await listener.execute(f"LISTEN {CHANNEL}")
                self.ready.set()
                async for notice in listener.notifies():
                    self._dispatch(json.loads(notice.payload))
        except psycopg.Error as error:
            logger.warning("live connection lost error=%s", one_line(error))
        finally:
            # A newer task may listen already, for streams that joined after the last one left.
            if self.listening is asyncio.current_task():
                self._reset()
                for stream in self._all():
                    stream.end()  # hints may be lost: each tab reconnects and fetches

    def _reset(self) -> None:
        self.listening = None
        self.ready.clear()

    def _dispatch(self, event: Event) -> None:
        if session := event.get("session"):
            for stream in self._all():
                if stream.session == session:
                    stream.end()
        for stream in self.streams.get(event.pop("user"), ()):
            stream.push(event)

    def _all(self) -> list[Stream]:
        return [stream for streams in self.streams.values() for stream in streams]


def _listener() -> dict[str, Any]:
    own = connection_parameters("live")
    if direct := settings.LIVE_DATABASE_URL:
        names = ("application_name", "autocommit", "connect_timeout")
        keepalives = {name: own[name] for name in settings.DB_KEEPALIVES}
        return {name: own[name] for name in names} | keepalives | {"conninfo": direct}
    return own


hub = Hub()


def live_app(threads: Executor, turn: Turn) -> App:
    """Return the stream as an ASGI application.

    `threads` look up the session, as for other requests, when it is the client's `turn`.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        key = parse_cookie(header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME, "")
        loop = asyncio.get_running_loop()
        try:
            async with turn(scope):
                signed_in = await loop.run_in_executor(threads, _signed_in, key)
        except Error:
            return await respond(send, problem(503, UNREACHABLE.sentence))
        except Rejected as rejection:
            return await reject(scope, send, rejection, client_key(scope))
        if signed_in is None:
            forget(key)
            return await respond(send, problem(401, _("Please sign in.")))
        user, seconds = signed_in
        remember(key, str(user))
        if len(hub.streams.get(user, ())) >= MAX_STREAMS_PER_USER:
            text = _("Too many tabs are open. Please close some.")
            return await respond(send, problem(429, text))
        stream = Stream(user, _fingerprint(key), loop.time() + seconds)
        try:
            await hub.join(stream)
            # The session may have ended before this process listened.
            if await loop.run_in_executor(threads, _signed_in, key) is None:
                return await respond(send, problem(401, _("Please sign in.")))
            await _play(stream, receive, send)
        except TimeoutError:
            await respond(send, problem(503, _("Live updates are not available yet.")))
        except Error:
            await respond(send, problem(503, UNREACHABLE.sentence))
        finally:
            hub.leave(stream)
        return None

    return app


def _signed_in(session_key: str) -> tuple[int, float] | None:
    """Return the user id of a session, checked as for any request, and its lifetime in seconds."""
    close_old_connections()  # Django does the same at the start of a request
    request = HttpRequest()
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.session = session
    user = get_user(request)
    if not user.is_authenticated:
        return None
    return user.pk, (session.expires - clock.now()).total_seconds()


async def _play(stream: Stream, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await _write(send, "retry: 2000\n\n")
    loop = asyncio.get_running_loop()
    disconnected = asyncio.create_task(_until(receive))
    stop = asyncio.create_task(stopping.wait())
    try:
        while not (disconnected.done() or stop.done()) and (left := stream.until - loop.time()) > 0:
            hint = asyncio.create_task(stream.hints.get())
            await asyncio.wait(
                {hint, disconnected, stop},
                timeout=min(HEARTBEAT, left),
                return_when="FIRST_COMPLETED",
            )
            if not hint.done():
                hint.cancel()
                await _write(send, ": heartbeat\n\n")
            elif (event := hint.result()) is None:
                break
            else:
                await _write(send, f"data: {json.dumps(event)}\n\n")
    finally:
        disconnected.cancel()
        stop.cancel()
    await send({"type": "http.response.body", "body": b""})


HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would buffer hints
]


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until(receive: Callable[[], Any], end: str = "http.disconnect") -> None:
    while (await receive())["type"] != end:
        pass
