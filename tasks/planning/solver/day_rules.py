"""What depends on the other blocks of a day: breaks, capacity, changes of domain, idle time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.planning.solver import rates as rate
from tasks.planning.solver.calendar_days import day_index
from tasks.planning.solver.cost import idle_limit
from tasks.planning.solver.model import NEVER, Job, Model
from tasks.planning.solver.problem import Block, Cost, Problem
from tasks.planning.solver.timeline import fixed_blocks

Slot = tuple[int, int, int]  # begin, end, number: of a job, or negative of a fixed block
NO_GAP = -1


class _Segment(NamedTuple):
    """Part of a day: a gap by its number, or a fixed block."""

    begin: int
    gap: int
    fixed: tuple[Slot, ...]


class DayRules:
    """Prices the blocks of each day together; ``broken`` is the price of a broken rule.

    Rules bind only blocks that change: a stretch of work without any change may be too long, and
    a day may keep what it has.
    """

    def __init__(self, model: Model, scale: Cost, broken: int) -> None:
        problem = model.problem
        self.problem = problem
        self.broken = broken
        self._switch, self._idle = scale.switches * rate.SWITCH, scale.idle * rate.IDLE
        self.most_saved = self._switch + self._idle
        fixed = fixed_blocks(problem)
        # A negative number is an index from the end: that of a fixed block.
        domains = {task.id: task.domain for task in problem.tasks}
        self._domains = [job.task.domain for job in model.jobs]
        self._domains += [domains[block.task] for block in reversed(fixed)]
        self._rests = {job.number for job in model.jobs if job.task.rest}
        self._stay = {(b, e, job.number) for job in model.jobs for b, e, _ in job.current}
        self._idle_below = idle_limit(problem)
        self.day_of = [day_index(problem, gap.begin) for gap in model.gaps]
        self._segments = _segments(model, self.day_of, fixed)
        self.capacities = capacities_of(problem)

    def price(self, slots: Sequence[Sequence[Slot]], gap: int, own: Sequence[Slot]) -> int:
        """Return the price of the day of a gap if it held its `own` slots."""
        limit = self.problem.break_after or NEVER
        rest, buffer = self.problem.break_minutes, self.problem.buffer
        domains, rests, stay = self._domains, self._rests, self._stay
        price = work = previous_end = 0
        is_changed, previous = False, ""
        for segment in self._segments[self.day_of[gap]]:
            number = segment.gap
            part = segment.fixed or (own if number == gap else slots[number])
            for slot in part:
                begin, end, number = slot
                if number in rests:
                    work, previous_end, is_changed = 0, end, False
                    continue
                domain, idle = domains[number], begin - previous_end
                if idle >= rest:
                    work, is_changed = 0, False
                elif buffer < idle < self._idle_below:
                    price += self._idle
                if previous != domain and previous and domain:
                    price += self._switch
                is_changed = is_changed or (number >= 0 and slot not in stay)
                if work and is_changed and work + end - begin > limit:
                    price += self.broken
                work += end - begin
                previous_end, previous = end, domain
        return price

    def free(self, loads: dict[int, int], gap: int) -> int:
        """Return the minutes that the day of a gap has capacity for."""
        day = self.day_of[gap]
        return self.capacities.get(day, NEVER) - loads.get(day, 0)


def day_rules(model: Model, scale: Cost, absent: Iterable[int]) -> DayRules | None:
    """Return the rules of a problem's days; None for a problem without any."""
    problem = model.problem
    domains = {task.domain for task in problem.tasks}
    if not (problem.days or problem.break_after or len(domains) > 1):
        return None
    return DayRules(model, scale, 1 + sum(absent))


def is_counted(job: Job, problem: Problem) -> bool:
    """Tell whether a job counts towards the capacity of its day."""
    return not job.task.rest and job.task.id not in problem.urgent


def _segments(
    model: Model, day_of: Sequence[int], fixed: Sequence[Block]
) -> dict[int, list[_Segment]]:
    problem = model.problem
    segments: dict[int, list[_Segment]] = {day: [] for day in day_of}
    for number, gap in enumerate(model.gaps):
        segments[day_of[number]].append(_Segment(gap.begin, number, ()))
    for number, (begin, end, _) in enumerate(fixed, start=1):
        day = segments.get(day_index(problem, begin))
        if day is not None and end > problem.now:
            day.append(_Segment(begin, NO_GAP, ((begin, end, -number),)))
    return {day: sorted(parts) for day, parts in segments.items()}


def capacities_of(problem: Problem) -> dict[int, int]:
    """Return the minutes of new work that each day may take: the rest of its share.

    A day that already holds more keeps it.
    """
    fixed = set(fixed_blocks(problem))
    capacities = {}
    for number, day in enumerate(problem.days):
        if day.capacity is None:
            continue
        pinned = sum(b.end - b.begin for b in fixed if day.begin <= b.begin < day.end)
        accepted = sum(
            block.end - block.begin
            for block in problem.current
            if block not in fixed and day.begin <= block.begin < day.end
        )
        capacities[number] = max(day.capacity - pinned, accepted, 0)
    return capacities
