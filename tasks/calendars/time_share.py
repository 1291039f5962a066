"""The time that one calendar may take, so that a slow one leaves time for the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic

MIN_SHARE = 10.0  # seconds, if that many are left
_end: ContextVar[float] = ContextVar("end_of_time_share", default=inf)


def next_share(left: float, calendars: int) -> float:
    """Return how many of the `left` seconds the first of so many calendars may take; 0 if none."""
    return min(max(left / calendars, MIN_SHARE), max(left, 0))


@contextmanager
def time_share(seconds: float) -> Iterator[None]:
    """Let requests and parsing inside the block take at most so long altogether."""
    token = _end.set(monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def seconds_left() -> float:
    """Return what is left of the time share; infinite outside of one."""
    return _end.get() - monotonic()
