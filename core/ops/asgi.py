"""Types of ASGI, and sending a Django response through it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def header(scope: Scope, name: bytes) -> str:
    """Return the value of a header (`name` in lower case), or an empty string."""
    return next((value.decode("latin1") for key, value in scope["headers"] if key == name), "")


def only(methods: Sequence[str], app: App) -> App:
    """Return an application that answers other methods with 405, as Django's views do."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in methods:
            await app(scope, receive, send)
        else:
            await respond(send, HttpResponseNotAllowed(methods))

    return guarded


async def respond(send: Send, response: HttpResponse) -> None:
    """Send a whole response."""
    response.headers.setdefault("Content-Length", str(len(response.content)))
    headers = [
        (name.lower().encode("latin1"), value.encode("latin1")) for name, value in response.items()
    ]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
