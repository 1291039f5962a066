"""Make the C library's allocator return free memory to the system."""

from __future__ import annotations

import ctypes
import sys

M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8  # <malloc.h>

# The default; once set explicitly, glibc stops raising it when large blocks are freed.
TRIM_THRESHOLD = 128 * 1024  # bytes


def limit_memory() -> None:
    """Use one arena for all threads, which rarely compete under the GIL, and trim free memory.

    Call it before starting threads. Only works with glibc (mallopt(3)); otherwise does nothing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt:
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_TRIM_THRESHOLD, TRIM_THRESHOLD)


def environment() -> dict[str, str]:
    """Return the trim threshold as environment of a child process."""
    return {"MALLOC_TRIM_THRESHOLD_": str(TRIM_THRESHOLD)}
