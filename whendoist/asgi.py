"""The web process: probes natively, everything else Django in a fixed pool of threads."""

from __future__ import annotations

import sys
from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.conf import settings

from core.live import live_app
from core.ops.asgi import App, Receive, Scope, Send, only
from core.ops.health import health_app, ready_app
from core.ops.lifespan import lifespan
from core.ops.request_gate import RequestGate
from whendoist.wsgi import application as wsgi

# No limit on what waits to be sent: a client that does not read would hold a thread. No response is
# larger than a few MB.
# A thread that computes, such as a plan, keeps others from going on for this long after each of
# their queries: with Python's 5 ms their p95 was four times as long while somebody planned.
sys.setswitchinterval(0.001)
threads = WSGIMiddleware(cast("WSGIApp", wsgi), workers=settings.WEB_THREADS, send_queue_size=0)
django = RequestGate(
    cast("App", threads),
    each=max(1, settings.WEB_THREADS // 2),
    body_limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    heavy=("/feeds/", "/dav/"),
    plans=("/api/v1/plans",),
    edits=tuple(
        f"/api/v1/{name}"
        for name in ("tasks", "instances", "blocks", "quickadd", "activity", "domains", "labels")
    ),
)
# Answered in the event loop itself, so that busy threads cannot silence them.
NATIVE: dict[str, App] = {
    "/health": only(("GET", "HEAD"), health_app),
    "/ready": only(("GET", "HEAD"), ready_app),
    "/api/v1/live": only(("GET",), live_app(threads.executor, django.thread)),
}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Route one ASGI connection."""
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    else:
        await NATIVE.get(scope["path"], django)(scope, receive, send)
