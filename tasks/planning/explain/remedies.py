"""Find the smallest changes a person would make to fit a task that was left out, or a part of it.

Each remedy is tried on the plan: the checker finds no rule that it breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from tasks.planning.explain.trials import GRID, Change, Trials, begins
from tasks.planning.solver.chunking import feasible_chunks
from tasks.planning.solver.problem import Block, Chunks, Problem, Span, Task
from tasks.planning.solver.spans import merged

NEAR = 240  # minutes around a change in which the task may go, or more if it is longer
TRIES = 6  # places of a task that are checked
MOVES = 2  # that make room, of which one is named
MOVABLE = 6  # blocks that are tried out of the way, the least important first
SMALLEST_PIECE, LONGEST_PIECE = 30, 120  # minutes, of a task that is split
CHUNK_MINUTES = (60, 30)  # shortest pieces worth suggesting, best first
MOST_OVERTIME = 120  # minutes on one day
MAX_EXTENSIONS = 16  # of the hours that are tried


class RemedyKind(StrEnum):
    """What a remedy changes, the smallest change first."""

    MOVE = "move"
    SPLIT = "split"
    AROUND = "around"
    EVENING = "evening"
    MORNING = "morning"
    DAY = "day"
    EARLIEST = "earliest"
    WEEKEND = "weekend"
    POSTPONE = "postpone"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Extension:
    """Time that may be added to the hours of one day."""

    kind: RemedyKind
    span: Span


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change, and the plan that it makes possible.

    ``begin`` is where the task then begins. ``other`` is the block that moves or goes, ``to`` its
    new begin; ``value`` the shortest piece, the new deadline or the new earliest start; ``span``
    the time added to the hours.
    """

    kind: RemedyKind
    problem: Problem = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    begin: int
    other: Block | None = None
    to: int = 0
    value: int = 0
    span: Span | None = None


def remedies(trials: Trials, task: str, extensions: Sequence[Extension] = ()) -> list[Remedy]:
    """List one change of each kind that would make room for a task, the smallest first.

    The list is empty if the task waits for something that isn't finished in the plan.
    """
    row = trials.tasks[task]
    if any(trials.missing(name) for name in row.after):
        return []
    kinds: tuple[Callable[[], Iterator[Remedy]], ...] = (
        lambda: _moving_others(trials, row),
        lambda: _splitting(trials, row),
        lambda: _longer_hours(trials, row, extensions, RemedyKind.EVENING),
        lambda: _longer_hours(trials, row, extensions, RemedyKind.MORNING),
        lambda: _another_day(trials, row),
        lambda: _earlier_start(trials, row),
        lambda: _longer_hours(trials, row, extensions, RemedyKind.WEEKEND),
        lambda: _postponing_others(trials, row),
        lambda: _later_deadline(trials, row),
    )
    return [remedy for kind in kinds for remedy in islice(kind(), 1)]


def with_extra_hours(problem: Problem, spans: Sequence[Span]) -> Problem:
    """Return the problem with these spans among the hours of all groups, and planned in full."""
    hours = {name: tuple(merged([*own, *spans])) for name, own in problem.hours.items()}
    days = tuple(
        day
        if day.capacity is None
        else day._replace(capacity=day.capacity + _added(problem, spans, day.begin, day.end))
        for day in problem.days
    )
    return replace(problem, hours=hours, days=days)


def _added(problem: Problem, spans: Sequence[Span], begin: int, end: int) -> int:
    return sum(max(0, min(span.end, end) - max(span.begin, begin)) for span in spans)


def place(trials: Trials, task: Task, window: Span, removed: Block | None = None) -> Change | None:
    """Return the change that places what is missing of a task in a window.

    Take the task of a `removed` block out of the plan first. None if it doesn't fit there.
    """
    change: Change = {removed.task: ()} if removed else {}
    own, minutes = trials.of_task(task.id), trials.missing(task.id)
    free = trials.free(task.hours, window, trials.of_task(removed.task) if removed else ())
    for blocks in islice(_layouts(trials.problem, task, minutes, free), TRIES):
        placed = {**change, task.id: (*own, *blocks)}
        if trials.is_allowed(placed, task):
            return placed
    return None


def _layouts(
    problem: Problem, task: Task, minutes: int, free: Sequence[Span]
) -> Iterator[list[Block]]:
    """Yield ways to lay minutes of a task into free time, earliest first."""
    whole = task.chunks is None or minutes <= task.chunks.most
    for span in free if whole else ():
        for begin in begins(problem, task, span, minutes):
            yield [Block(begin, begin + minutes, task.id)]
    if task.chunks:
        for skipped in range(min(3, len(free))):
            if blocks := _pieces(problem, task, minutes, free[skipped:]):
                yield blocks


def _pieces(problem: Problem, task: Task, minutes: int, free: Sequence[Span]) -> list[Block]:
    """Fill free time with pieces, with a break after each; empty if it isn't enough."""
    assert task.chunks  # noqa: S101
    chunks = feasible_chunks(minutes, task.chunks)
    least = min(minutes, max(chunks.least, min(SMALLEST_PIECE, chunks.most)))
    blocks: list[Block] = []
    for begin, end in free:
        cursor = -(-begin // GRID) * GRID
        while minutes and (size := _size(minutes, end - cursor, Chunks(least, chunks.most))):
            blocks.append(Block(cursor, cursor + size, task.id))
            minutes -= size
            cursor += size + max(problem.buffer, problem.break_minutes)
    return blocks if not minutes else []


def _size(minutes: int, space: int, chunks: Chunks) -> int:
    """Return the longest piece for a space that leaves no rest shorter than a piece."""
    size = min(minutes, space // GRID * GRID, chunks.most)
    if 0 < minutes - size < chunks.least:
        size = minutes - chunks.least
    return size if size >= chunks.least else 0


def _movable(trials: Trials, task: Task) -> list[Block]:
    """Return the blocks that may go out of the way, the least important first.

    Only tasks in one piece, whose whole time a person can move at once.
    """
    window = trials.window(task)
    blocks = [
        block
        for block in trials.blocks
        if block not in trials.fixed
        and block.task != task.id
        and len(trials.of_task(block.task)) == 1
        and block.begin < window.end
        and block.end > window.begin
    ]
    blocks.sort(key=lambda b: (trials.tasks[b.task].weight, b.end - b.begin, b.begin))
    return blocks[:MOVABLE]


def _moving_others(trials: Trials, task: Task) -> Iterator[Remedy]:
    """Try to move one block elsewhere: better within its day than to another."""
    moves = list(islice(_moves(trials, task), MOVES))
    moves.sort(key=lambda move: trials.day(move[1].begin) != trials.day(move[0].begin))
    for block, new, change in moves[:1]:
        begin = _begin(trials, task, change)
        blocks = trials.changed(change)
        yield Remedy(RemedyKind.MOVE, trials.problem, blocks, begin, other=block, to=new.begin)


def _moves(trials: Trials, task: Task) -> Iterator[tuple[Block, Block, Change]]:
    """Yield moves of single blocks that make room, each with the whole change."""
    for block in _movable(trials, task):
        around = _around(trials, task, Span(block.begin, block.end))
        if placed := place(trials, task, around, block):
            other = trials.tasks[block.task]
            rest = Trials(trials.problem, trials.changed(placed))
            target = place(rest, other, rest.window(other))
            if target and trials.is_allowed({**placed, **target}):
                yield block, target[block.task][0], {**placed, **target}


def _postponing_others(trials: Trials, task: Task) -> Iterator[Remedy]:
    """Try to take a less important block out of the plan."""
    waits = {name for other in trials.problem.tasks for name in other.after}
    for block in _movable(trials, task):
        other = trials.tasks[block.task]
        if other.hard or other.latest is not None or other.id in waits:
            continue
        if other.weight > task.weight:
            return
        around = _around(trials, task, Span(block.begin, block.end))
        if change := place(trials, task, around, block):
            begin = _begin(trials, task, change)
            blocks = trials.changed(change)
            yield Remedy(RemedyKind.POSTPONE, trials.problem, blocks, begin, other=block)


def _around(trials: Trials, task: Task, span: Span) -> Span:
    """Return the time around a span in which what is missing of a task may go, to use the span."""
    window, reach = trials.window(task), max(NEAR, trials.missing(task.id))
    return Span(max(window.begin, span.begin - reach), min(window.end, span.end + reach))


def _begin(trials: Trials, task: Task, change: Change) -> int:
    return min(b.begin for b in change[task.id] if b not in trials.of_task(task.id))


def _splitting(trials: Trials, task: Task) -> Iterator[Remedy]:
    for least in CHUNK_MINUTES:
        if task.chunks is None and 2 * least <= task.minutes:
            split = replace(task, chunks=Chunks(least, max(LONGEST_PIECE, least)), partial=True)
            yield from _changed_task(trials, split, RemedyKind.SPLIT, least)


def _changed_task(
    trials: Trials, task: Task, kind: RemedyKind, value: int | None = None
) -> Iterator[Remedy]:
    """Try another version of the task; the value is where it begins, unless it is given."""
    tasks = tuple(task if other.id == task.id else other for other in trials.problem.tasks)
    changed = trials.with_problem(replace(trials.problem, tasks=tasks))
    if change := place(changed, task, changed.window(task)):
        begin = _begin(trials, task, change)
        value = begin if value is None else value
        yield Remedy(kind, changed.problem, changed.changed(change), begin, value=value)


def _another_day(trials: Trials, task: Task) -> Iterator[Remedy]:
    """Try the days before and after the one to which the task belongs."""
    if task.latest is not None and not trials.of_task(task.id):
        free = replace(task, earliest=None, latest=None)
        yield from _changed_task(trials, free, RemedyKind.DAY)


def _earlier_start(trials: Trials, task: Task) -> Iterator[Remedy]:
    if task.earliest is not None and task.latest is None:
        yield from _changed_task(trials, replace(task, earliest=None), RemedyKind.EARLIEST)


def _later_deadline(trials: Trials, task: Task) -> Iterator[Remedy]:
    """Try a deadline at the end of the first free time."""
    if not task.hard or task.deadline is None or task.deadline >= trials.problem.until:
        return
    for remedy in _changed_task(trials, replace(task, hard=False), RemedyKind.DEADLINE):
        finish = max(block.end for block in remedy.blocks if block.task == task.id)
        tasks = tuple(
            replace(task, deadline=finish) if other.id == task.id else other
            for other in trials.problem.tasks
        )
        yield replace(remedy, problem=replace(trials.problem, tasks=tasks), value=finish)


def _longer_hours(
    trials: Trials, task: Task, extensions: Sequence[Extension], kind: RemedyKind
) -> Iterator[Remedy]:
    """Try to add time to the hours of one day, the least first."""
    window = trials.window(task)
    spans = [
        extension.span
        for extension in extensions
        if extension.kind is kind
        and extension.span.begin < window.end
        and extension.span.end > window.begin
    ]
    for span in sorted(spans, key=lambda s: (s.end - s.begin, s.begin))[:MAX_EXTENSIONS]:
        longer = trials.with_problem(with_extra_hours(trials.problem, [span]))
        if change := place(longer, task, _around(trials, task, span)):
            begin = _begin(trials, task, change)
            blocks = longer.changed(change)
            yield Remedy(kind, longer.problem, blocks, begin, span=span)
