"""The web process: native probes and live stream; Django in a fixed pool of threads."""

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

# After each query of another thread, a computing thread (a plan) delays it for this long. With
# Python's default of 5 ms the p95 of others was four times as long during a plan.
sys.setswitchinterval(0.001)
# The send queue is unbounded, so that a client that does not read holds no thread. Responses are
# at most a few MB.
threads = WSGIMiddleware(cast("WSGIApp", wsgi), workers=settings.WEB_THREADS, send_queue_size=0)
django = RequestGate(
    cast("App", threads),
    threads_per_client=max(1, settings.WEB_THREADS // 2),
    body_limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    documents=("/feeds/", "/dav/"),
    plans=("/api/v1/plans",),
    edits=tuple(
        f"/api/v1/{name}"
        for name in ("tasks", "instances", "blocks", "quickadd", "activity", "domains", "labels")
    ),
)
# Served by the event loop, so that they respond while all threads are busy.
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
