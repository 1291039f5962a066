"""Two simple ways to plan, to compare with: earliest deadline first, and FluidCalendar's rule.

Both know events, promises, hours and the buffer, keep three quarters of an hour at noon free, and
fill the day without a share or breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, exp

from benchmarks.year_world import DAY, LUNCH_MINUTES
from tasks.planning.solver import Block, Chunks, Problem, Span, Task
from tasks.planning.solver.chunking import feasible_chunks, fill
from tasks.planning.solver.spans import clipped, merged, without

NOON = 12 * 60
NEVER = 1 << 40
GRID = 30  # minutes at which FluidCalendar's first slot begins
FIRST_SLOT = 15  # minutes from now
PRIORITY = {27: 1.0, 9: 0.7, 3: 0.4, 1: 0.5}  # Min stands for no priority
NEUTRAL = 0.5
# Weights of FluidCalendar's factors; four of them are always neutral or full here.
DEADLINE, PRIORITY_WEIGHT, BUFFER = 2.0, 1.8, 0.8
CONSTANT = 1.0 * 1.0 + NEUTRAL * (1.5 + 0.5 + 1.2)
TOTAL = 1.0 + 1.5 + 0.5 + 0.8 + 1.2 + 2.0 + 1.8


def earliest_deadline_first(problem: Problem) -> Sequence[Block]:
    """Place tasks by deadline, then by weight, each as early as it fits; long ones in chunks."""
    kept = _kept(problem)
    placed = {block.task for block in kept}
    blocks = list(kept)
    open_tasks = [task for task in problem.tasks if task.id not in placed]
    for task in sorted(open_tasks, key=_urgency):
        spans = _earliest(task, _free(problem, blocks, task))
        blocks += [Block(begin, end, task.id) for begin, end in spans]
    return sorted(blocks)


def fluid_calendar(problem: Problem) -> Sequence[Block]:
    """Plan by FluidCalendar's rule: each task takes the slot with the highest score.

    This follows its published source (github.com/dotnetfactory/fluid-calendar, SlotScorer.ts,
    TimeSlotManager.ts and SchedulingService.ts). Slots have the length of the task, follow each
    other from the next half hour and from the begin of each day, and lie within the hours. The
    score is the weighted mean of seven factors. The deadline attracts: exp(-days / 7) from the end
    of a slot to it, 0 after it, and 0.5 without one. Priority depends on the task alone, and the
    buffer only on the edges of the hours; hours, energy, project and time preference don't differ
    between slots here. Tasks are sorted by their best score on an empty calendar and then placed
    one by one. Locked tasks stay, and so do promises and the block in progress. It knows no days of
    series, soft deadlines or pieces, so a task stays whole; the start date is that of the task.
    """
    blocks = list(_kept(problem))
    placed = {block.task for block in blocks}
    tasks = [task for task in problem.tasks if task.id not in placed]
    scores = {task.id: max(_scores(problem, task, blocks), default=(0.0, 0))[0] for task in tasks}
    for task in sorted(tasks, key=lambda task: -scores[task.id]):
        _, begin = max(_scores(problem, task, blocks), default=(0.0, 0))
        if begin:
            blocks.append(Block(-begin, -begin + task.minutes, task.id))
    return sorted(blocks)


def _kept(problem: Problem) -> Iterable[Block]:
    running = [block for block in problem.current if block.begin < problem.now]
    return sorted({*running, *problem.pinned})


def _urgency(task: Task) -> tuple[int, int, str]:
    deadlines = [end for end in (task.deadline, task.latest) if end is not None]
    return min(deadlines, default=NEVER), -task.weight, task.id


def _earliest(task: Task, free: list[Span]) -> list[Span]:
    chunks = task.chunks or Chunks(task.minutes, task.minutes)
    return fill(free, task.minutes, feasible_chunks(task.minutes, chunks), 0)


def _free(problem: Problem, blocks: Iterable[Block], task: Task | None) -> list[Span]:
    """Return the free time between everything, with the buffer and an hour for lunch cut out."""
    buffer = problem.buffer
    noons = [Span(day.begin + NOON, day.begin + NOON + LUNCH_MINUTES) for day in problem.days]
    spans = [*problem.busy, *(Span(block.begin, block.end) for block in blocks)]
    taken = merged([*noons, *(Span(begin - buffer, end + buffer) for begin, end in spans)])
    free = without(merged(problem.hours["default"]), taken)
    begin = max(problem.now, task.earliest or 0) if task else problem.now
    end = problem.until if task is None or task.latest is None else task.latest
    return list(clipped(free, begin, end))


def _scores(problem: Problem, task: Task, blocks: Iterable[Block]) -> Iterator[tuple[float, int]]:
    """Yield the score of each free slot with its begin, negative so that the earliest wins."""
    free = _free(problem, blocks, None)
    index = 0
    for begin in _slots(problem, task):
        while index < len(free) and free[index].end < begin + task.minutes:
            index += 1
        if index < len(free) and free[index].begin <= begin and begin >= (task.earliest or 0):
            yield _score(problem, task, begin), -begin


def _slots(problem: Problem, task: Task) -> Iterator[int]:
    first = problem.now + FIRST_SLOT
    for number, day in enumerate(problem.days):
        for begin, end in clipped(merged(problem.hours["default"]), day.begin, day.end):
            start = max(begin, ceil(first / GRID) * GRID) if number == 0 else begin
            yield from range(start, end - task.minutes + 1, max(1, task.minutes))


def _score(problem: Problem, task: Task, begin: int) -> float:
    end = begin + task.minutes
    proximity = NEUTRAL
    if task.deadline is not None:
        proximity = 0.0 if end > task.deadline else exp(-(task.deadline - end) / DAY / 7)
    hours = problem.hours["default"]
    has_buffer = any(
        h.begin <= begin - problem.buffer and end + problem.buffer <= h.end for h in hours
    )
    value = CONSTANT + DEADLINE * proximity + PRIORITY_WEIGHT * PRIORITY[task.weight]
    return (value + BUFFER * has_buffer) / TOTAL
