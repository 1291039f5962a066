"""Slide the rest of a day later or earlier, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from tasks.planning.solver.cost import absent_cost, moved_price
from tasks.planning.solver.model import NEVER
from tasks.planning.solver.plan import plan_around
from tasks.planning.solver.problem import Block, Day, Plan, Problem, Span, Task
from tasks.planning.solver.spans import clipped, merged, without
from tasks.planning.solver.validation import validate

PAUSE = 30  # minutes without work that end what is pulled forward
SHORT_LUNCH = 30  # minutes of lunch that sliding leaves

# Returns when a block should begin, at or after a minute.
Wish = Callable[[Block, int], int]


class Slide(NamedTuple):
    """The blocks of a plan after sliding, and the tasks that no longer fit the day."""

    blocks: list[Block]
    dropped: list[str]


def run_late(problem: Problem, day: Day, minutes: int, seed: int = 0) -> Plan:
    """Delay the next block of a day, or what follows the block in progress, and slide the rest.

    The caller extends a block in progress first (`extended`). Accepted blocks of the day keep
    their order and move only as far as they must, around events and promises, within their hours;
    lunch stays. Tasks that no longer fit leave the day, least important first, for free time later;
    one that can't be later may take any free time of the day. Blocks of other days stay. Raise
    `InvalidProblem` if the problem contradicts itself.
    """
    validate(problem)
    movable = _movable(problem, day)
    in_progress = any(b.begin <= problem.now < b.end for b in problem.current)
    begin = problem.now if in_progress or not movable else movable[0].begin + minutes
    slide = _slide(problem, day, movable, begin, _not_before)
    return plan_around(_after(problem, slide.dropped, day, begin), slide.blocks, seed)


def leave_day(problem: Problem, day: Day, seed: int = 0) -> Plan:
    """Move the accepted blocks of a day that begin after now to later days; the rest stays."""
    validate(problem)
    movable = _movable(problem, day)
    stay = [block for block in problem.current if block not in movable]
    return plan_around(_after(problem, [block.task for block in movable], day), stay, seed)


def pull_forward(problem: Problem, day: Day, seed: int = 0) -> Plan:
    """Begin the next accepted block of a day now, and what follows without a pause earlier too."""
    validate(problem)
    movable = _movable(problem, day)
    run = [
        block
        for index, block in enumerate(movable)
        if all(b.begin - a.end < PAUSE for a, b in pairwise(movable[: index + 1]))
    ]
    gain = run[0].begin - problem.now if run else 0
    slide = _slide(problem, day, run, problem.now, lambda block, at: max(at, block.begin - gain))
    return plan_around(problem, slide.blocks, seed)


def extended(problem: Problem, minutes: int) -> Problem:
    """Return the problem with the accepted or promised block in progress longer by some minutes."""
    running = [b for b in problem.current if b.begin <= problem.now < b.end]
    if not running:
        return problem
    longer = {block: block._replace(end=block.end + minutes) for block in running[:1]}
    return replace(
        problem,
        tasks=tuple(
            replace(task, minutes=task.minutes + minutes) if task.id == running[0].task else task
            for task in problem.tasks
        ),
        current=tuple(longer.get(block, block) for block in problem.current),
        pinned=tuple(longer.get(block, block) for block in problem.pinned),
    )


def _not_before(block: Block, cursor: int) -> int:
    return max(block.begin, cursor)


def _movable(problem: Problem, day: Day) -> list[Block]:
    """Return the accepted blocks of a day that begin after now, sorted."""
    return sorted(
        block
        for block in problem.current
        if block not in problem.pinned and max(problem.now, day.begin) <= block.begin < day.end
    )


def _after(problem: Problem, dropped: Sequence[str], day: Day, again: int | None = None) -> Problem:
    """Return the problem with some tasks not before the end of a day.

    From the minute `again`, those that can't be later may still be on this day.
    """

    def earliest(task: Task) -> int:
        begin = day.end if again is None or _end(task) > day.end else again
        return max(task.earliest or 0, begin)

    return replace(
        problem,
        tasks=tuple(
            replace(task, earliest=earliest(task)) if task.id in dropped else task
            for task in problem.tasks
        ),
    )


def _slide(problem: Problem, day: Day, movable: list[Block], begin: int, wish: Wish) -> Slide:
    """Lay blocks one after the other from a minute, dropping some until the rest fits."""
    others = [block for block in problem.current if block not in movable]
    tasks = {task.id: task for task in problem.tasks}
    dropped: list[str] = []
    kept = movable
    while (laid := _lay_with_lunch(problem, day, kept, others, begin, wish)) is None:
        name = min({b.task for b in kept}, key=lambda name: _worth(problem, tasks[name], day))
        dropped.append(name)
        kept = [block for block in kept if block.task != name]
    for name in dropped[:-1]:  # a small one may fit though it was dropped before a large one
        more = [block for block in movable if block in kept or block.task == name]
        if again := _lay_with_lunch(problem, day, more, others, begin, wish):
            laid, kept = again, more
            dropped.remove(name)
    return Slide(sorted([*others, *laid]), dropped)


def _worth(problem: Problem, task: Task, day: Day) -> tuple[int, str]:
    """Return a sort key that puts first what loses least by leaving a day.

    What must be done that day would be lost; the rest would only move to another day.
    """
    is_due = task.hard and task.deadline is not None and task.deadline <= day.end
    if is_due or task.latest is not None:
        return absent_cost(problem, replace(task, meant=True), task.minutes).value, task.id
    return moved_price(task, task.minutes), task.id


def _lay_with_lunch(
    problem: Problem, day: Day, movable: list[Block], others: list[Block], begin: int, wish: Wish
) -> list[Block] | None:
    """Lay blocks in order so that lunch stays free, if that is possible; None if they don't fit."""
    laid = _lay(problem, day, movable, others, begin, wish, None)
    if day.lunch is None or not problem.lunch_minutes or laid is None:
        return laid
    if not _has_lunch(problem, day.lunch, problem.current) or _has_lunch(
        problem, day.lunch, [*others, *laid]
    ):
        return laid
    options = [
        option
        for start in _lunch_begins(problem, day.lunch, laid)
        if (option := _lay(problem, day, movable, others, begin, wish, start)) is not None
        and _has_lunch(problem, day.lunch, [*others, *option])
    ]
    return min(options, key=lambda blocks: sum(b.begin for b in blocks), default=laid)


def _lunch_begins(problem: Problem, window: Span, laid: list[Block]) -> Iterator[int]:
    last = window.end - min(SHORT_LUNCH, problem.lunch_minutes)
    first = max(window.begin, problem.now)
    for minute in sorted({first, *(block.end for block in laid)}):
        if window.begin <= minute <= last:
            yield minute


def _has_lunch(problem: Problem, window: Span, blocks: Sequence[Block]) -> bool:
    taken = merged([*problem.busy, *(Span(begin, end) for begin, end, _ in blocks)])
    free = without(clipped([window], problem.now, problem.until), taken)
    needed = min(SHORT_LUNCH, problem.lunch_minutes)
    return any(end - begin >= needed for begin, end in free)


def _lay(
    problem: Problem,
    day: Day,
    movable: list[Block],
    others: list[Block],
    cursor: int,
    wish: Wish,
    lunch: int | None,
) -> list[Block] | None:
    """Lay blocks in order, around everything else and lunch; None if one doesn't fit."""
    buffer = problem.buffer
    tasks = {task.id: task for task in problem.tasks}
    taken = [*problem.busy, *(Span(begin, end) for begin, end, _ in others)]
    obstacles = [Span(b - buffer, e + buffer) for b, e in taken if b < e]
    if lunch is not None:
        obstacles.append(Span(lunch, lunch + min(SHORT_LUNCH, problem.lunch_minutes)))
    laid: list[Block] = []
    for block in movable:
        task, length = tasks[block.task], block.end - block.begin
        hours = merged(problem.hours.get(task.hours, ()))
        begin = max(wish(block, cursor), task.earliest or 0, problem.now)
        free = without(clipped(hours, begin, min(day.end, _end(task))), merged(obstacles))
        place = next((span.begin for span in free if span.end - span.begin >= length), None)
        if place is None:
            return None
        laid.append(Block(place, place + length, block.task))
        cursor = place + length + buffer
    return laid


def _end(task: Task) -> int:
    ends = [task.latest, task.deadline if task.hard else None]
    return min((end for end in ends if end is not None), default=NEVER)
