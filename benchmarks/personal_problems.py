"""Generate planning problems as people have them: lunch, breaks, a share of each day, domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from benchmarks.planner_problems import DAY, feasible_week
from tasks.planning.solver.problem import WEIGHT_OF_IMPACT, Chunks, Day, Problem, Span, Task
from tasks.planning.solver.rates import PERSONAL
from tasks.planning.solver.spans import clipped, merged, without

IMPACT_OF_WEIGHT = {8: 1, 4: 2, 2: 3, 1: 4}  # of a classical problem


def personal_week(random: Random) -> Problem:
    """Return a feasible week as a person has it: lunch, breaks, a share of each day, domains."""
    problem = feasible_week(random).problem
    hours = problem.hours["default"]
    tasks = tuple(
        replace(
            task,
            weight=WEIGHT_OF_IMPACT[IMPACT_OF_WEIGHT[task.weight]],
            domain=random.choice("abc"),
            meant=random.random() < 0.3,
            chunks=task.chunks or (Chunks(30, 120) if task.minutes >= 90 else None),
            partial=True,
        )
        for task in problem.tasks
    )
    days = tuple(_day(begin, hours, problem.busy) for begin in range(0, problem.until, DAY))
    return replace(
        problem,
        tasks=tasks,
        days=days,
        lunch_minutes=45,
        break_after=120,
        break_minutes=15,
        rates=PERSONAL,
    )


def _day(begin: int, hours: Sequence[Span], busy: Sequence[Span]) -> Day:
    """Return a day with a lunch and four fifths of its free time, if it has hours."""
    own = clipped(merged(hours), begin, begin + DAY)
    free = without(own, merged(busy))
    minutes = sum(span.end - span.begin for span in free)
    lunch = Span(begin + 690, begin + 840)
    capacity = max(0, minutes - 45) * 4 // 5 if own else None
    return Day(begin, begin + DAY, capacity, lunch if own else None)


def personal_day(random: Random, count: int = 20) -> Problem:
    """Return a day from nine to five with lunch, breaks, a share of 80 %, and `count` tasks."""
    tasks = tuple(
        Task(
            f"t{n}",
            minutes=random.choice((15, 30, 30, 45, 60)),
            weight=random.choice((27, 9, 3, 1)),
            domain=random.choice(("Work", "Home")),
            deadline=random.choice((None, None, DAY)),
            partial=True,
        )
        for n in range(count)
    )
    busy = (Span(10 * 60, 10 * 60 + 30), Span(14 * 60, 15 * 60))
    return Problem(
        tasks,
        {"default": (Span(9 * 60, 17 * 60),)},
        now=9 * 60,
        until=DAY,
        busy=busy,
        buffer=5,
        days=(Day(0, DAY, 275, Span(11 * 60 + 30, 14 * 60)),),
        lunch_minutes=45,
        break_after=120,
        break_minutes=15,
        rates=PERSONAL,
    )
