"""Which local day a minute belongs to."""

from __future__ import annotations

from bisect import bisect_right

from tasks.planning.solver.problem import Problem

DAY_MINUTES = 24 * 60


def day_index(problem: Problem, minute: int) -> int:
    """Return the number of the day of a minute, counted from the first day of the problem.

    Days before the first and after the last one, and those of a problem without days, have 1440
    minutes.
    """
    days = problem.days
    if not days:
        return minute // DAY_MINUTES
    if minute < days[0].begin:
        return (minute - days[0].begin) // DAY_MINUTES
    if minute >= days[-1].end:
        return len(days) + (minute - days[-1].end) // DAY_MINUTES
    return bisect_right(days, minute, key=lambda day: day.begin) - 1
