"""Let long computations of a web process pause for short requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, sleep

PAUSE = 0.001  # seconds between checks for other requests
MAX_PAUSE = 0.05  # seconds per reading of the clock
MAX_PAUSES = 0.5  # seconds in total, so that plans also finish on a busy server


class _Running:
    """The number of requests that Django is answering in this process."""

    count = 0


@contextmanager
def running_request() -> Iterator[None]:
    """Count a request while Django answers it. Only for the event loop: it has no lock."""
    _Running.count += 1
    try:
        yield
    finally:
        _Running.count -= 1


class YieldingClock:
    """A clock in seconds that pauses for other requests of the process at each reading.

    Pauses free the interpreter and are not counted, so a search limited by this clock does as much
    work as on an idle server, only later.
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
