"""The gate before Django's few threads: one person's slow requests never take others down.

Django answers in `WEB_THREADS` threads. A person whose row is locked could hold all of them for as
long as the lock lasts; here they hold at most half, and their further requests wait in the event
loop, where waiting costs nothing. Bodies are read here too, so that a slow upload holds no thread.
Edits of one person, which their lock makes happen one after another anyway, take one thread and
keep their order. Documents that take long to write and much memory are written one at a time,
whoever asks: several at once would be done no sooner, and leave people fewer threads. Nobody has
two of them in the line.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.http.cookie import parse_cookie
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from core.http import too_large, trouble
from core.ops.asgi import App, Message, Receive, Scope, Send, header, respond
from core.ops.logs import request_id

logger = logging.getLogger(__name__)

REQUESTS_EACH = 32  # in hand and waiting, for one person
REQUESTS_ALL = 512  # for everybody
PATIENCE = 20.0  # seconds a request waits for its turn
BODY_PATIENCE = 30.0  # seconds a body may take to arrive
PEOPLE_KNOWN = 10_000
READS = {"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"}

_people: dict[str, str] = {}


def remember(credential: str, person: str) -> None:
    """Note whose session key or `Authorization` header this is: a person may have several."""
    if len(_people) >= PEOPLE_KNOWN:
        _people.clear()
    _people[credential] = f"person {person}"


def asker(scope: Scope) -> str:
    """Who asks, as far as can be told without the database: strangers are told by address."""
    cookies: dict[str, str] = parse_cookie(header(scope, b"cookie"))
    credential = cookies.get(settings.SESSION_COOKIE_NAME) or header(scope, b"authorization")
    return _people.get(credential, credential) or f"address {_address(scope)}"


def _closing(document: AsyncExitStack, send: Send) -> Send:
    """Let the next one write as soon as this one is written: its reader may take all day."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            await document.aclose()
        await send(message)

    return sending


def _address(scope: Scope) -> str:
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = header(scope, b"x-forwarded-for").split(",")
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies].strip()
    return str((scope.get("client") or [""])[0])


class Refused(Exception):
    """The gate did not let a request in."""


class TooLarge(Refused):
    """The body is over the limit."""


class TooMany(Refused):
    """The asker, or everybody together, has too many requests running."""


class Gone(Refused):
    """The client went away, or took too long to send its request."""


@dataclass(slots=True)
class Lane:
    """One asker's turns at the threads."""

    turns: asyncio.Semaphore
    requests: int = 0


class Gate:
    """Let requests through to `app`, at most `each` of one asker at a time.

    Where paths begin as one of `heavy`, one is read at a time; where they begin as one of `edits`,
    each asker writes one at a time.
    """

    def __init__(
        self,
        app: App,
        each: int,
        body_limit: int,
        heavy: tuple[str, ...] = (),
        edits: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.each = each
        self.body_limit = body_limit
        self.heavy = heavy
        self.edits = edits
        self.lanes: dict[str, Lane] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await self._body(scope, receive)
            async with AsyncExitStack() as turns:
                who, reads = asker(scope), scope["method"] in READS
                written = reads and scope["method"] != "OPTIONS"
                heavy = written and scope["path"].startswith(self.heavy)
                if heavy:
                    await turns.enter_async_context(self._turn(f"documents of {who}", 1))
                elif not reads and scope["path"].startswith(self.edits):
                    await turns.enter_async_context(self._turn(f"edits of {who}", 1))
                await turns.enter_async_context(self._turn(who, self.each))
                if heavy:
                    document = await turns.enter_async_context(AsyncExitStack())
                    await document.enter_async_context(self._turn("documents", 1))
                    send = _closing(document, send)
                await self.app(_tidy(scope, body), _replay(body, receive), send)
        except Gone:
            return
        except Refused as refusal:
            request_id.set(uuid4().hex[:12])
            logger.warning("request refused reason=%s", type(refusal).__name__)
            await respond(send, _refusal(scope, refusal))

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        if int(header(scope, b"content-length") or 0) > self.body_limit:
            raise TooLarge
        body = bytearray()
        async with _at_most(BODY_PATIENCE, Gone):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                body += message.get("body", b"")
                if len(body) > self.body_limit:
                    raise TooLarge
                if not message.get("more_body"):
                    return bytes(body)

    @asynccontextmanager
    async def _turn(self, who: str, at_once: int) -> AsyncIterator[None]:
        lane = self.lanes.setdefault(who, Lane(asyncio.Semaphore(at_once)))
        lane.requests += 1
        try:
            self._refuse_when_full(lane)
            async with _at_most(PATIENCE, TooMany):
                await lane.turns.acquire()
            try:
                yield
            finally:
                lane.turns.release()
        finally:
            lane.requests -= 1
            if not lane.requests:
                del self.lanes[who]

    def _refuse_when_full(self, lane: Lane) -> None:
        everybody = sum(each.requests for each in self.lanes.values())
        if lane.requests > REQUESTS_EACH or everybody > REQUESTS_ALL:
            raise TooMany


@asynccontextmanager
async def _at_most(seconds: float, refusal: type[Refused]) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise refusal from None


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


def _refusal(scope: Scope, refusal: Refused) -> HttpResponse:
    """What is said to whom is not let in, with the headers that every answer of Django's has."""
    request, answer = ASGIRequest(scope, BytesIO()), _sentence(scope["path"], refusal)
    for guard in (SecurityMiddleware, CSPMiddleware, XFrameOptionsMiddleware):
        guard(lambda _: answer).process_response(request, answer)
    return answer


def _sentence(path: str, refusal: Refused) -> HttpResponse:
    if isinstance(refusal, TooLarge):
        return too_large(path)
    sentence = "Too many requests are running at once. Try again in a moment."
    return trouble(path, 429, sentence, retry_after=2)
