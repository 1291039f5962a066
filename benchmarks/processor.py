"""How fast the processor is just now: shared machines are not the same at every minute."""

from __future__ import annotations

import zlib
from time import process_time


def reference() -> float:
    """Seconds of processor time for a fixed piece of work: the least of five."""
    text = bytes(range(256)) * 4096

    def once() -> float:
        began = process_time()
        sum(number * number for number in range(1_000_000))
        zlib.compress(text, 6)
        return process_time() - began

    return min(once() for _ in range(5))
