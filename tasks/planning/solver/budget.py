"""Limit a search by work, by seconds of an injected clock, and by cancellation."""

from __future__ import annotations

from collections.abc import Callable

UNLIMITED = 1 << 62
CHECK_INTERVAL = 500  # work between two readings of the clock, which take time


def never() -> bool:
    """Never cancel."""
    return False


class Budget:
    """Counts work and decides when the search stops.

    Work is the number of positions examined, so a work limit gives the same plan on every
    machine; a deadline stops the same search earlier.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        deadline: float | None,
        work_limit: int = UNLIMITED,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        self.work = 0
        self.stopped = False
        self._clock = clock
        self._deadline = deadline
        self._limit = work_limit
        self._next_check = 0
        self._cancelled = cancelled

    def spend(self, work: int) -> None:
        """Count work that is about to be done."""
        self.work += work

    def over(self) -> bool:
        """Tell whether to stop now; once over, it stays over."""
        if not self.stopped and self.work >= self._next_check:
            self._next_check = min(self.work + CHECK_INTERVAL, self._limit)
            now = self._clock()  # read without a deadline, too: the clock may let others work
            is_late = self._deadline is not None and now >= self._deadline
            self.stopped = self.work >= self._limit or is_late or self._cancelled()
        return self.stopped


def unlimited_budget() -> Budget:
    """Return a budget that is never over."""
    return Budget(lambda: 0.0, None)
