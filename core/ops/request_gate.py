"""The gate before Django's few threads: one client's requests never take others down.

Django answers in `WEB_THREADS` threads. A person whose row is locked could hold all of them for as
long as the lock lasts; here they hold at most half, and their further requests wait in the event
loop, where waiting costs nothing. Bodies are read here too, so that a slow upload holds no thread.
Edits of one person, which their lock makes happen one after another anyway, take one thread and
keep their order. Documents and plans, which take long and much memory or processor, are made one at
a time, whoever requests them: several at once would be done no sooner, and leave people fewer
threads. Nobody has two of them in the line.
"""

from __future__ import annotations

import asyncio
from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from core.ops.asgi import App, Message, Receive, Scope, Send, header
from core.ops.client_keys import client_key
from core.ops.rejections import Rejected, TooLarge, TooMany, TooSlow, reject
from core.ops.yielding_clock import running_request

MAX_REQUESTS_PER_CLIENT = 32  # in hand and waiting, for one client
MAX_REQUESTS = 512  # for everybody
PATIENCE = 20.0  # seconds a request waits for its turn
BODY_PATIENCE = 30.0  # seconds a body may take to arrive
READS = {"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"}


class Gone(Exception):
    """The client went away before its request was complete."""


class Queue:
    """The requests of one client, and its turns at the threads."""

    def __init__(self, key: str, each: int) -> None:
        self.is_person = key.startswith("person ")
        self.size = 0
        self.waiting: list[asyncio.Timeout] = []  # requests not yet with the application
        self.threads, self.edits, self.heavy = Semaphore(each), Semaphore(1), Semaphore(1)

    @asynccontextmanager
    async def wait(self) -> AsyncIterator[None]:
        """Inside, the request can be evicted. Raises `TooMany` when it is."""
        try:
            async with asyncio.timeout(None) as place:
                self.waiting.append(place)
                try:
                    yield
                finally:
                    if place in self.waiting:
                        self.waiting.remove(place)
        except TimeoutError:
            raise TooMany from None

    def evict_newest(self) -> None:
        self.waiting.pop().reschedule(0)


class RequestGate:
    """Let requests through to `app`, at most `each` of one client at a time.

    Where paths begin as one of `heavy`, one is read at a time; where they begin as one of `plans`,
    one is planned at a time; where they begin as one of `edits`, each client writes one at a time.
    """

    def __init__(
        self,
        app: App,
        each: int,
        body_limit: int,
        heavy: tuple[str, ...] = (),
        plans: tuple[str, ...] = (),
        edits: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.each = each
        self.body_limit = body_limit
        self.heavy = heavy
        self.plans = plans
        self.edits = edits
        self.size = 0
        self.queues: dict[str, Queue] = {}
        self.documents_line, self.plans_line = Semaphore(1), Semaphore(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = client_key(scope)
        try:
            async with self._place(key) as queue, AsyncExitStack() as turns:
                async with queue.wait():
                    body = await self._body(scope, receive)
                    send = await self._take_turns(turns, queue, scope, send)
                with running_request():
                    await self.app(_tidy(scope, body), _replay(body, receive), send)
        except Gone:
            return
        except Rejected as rejection:
            await reject(scope, send, rejection, key)

    @asynccontextmanager
    async def thread(self, scope: Scope) -> AsyncIterator[None]:
        """Hold one of the client's turns at the threads. Raises `TooMany`."""
        async with self._place(client_key(scope)) as queue:
            async with queue.wait(), _at_most(PATIENCE, TooMany):
                await queue.threads.acquire()
            try:
                yield
            finally:
                queue.threads.release()

    @asynccontextmanager
    async def _place(self, key: str) -> AsyncIterator[Queue]:
        """Hold a place in the client's queue. Raises `TooMany`."""
        queue = self.queues.get(key) or Queue(key, self.each)
        if queue.size >= MAX_REQUESTS_PER_CLIENT:
            raise TooMany
        if self.size >= MAX_REQUESTS:
            self._make_room(queue)
        self.queues[key] = queue
        queue.size += 1
        self.size += 1
        try:
            yield queue
        finally:
            queue.size -= 1
            self.size -= 1
            if not queue.size:
                del self.queues[key]

    def _make_room(self, arriving: Queue) -> None:
        """Evict the newest waiting request of the greediest queue; strangers are evicted first
        when two are as greedy. Raises `TooMany` when the greediest is the arriving one.

        A person who has nothing else in the gate always gets in: the connections limit how many
        can be in it.
        """

        def greed(queue: Queue) -> tuple[int, bool]:
            return queue.size + (queue is arriving), not queue.is_person

        others = [queue for queue in self.queues.values() if queue.waiting]
        greediest = max([*others, arriving], key=greed)
        if greed(greediest) == (1, False):
            return
        if greediest is arriving:
            raise TooMany
        greediest.evict_newest()

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        if int(header(scope, b"content-length") or 0) > self.body_limit:
            raise TooLarge
        body = bytearray()
        async with _at_most(BODY_PATIENCE, TooSlow):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                body += message.get("body", b"")
                if len(body) > self.body_limit:
                    raise TooLarge
                if not message.get("more_body"):
                    return bytes(body)

    async def _take_turns(
        self, turns: AsyncExitStack, queue: Queue, scope: Scope, send: Send
    ) -> Send:
        """Wait for every turn that a request needs, and return its `send`."""
        line = self._line(scope)
        async with _at_most(PATIENCE, TooMany):
            if line:
                await turns.enter_async_context(queue.heavy)
            elif scope["method"] not in READS and scope["path"].startswith(self.edits):
                await turns.enter_async_context(queue.edits)
            await turns.enter_async_context(queue.threads)
            if line:
                turn = await turns.enter_async_context(AsyncExitStack())
                await turn.enter_async_context(line)
                return _closing(turn, send)
        return send

    def _line(self, scope: Scope) -> Semaphore | None:
        """The line in which everybody's requests of this kind stand, if there is one."""
        if scope["path"].startswith(self.plans):
            return self.plans_line
        reads = scope["method"] in READS and scope["method"] != "OPTIONS"
        return self.documents_line if reads and scope["path"].startswith(self.heavy) else None


def _closing(turn: AsyncExitStack, send: Send) -> Send:
    """Let the next one begin as soon as this one is written: its reader may take all day."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            await turn.aclose()
        await send(message)

    return sending


@asynccontextmanager
async def _at_most(seconds: float, rejection: type[Rejected]) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise rejection from None


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body already read, then whatever follows it."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return first.pop() if first else await receive()

    return again


def _tidy(scope: Scope, body: bytes) -> Scope:
    """With the length of the body, which WSGI goes by: one sent in chunks would be lost. Without
    headers named with underscores: WSGI could not tell them from those with dashes, so that a
    client could speak as the proxy (`X_Forwarded_Proto`)."""
    framing = (b"content-length", b"transfer-encoding")
    kept = [pair for pair in scope["headers"] if b"_" not in pair[0] and pair[0] not in framing]
    length = [(b"content-length", str(len(body)).encode())] if body else []
    return scope | {"headers": [*kept, *length]}
