"""The web server: uvicorn, which on SIGTERM lets everybody finish before it leaves."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from django.conf import settings
from django.utils.module_loading import import_string

from core.ops.connections import cancel_running
from core.ops.lifespan import stopping

# Together these stay under ten seconds, the grace of the usual platforms.
DRAIN = 1.0  # seconds kept-alive clients have to be told that their connection ends
CANCEL_AFTER = 4.0  # seconds a request may go on before its query is cancelled
GIVE_UP_AFTER = 6  # seconds until what still runs is dropped

OPTIONS: dict[str, Any] = {
    "http": "core.ops.protocol:Protocol",
    "loop": "uvloop",
    "ws": "none",
    "lifespan": "on",
    "log_config": None,
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    # Django decides whom to believe (BEHIND_PROXY, TRUSTED_PROXY_COUNT).
    "proxy_headers": False,
    # Longer than the proxies in front, or they send a request on a connection just closed.
    "timeout_keep_alive": 75,
    "timeout_graceful_shutdown": GIVE_UP_AFTER,
}


class Server(uvicorn.Server):
    """uvicorn closes idle kept-alive connections at once, and with them the requests that were on
    their way. This one first answers for a moment with `Connection: close`."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        stopping.set()
        for server in self.servers:
            server.close()
        await self._drain()
        loop = asyncio.get_running_loop()
        loop.call_later(CANCEL_AFTER, loop.run_in_executor, None, cancel_running)
        await super().shutdown(sockets)

    async def _drain(self) -> None:
        state = self.server_state
        state.default_headers = [*state.default_headers, (b"connection", b"close")]
        for connection in state.connections:
            cycle = getattr(connection, "cycle", None)
            if cycle and not cycle.response_started:
                cycle.keep_alive = False
        loop = asyncio.get_running_loop()
        end = loop.time() + DRAIN
        while state.connections and not self.force_exit and loop.time() < end:
            await asyncio.sleep(0.05)


def configuration() -> uvicorn.Config:
    """uvicorn's configuration for our application, with everything it needs imported."""
    config = uvicorn.Config(import_string(settings.ASGI_APPLICATION), **OPTIONS)
    config.load()
    config.get_loop_factory()
    return config
