"""The request gate before Django's threads: no client can block the requests of others.

Django has `WEB_THREADS` threads. A user with a locked row could hold all of them until the lock
ends; the gate lets them hold at most half, and further requests wait in the event loop, which costs
nothing. It also reads bodies, so a slow upload holds no thread. Edits of one user are serialized by
their database lock anyway, so they take one thread and keep their order. Documents and plans take
much time and memory or CPU, so they run one at a time for all clients: in parallel they would not
finish earlier, and would leave fewer threads. Each client waits with at most one of them.
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

MAX_REQUESTS_PER_CLIENT = 32  # running and waiting
MAX_REQUESTS = 512  # of all clients
MAX_WAIT = 20.0  # seconds that a request waits for its turn
BODY_TIMEOUT = 30.0  # seconds for a body to arrive
READS = {"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"}


class Disconnected(Exception):
    """The client disconnected before its request was complete."""


class Queue:
    """The requests of one client, and its turns for threads."""

    def __init__(self, key: str, threads: int) -> None:
        self.is_person = key.startswith("person ")
        self.size = 0
        self.waiting: list[asyncio.Timeout] = []  # requests not yet passed to the application
        self.threads = Semaphore(threads)
        self.edits, self.shared = Semaphore(1), Semaphore(1)

    @asynccontextmanager
    async def wait(self) -> AsyncIterator[None]:
        """Allow eviction inside the block. Raises `TooMany` when evicted."""
        try:
            async with asyncio.timeout(None) as timeout:
                self.waiting.append(timeout)
                try:
                    yield
                finally:
                    if timeout in self.waiting:
                        self.waiting.remove(timeout)
        except TimeoutError:
            raise TooMany from None

    def evict_newest(self) -> None:
        self.waiting.pop().reschedule(0)


class RequestGate:
    """Pass requests to `app`, at most `threads_per_client` per client at a time.

    `documents`, `plans` and `edits` are prefixes of paths. Reads of documents and plans run one at
    a time for all clients, edits one at a time per client.
    """

    def __init__(
        self,
        app: App,
        threads_per_client: int,
        body_limit: int,
        documents: tuple[str, ...] = (),
        plans: tuple[str, ...] = (),
        edits: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.threads_per_client = threads_per_client
        self.body_limit = body_limit
        self.documents = documents
        self.plans = plans
        self.edits = edits
        self.size = 0
        self.queues: dict[str, Queue] = {}
        self.document_turn, self.plan_turn = Semaphore(1), Semaphore(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = client_key(scope)
        try:
            async with self._enter(key) as queue, AsyncExitStack() as turns:
                async with queue.wait():
                    body = await self._read_body(scope, receive)
                    send = await self._take_turns(turns, queue, scope, send)
                with running_request():
                    await self.app(_clean_headers(scope, body), _replay(body, receive), send)
        except Disconnected:
            return
        except Rejected as rejection:
            await reject(scope, send, rejection, key)

    @asynccontextmanager
    async def thread(self, scope: Scope) -> AsyncIterator[None]:
        """Hold one of the client's threads inside the block. Raises `TooMany`."""
        async with self._enter(client_key(scope)) as queue:
            async with queue.wait(), _timeout(MAX_WAIT, TooMany):
                await queue.threads.acquire()
            try:
                yield
            finally:
                queue.threads.release()

    @asynccontextmanager
    async def _enter(self, key: str) -> AsyncIterator[Queue]:
        """Count a request in the client's queue inside the block. Raises `TooMany`."""
        queue = self.queues.get(key) or Queue(key, self.threads_per_client)
        if queue.size >= MAX_REQUESTS_PER_CLIENT:
            raise TooMany
        if self.size >= MAX_REQUESTS:
            self._evict_for(queue)
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

    def _evict_for(self, arriving: Queue) -> None:
        """Evict the newest waiting request of the longest queue, strangers first among equals.

        Raises `TooMany` if the arriving request's queue is the longest. The first request of a
        signed-in user is always admitted; the number of connections limits these.
        """

        def priority(queue: Queue) -> tuple[int, bool]:
            return queue.size + (queue is arriving), not queue.is_person

        others = [queue for queue in self.queues.values() if queue.waiting]
        longest = max([*others, arriving], key=priority)
        if priority(longest) == (1, False):
            return
        if longest is arriving:
            raise TooMany
        longest.evict_newest()

    async def _read_body(self, scope: Scope, receive: Receive) -> bytes:
        if int(header(scope, b"content-length") or 0) > self.body_limit:
            raise TooLarge
        body = bytearray()
        async with _timeout(BODY_TIMEOUT, TooSlow):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Disconnected
                body += message.get("body", b"")
                if len(body) > self.body_limit:
                    raise TooLarge
                if not message.get("more_body"):
                    return bytes(body)

    async def _take_turns(
        self, turns: AsyncExitStack, queue: Queue, scope: Scope, send: Send
    ) -> Send:
        """Wait for every turn that the request needs, and return its `send`."""
        shared_turn = self._shared_turn(scope)
        async with _timeout(MAX_WAIT, TooMany):
            if shared_turn:
                await turns.enter_async_context(queue.shared)
            elif scope["method"] not in READS and scope["path"].startswith(self.edits):
                await turns.enter_async_context(queue.edits)
            await turns.enter_async_context(queue.threads)
            if shared_turn:
                turn = await turns.enter_async_context(AsyncExitStack())
                await turn.enter_async_context(shared_turn)
                return _releasing(turn, send)
        return send

    def _shared_turn(self, scope: Scope) -> Semaphore | None:
        """Return the turn shared by all clients for this kind of request, if any."""
        if scope["path"].startswith(self.plans):
            return self.plan_turn
        reads = scope["method"] in READS and scope["method"] != "OPTIONS"
        return self.document_turn if reads and scope["path"].startswith(self.documents) else None


def _releasing(turn: AsyncExitStack, send: Send) -> Send:
    """Release the turn when the response is written; its reader may be slow."""

    async def send_and_release(message: Message) -> None:
        if message["type"] == "http.response.body":
            await turn.aclose()
        await send(message)

    return send_and_release


@asynccontextmanager
async def _timeout(seconds: float, rejection: type[Rejected]) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise rejection from None


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` with the body already read, then further messages."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return first.pop() if first else await receive()

    return replay


def _clean_headers(scope: Scope, body: bytes) -> Scope:
    """Return the scope with the Content-Length that WSGI needs, also for chunked bodies.

    Headers with underscores are removed: WSGI cannot tell them from those with dashes, so a client
    could forge proxy headers (`X_Forwarded_Proto`).
    """
    framing = (b"content-length", b"transfer-encoding")
    headers = [pair for pair in scope["headers"] if b"_" not in pair[0] and pair[0] not in framing]
    length = [(b"content-length", str(len(body)).encode())] if body else []
    return scope | {"headers": [*headers, *length]}
