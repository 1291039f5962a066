"""The web server: uvicorn with a graceful shutdown on SIGTERM."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from django.conf import settings
from django.utils.module_loading import import_string

from core.ops.connections import cancel_running
from core.ops.lifespan import stopping

# Together less than the ten seconds that platforms usually allow.
DRAIN = 1.0  # seconds in which kept-alive clients learn that their connection ends
CANCEL_AFTER = 4.0  # seconds after which the queries of running requests are cancelled
ABORT_AFTER = 6  # seconds after which running requests are dropped

OPTIONS: dict[str, Any] = {
    "http": "core.ops.protocol:Protocol",
    "loop": "uvloop",
    "ws": "none",
    "lifespan": "on",
    "log_config": None,
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    # Django decides which proxies to trust (BEHIND_PROXY, TRUSTED_PROXY_COUNT).
    "proxy_headers": False,
    # Longer than that of proxies, which would otherwise use a connection being closed.
    "timeout_keep_alive": 75,
    "timeout_graceful_shutdown": ABORT_AFTER,
}


class Server(uvicorn.Server):
    """uvicorn, but requests already on their way to kept-alive connections are answered.

    uvicorn closes these at once; this server first responds with `Connection: close` for a moment.
    """

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
        deadline = loop.time() + DRAIN
        while state.connections and not self.force_exit and loop.time() < deadline:
            await asyncio.sleep(0.05)


def configuration() -> uvicorn.Config:
    """Return uvicorn's configuration with the application imported."""
    config = uvicorn.Config(import_string(settings.ASGI_APPLICATION), **OPTIONS)
    config.load()
    config.get_loop_factory()
    return config
