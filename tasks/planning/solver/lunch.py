"""Lunch: a free stretch of each day, planned like a task so that it finds the best place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tasks.planning.solver.problem import Block, Day, Problem, Span, Task
from tasks.planning.solver.spans import clipped, merged, without

LUNCH = "\0lunch"  # begins the id of each lunch, and names its group of hours
SHORTEST = 30  # minutes that are still a lunch


def with_lunches(problem: Problem) -> Problem:
    """Return the problem with a task for the lunch of each day that has time for one.

    Lunch is as long as possible up to `lunch_minutes`, between events and promises. Where
    accepted blocks leave no time for it, it is only worth moving them a little.
    """
    windows = [day for day in problem.days if day.lunch and problem.lunch_minutes]
    lunches = [lunch for day in windows if (lunch := _lunch(problem, day))]
    if not lunches:
        return problem
    hours = {**problem.hours, LUNCH: tuple(day.lunch for day in windows if day.lunch)}
    return replace(problem, tasks=(*problem.tasks, *lunches), hours=hours)


def without_lunches(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks that are work."""
    return [block for block in blocks if not block.task.startswith(LUNCH)]


def _lunch(problem: Problem, day: Day) -> Task | None:
    assert day.lunch  # noqa: S101
    window, shortest = day.lunch, min(SHORTEST, problem.lunch_minutes)
    accepted = (*problem.pinned, *problem.current)
    is_kept = _longest(problem, window, accepted, 0) >= shortest
    blocks = accepted if is_kept else problem.pinned
    minutes = min(problem.lunch_minutes, _longest(problem, window, blocks, problem.buffer))
    if minutes < (1 if is_kept else shortest):
        return None
    begin = (window.begin + window.end - minutes) // 10 * 5
    return Task(
        f"{LUNCH}{window.begin}",
        minutes,
        energy=0,
        earliest=window.begin,
        latest=window.end,
        hours=LUNCH,
        ideal=(Span(begin, begin + minutes),),
        rest=True,
        meant=is_kept,
    )


def _longest(problem: Problem, window: Span, blocks: Iterable[Block], reach: int) -> int:
    """Return the longest stretch of a window that is so far from events and these blocks."""
    first, last = window.begin - reach, window.end + reach
    occupied = [*problem.busy, *(Span(begin, end) for begin, end, _ in blocks)]
    taken = merged(
        Span(begin - reach, end + reach)
        for begin, end in occupied
        if begin < end and first < end and begin < last
    )
    free = without(clipped([window], problem.now, problem.until), taken)
    return max((end - begin for begin, end in free), default=0)
