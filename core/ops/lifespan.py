"""Shut down a web process: end streams, cancel queries, close connections."""

from __future__ import annotations

import asyncio

from core.ops import connections
from core.ops.asgi import Receive, Scope, Send

ROLLBACK_TIMEOUT = 1.0  # seconds for cancelled requests
POLL_INTERVAL = 0.05  # seconds

# Set when the process begins to stop. Long-running code, such as live streams, waits for it.
stopping = asyncio.Event()


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Handle the lifespan events of the server; close all connections at shutdown."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    stopping.set()
    await close_connections()
    await send({"type": "lifespan.shutdown.complete"})


async def close_connections() -> None:
    """Cancel running statements and close every database connection."""
    await asyncio.to_thread(connections.cancel_running)
    steps = int(ROLLBACK_TIMEOUT / POLL_INTERVAL)
    for _ in range(steps):
        if not connections.busy_connections():
            break
        await asyncio.sleep(POLL_INTERVAL)
    connections.close_all()
