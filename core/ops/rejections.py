"""What happens to requests that are turned away before Django: a cheap response, a counter, a log
line now and then. An attacker causes thousands of them, so none may cost what a page costs."""

from __future__ import annotations

import asyncio
import logging
import time
from io import BytesIO
from uuid import uuid4

from csp.middleware import CSPMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from prometheus_client import Counter

from core.http import error_response, too_large, wants_json
from core.ops.asgi import Message, Scope, Send, header
from core.ops.logs import request_id

logger = logging.getLogger(__name__)

LOG_INTERVAL = 60.0  # seconds between two log lines about one queue
MAX_LOGGED_QUEUES = 1_000
ID_PLACEHOLDER = "0" * 12

rejected_requests = Counter(
    "whendoist_requests_rejected", "Requests and connections rejected before Django.", ["reason"]
)


class Rejected(Exception):
    """A rejected request."""

    reason: str
    delay = 0.0  # seconds until the response


class TooLarge(Rejected):
    """The body is over the limit."""

    reason = "body_too_large"


class TooMany(Rejected):
    """The client, or all clients, have too many requests running."""

    reason = "too_many_requests"
    # A client that repeats rejected requests on 100 connections would keep the event loop busy:
    # the p95 of others was 1,300 ms without the delay and is 60 ms with it.
    delay = 0.5


class TooSlow(Rejected):
    """The body took too long to arrive."""

    reason = "body_too_slow"


class RejectionLog:
    """Count all rejections, and log them at most once a minute per queue.

    Holds at most `MAX_LOGGED_QUEUES` queues; further ones are only counted.
    """

    def __init__(self) -> None:
        self.queues: dict[str, tuple[float, int]] = {}  # end of the quiet minute, and its count

    def add(self, reason: str, queue: str) -> None:
        rejected_requests.labels(reason).inc()
        now = time.monotonic()
        quiet_until, count = self.queues.get(queue, (0.0, 0))
        if now < quiet_until:
            self.queues[queue] = (quiet_until, count + 1)
        elif queue in self.queues or self._has_room(now):
            self.queues[queue] = (now + LOG_INTERVAL, 0)
            logger.warning(
                "request rejected reason=%s queue=%s unlogged=%d", reason, _label(queue), count
            )

    def _has_room(self, now: float) -> bool:
        if len(self.queues) >= MAX_LOGGED_QUEUES and now >= self._next_cleanup:
            self._next_cleanup = now + 1.0  # scanning all queues takes 0.1 ms
            self.queues = {name: entry for name, entry in self.queues.items() if now < entry[0]}
        return len(self.queues) < MAX_LOGGED_QUEUES

    _next_cleanup = 0.0


rejection_log = RejectionLog()


def _label(queue: str) -> str:
    """Return a loggable name: the id of a user, or a digest of a network address."""
    kind, _separator, name = queue.partition(" ")
    return f"{kind}:{name if kind == 'person' else salted_hmac('queue', name).hexdigest()[:8]}"


_rendered: dict[tuple[type[Rejected], bool, bool], tuple[Message, bytes]] = {}


async def reject(scope: Scope, send: Send, rejection: Rejected, queue: str) -> None:
    """Count, log and respond. Takes 0.1 ms of CPU time, because responses are rendered once."""
    request_id.set(uuid4().hex[:12])
    rejection_log.add(rejection.reason, queue)
    await asyncio.sleep(rejection.delay)
    secure = "https" in (scope["scheme"], header(scope, b"x-forwarded-proto"))
    kind = (type(rejection), wants_json(scope["path"]), secure)
    if kind not in _rendered:
        _rendered[kind] = _render(scope, rejection)
    start, body = _rendered[kind]
    await send(start)
    body = body.replace(ID_PLACEHOLDER.encode(), request_id.get().encode())
    await send({"type": "http.response.body", "body": body})


def _render(scope: Scope, rejection: Rejected) -> tuple[Message, bytes]:
    """Render a rejection with the security headers of every Django response."""
    token = request_id.set(ID_PLACEHOLDER)
    request, response = ASGIRequest(scope, BytesIO()), _response(scope["path"], rejection)
    request_id.reset(token)
    for middleware in (SecurityMiddleware, CSPMiddleware, XFrameOptionsMiddleware):
        middleware(lambda _request: response).process_response(request, response)
    response.headers.setdefault("Content-Length", str(len(response.content)))
    headers = [
        (name.lower().encode("latin1"), value.encode("latin1")) for name, value in response.items()
    ]
    start = {"type": "http.response.start", "status": response.status_code, "headers": headers}
    return start, response.content


def _response(path: str, rejection: Rejected) -> HttpResponse:
    if isinstance(rejection, TooLarge):
        return too_large(path)
    if isinstance(rejection, TooSlow):
        response = error_response(
            path, 408, _("The request took too long to arrive. Please try again.")
        )
        response["Connection"] = "close"  # the rest of the body may still arrive
        return response
    sentence = _("Too many requests are running at once. Try again in a moment.")
    return error_response(path, 429, sentence, retry_after=2)
