"""How a web process ends: streams are told, queries cancelled, connections closed."""

from __future__ import annotations

import asyncio

from core.ops import connections
from core.ops.asgi import Receive, Scope, Send

CLOSE_PATIENCE = 1.0  # seconds a cancelled request has to roll back
CLOSE_STEP = 0.05  # seconds

# Set when the process begins to stop. Whatever runs for long, such as a live stream, waits for it.
stopping = asyncio.Event()


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the server's lifespan events; at shutdown no connection is left open."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    stopping.set()
    await close_connections()
    await send({"type": "lifespan.shutdown.complete"})


async def close_connections() -> None:
    """Stop what still runs and close every database connection of the process."""
    await asyncio.to_thread(connections.cancel_running)
    steps = int(CLOSE_PATIENCE / CLOSE_STEP)
    for _ in range(steps):
        if not connections.busy_connections():
            break
        await asyncio.sleep(CLOSE_STEP)
    connections.close_all()
