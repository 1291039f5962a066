"""What the C library's allocator may hold on to: it is told to give back what is free."""

from __future__ import annotations

import ctypes
import sys

M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8  # <malloc.h>

# Set to what it already is, glibc stops raising it each time something large is freed.
TRIM_THRESHOLD = 128 * 1024  # bytes


def keep_little() -> None:
    """One arena for all threads, which under the GIL seldom meet in it, and free memory returned.

    To be called before there are threads. Only glibc knows how (mallopt(3)); elsewhere nothing
    happens.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt:
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_TRIM_THRESHOLD, TRIM_THRESHOLD)


def environment() -> dict[str, str]:
    """The second of these, for a program that is about to be started."""
    return {"MALLOC_TRIM_THRESHOLD_": str(TRIM_THRESHOLD)}
