"""Set the environment before Django reads it, and start a non-durable PostgreSQL for the tests.

Loaded as a pytest plugin (`-p tests.environment`), because settings are read before any conftest.
With `DATABASE_URL` in the environment, the tests use that server instead.
"""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "var" / "test-postgres"

os.environ["DEBUG"] = "0"
os.environ["HTTPS"] = "0"
os.environ.setdefault("LOG_LEVEL", "WARNING")
if not os.environ.get("DATABASE_URL"):
    from core.ops.embedded import NON_DURABLE, Embedded

    # Enough for the workers and the processes that some tests start.
    server = Embedded(HOME, NON_DURABLE | {"max_connections": "100"})
    server.join()
    os.environ["POSTGRES_HOME"] = str(HOME)
