"""Live: tells every open tab of a person that something changed.

A change says so inside its own transaction (`tell`, PostgreSQL's NOTIFY), so nobody hears of what
was rolled back. Each web process keeps one connection that listens, and one server-sent stream per
open tab. A stream carries no data but the hint to fetch; a tab that connects, or connects again,
fetches what it missed, so a lost hint loses nothing.

A stream ends with its session. Triggers announce that a session was deleted, or that somebody's
password changed, or that they were deactivated or deleted (migration 0011), whatever caused it.
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

from core import clock
from core.http import problem
from core.ops.asgi import App, Receive, Scope, Send, header, respond
from core.ops.client_keys import client_key, forget, remember
from core.ops.database import UNREACHABLE, connection_parameters, one_line
from core.ops.lifespan import stopping
from core.ops.rejections import Rejected, reject

logger = logging.getLogger(__name__)

CHANNEL = "whendoist_live"
STREAMS_EACH = 20  # open tabs of one person per process
QUEUE = 50  # hints a slow tab may be behind before it is told to connect again
PING = 25.0  # seconds; under the idle timeout of the usual proxies
CONNECT_PATIENCE = 3.0  # seconds

Event = dict[str, Any]
Turn = Callable[[Scope], AbstractAsyncContextManager[None]]


def notify(user: int, **event: Any) -> None:
    """Tell the tabs of `user`, of whatever process, once the transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"user": user} | event)])


def _fingerprint(session_key: str) -> str:
    """Name a session to other processes without giving it away, as the trigger does."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


class Stream:
    """One open tab. `until` is when its session expires, in seconds of the loop's clock."""

    def __init__(self, user: int, session: str, until: float = math.inf) -> None:
        self.user = user
        self.session = session
        self.until = until
        self.hints: asyncio.Queue[Event | None] = asyncio.Queue(QUEUE)

    def hear(self, event: Event) -> None:
        """Pass a hint on; a tab too far behind, or signed out, is told to leave."""
        if "ended" in event or self.hints.full():
            self.end()
        else:
            self.hints.put_nowait(event)

    def end(self) -> None:
        while not self.hints.empty():
            self.hints.get_nowait()
        self.hints.put_nowait(None)


class Hub:
    """The streams of this process, and the one connection that listens for them."""

    def __init__(self) -> None:
        self.streams: dict[int, set[Stream]] = defaultdict(set)
        self.listening: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    async def join(self, stream: Stream) -> None:
        """Let a stream hear; from the return on it misses nothing. Raises `TimeoutError`."""
        self.streams[stream.user].add(stream)
        if self.listening is None:
            self.listening = asyncio.create_task(self._listen())
        async with asyncio.timeout(CONNECT_PATIENCE):
            await self.ready.wait()

    def leave(self, stream: Stream) -> None:
        self.streams[stream.user].discard(stream)
        if not self.streams[stream.user]:
            del self.streams[stream.user]
        if not self.streams and self.listening:
            self.listening.cancel()  # nobody listens: give the connection back
            self._forget()

    async def _listen(self) -> None:
        try:
            async with await psycopg.AsyncConnection.connect(**_listener()) as listener:
                await listener.execute(f"LISTEN {CHANNEL}")
                self.ready.set()
                async for notice in listener.notifies():
                    self._pass_on(json.loads(notice.payload))
        except psycopg.Error as error:
            logger.warning("live connection lost error=%s", one_line(error))
        finally:
            # Another may listen by now, for those who came after the last one had left.
            if self.listening is asyncio.current_task():
                self._forget()
                for stream in self._all():
                    stream.end()  # hints may be lost: each tab connects again and asks

    def _forget(self) -> None:
        self.listening = None
        self.ready.clear()

    def _pass_on(self, event: Event) -> None:
        if session := event.get("session"):
            for stream in self._all():
                if stream.session == session:
                    stream.end()
        for stream in self.streams.get(event.pop("user"), ()):
            stream.hear(event)

    def _all(self) -> list[Stream]:
        return [stream for streams in self.streams.values() for stream in streams]


def _listener() -> dict[str, Any]:
    own = connection_parameters("live")
    if direct := settings.LIVE_DATABASE_URL:
        kept = ("application_name", "autocommit", "connect_timeout")
        keepalives = {name: own[name] for name in settings.DB_KEEPALIVES}
        return {name: own[name] for name in kept} | keepalives | {"conninfo": direct}
    return own


hub = Hub()


def live_app(threads: Executor, turn: Turn) -> App:
    """The stream as an ASGI application. `threads` look up the session, as they do for requests,
    when it is the client's `turn`."""

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
            return await respond(send, problem(401, "Sign in first."))
        user, seconds = signed_in
        remember(key, str(user))
        if len(hub.streams.get(user, ())) >= STREAMS_EACH:
            return await respond(send, problem(429, "Too many tabs are open. Close some."))
        stream = Stream(user, _fingerprint(key), loop.time() + seconds)
        try:
            await hub.join(stream)
            # What ended before this process listened was not heard here.
            if await loop.run_in_executor(threads, _signed_in, key) is None:
                return await respond(send, problem(401, "Sign in first."))
            await _play(stream, receive, send)
        except TimeoutError:
            await respond(send, problem(503, "The live connection is not there yet."))
        except Error:
            await respond(send, problem(503, UNREACHABLE.sentence))
        finally:
            hub.leave(stream)
        return None

    return app


def _signed_in(session_key: str) -> tuple[int, float] | None:
    """The id of the person a session belongs to, by the same checks as any request, and in how
    many seconds it expires."""
    close_old_connections()  # as a request does: the one this thread keeps may have died
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
    gone = asyncio.create_task(_until(receive))
    stop = asyncio.create_task(stopping.wait())
    try:
        while not (gone.done() or stop.done()) and (left := stream.until - loop.time()) > 0:
            hint = asyncio.create_task(stream.hints.get())
            await asyncio.wait(
                {hint, gone, stop}, timeout=min(PING, left), return_when="FIRST_COMPLETED"
            )
            if not hint.done():
                hint.cancel()
                await _write(send, ": here\n\n")
            elif (event := hint.result()) is None:
                break
            else:
                await _write(send, f"data: {json.dumps(event)}\n\n")
    finally:
        gone.cancel()
        stop.cancel()
    await send({"type": "http.response.body", "body": b""})


HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold hints back
]


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until(receive: Callable[[], Any], end: str = "http.disconnect") -> None:
    while (await receive())["type"] != end:
        pass
