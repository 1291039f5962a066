"""Measure the current speed of the processor, which varies on shared machines."""

from __future__ import annotations

import zlib
from time import process_time


def reference() -> float:
    """Return the processor time of a fixed piece of work in seconds: the least of five."""
    text = bytes(range(256)) * 4096

    def once() -> float:
        began = process_time()
        sum(number * number for number in range(1_000_000))
        zlib.compress(text, 6)
        return process_time() - began

    return min(once() for _ in range(5))
