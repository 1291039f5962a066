"""Long computations of a web process step aside for requests that take a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, sleep

PAUSE = 0.001  # seconds between two looks whether others are still there
MAX_PAUSE = 0.05  # seconds that one reading of the clock waits at most
MAX_PAUSES = 0.5  # seconds that all of them do: a busy server gets its plans too


class _Running:
    """How many requests Django is answering in this process."""

    count = 0


@contextmanager
def running_request() -> Iterator[None]:
    """Count a request while Django answers it. For the event loop: it is not locked."""
    _Running.count += 1
    try:
        yield
    finally:
        _Running.count -= 1


class YieldingClock:
    """A clock, in seconds, whose every reading lets the other requests of the process go first.

    A reading sleeps until they are done, which leaves them the interpreter, and the clock does not
    count it: a search that reads it gets as much done as alone, only later.
    """

    def __init__(self) -> None:
        self.slept = 0.0

    def __call__(self) -> float:
        start = now = perf_counter()
        end = start + min(MAX_PAUSE, MAX_PAUSES - self.slept)
        while _Running.count > 1 and now < end:
            sleep(PAUSE)
            now = perf_counter()
        self.slept += now - start
        return now - self.slept
