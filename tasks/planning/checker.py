"""Judge and price any plan; shares no code with the solver, so that each can catch the other.

It imports only types from problem.py. The code is deliberately simple: it compares every pair
of blocks and spells out every rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tasks.planning.solver.problem import Block, Problem, Span, Task


class Rule(StrEnum):
    """The hard constraints."""

    UNKNOWN = "unknown"
    PINNED = "pinned"
    PAST = "past"
    RANGE = "range"
    HOURS = "hours"
    EARLIEST = "earliest"
    DEADLINE = "deadline"
    OVERLAP = "overlap"
    BUFFER = "buffer"
    ORDER = "order"
    CHUNKS = "chunks"


class Violation(NamedTuple):
    """A broken rule: the block at fault, and the event, task or minute that it violates."""

    rule: Rule
    task: str
    begin: int
    against: str = ""

    def __str__(self) -> str:
        return f"{self.task} at {self.begin} breaks {self.rule} {self.against}".rstrip()


def violations(problem: Problem, blocks: Sequence[Block]) -> list[Violation]:
    """List every hard constraint that a plan breaks; a plan without any may be applied.

    Pinned blocks and current ones in progress may collide; they count only as neighbours of other
    blocks.
    """
    return list(_violations(problem, sorted(blocks)))


def _violations(problem: Problem, blocks: list[Block]) -> Iterator[Violation]:
    tasks = {task.id: task for task in problem.tasks}
    blocks_of: dict[str, list[Block]] = {name: [] for name in tasks}
    for block in blocks:
        blocks_of.setdefault(block.task, []).append(block)
    for block in problem.pinned:
        if block not in blocks:
            yield Violation(Rule.PINNED, block.task, block.begin)
    for block in blocks:
        if block.task not in tasks:
            yield Violation(Rule.UNKNOWN, block.task, block.begin)
        elif not _is_fixed(problem, block):
            yield from _block_rules(problem, tasks[block.task], block)
            yield from _event_rules(problem, block)
    yield from _neighbour_rules(problem, blocks)
    for task in problem.tasks:
        yield from _chunk_rules(problem, task, blocks_of[task.id])
        yield from _order_rules(problem, task, tasks, blocks_of)


def _is_fixed(problem: Problem, block: Block) -> bool:
    in_progress = block.begin < problem.now < block.end and block in problem.current
    return in_progress or block in problem.pinned


def _block_rules(problem: Problem, task: Task, block: Block) -> Iterator[Violation]:
    """Check a single block."""
    at = (task.id, block.begin)
    if block.begin < problem.now:
        yield Violation(Rule.PAST, *at, str(problem.now))
    if block.end > problem.until:
        yield Violation(Rule.RANGE, *at, str(problem.until))
    if not _covered(block, problem.hours.get(task.hours, ())):
        yield Violation(Rule.HOURS, *at, task.hours)
    if task.earliest is not None and block.begin < task.earliest:
        yield Violation(Rule.EARLIEST, *at, str(task.earliest))
    if task.hard and task.deadline is not None and block.end > task.deadline:
        yield Violation(Rule.DEADLINE, *at, str(task.deadline))


def _covered(block: Block, hours: Sequence[Span]) -> bool:
    """Tell whether the block lies within the union of the hours."""
    covered_until = block.begin
    for begin, end in sorted(hours):
        if begin <= covered_until < end:
            covered_until = end
    return block.end <= covered_until


def _event_rules(problem: Problem, block: Block) -> Iterator[Violation]:
    for begin, end in problem.busy:
        if begin < end:
            distance = max(begin - block.end, block.begin - end)
            yield from _distance_rules(problem, block, distance, f"event {begin}")


def _neighbour_rules(problem: Problem, blocks: list[Block]) -> Iterator[Violation]:
    for index, block in enumerate(blocks):
        for other in blocks[index + 1 :]:
            if other.begin - block.end >= problem.buffer:
                break  # sorted by begin: later blocks are further away
            if not (_is_fixed(problem, block) and _is_fixed(problem, other)):
                yield from _distance_rules(problem, block, other.begin - block.end, other.task)


def _distance_rules(
    problem: Problem, block: Block, distance: int, against: str
) -> Iterator[Violation]:
    if distance < 0:
        yield Violation(Rule.OVERLAP, block.task, block.begin, against)
    elif distance < problem.buffer:
        yield Violation(Rule.BUFFER, block.task, block.begin, against)


def _chunk_rules(problem: Problem, task: Task, own: list[Block]) -> Iterator[Violation]:
    """Check the number and lengths of a task's blocks; a task may have none."""
    placed = [block for block in own if not _is_fixed(problem, block)]
    lengths = [block.end - block.begin for block in placed]
    rest = task.minutes - sum(b.end - b.begin for b in own if b not in placed)
    if not placed:
        return
    if task.chunks is None:
        wrong = len(own) > 1 or lengths[0] != task.minutes
    else:
        count = -(-rest // task.chunks.most)
        least = min(task.chunks.least, rest // count) if count > 0 else 1
        wrong = sum(lengths) != rest or min(lengths) < least or max(lengths) > task.chunks.most
    if wrong:
        yield Violation(Rule.CHUNKS, task.id, placed[0].begin, "+".join(map(str, lengths)))


def _order_rules(
    problem: Problem, task: Task, tasks: Mapping[str, Task], blocks_of: Mapping[str, list[Block]]
) -> Iterator[Violation]:
    """Check that predecessors are finished before the task begins.

    A fixed block may wait for an unplanned task, but nothing may be planned into its way.
    """
    for name in task.after:
        first = blocks_of[name]
        for block in blocks_of[task.id]:
            late = [other for other in first if other.end > block.begin]
            if _is_fixed(problem, block):
                broken = any(not _is_fixed(problem, other) for other in late)
            else:
                broken = bool(late) or not _finished(problem, tasks[name], first)
            if broken:
                yield Violation(Rule.ORDER, task.id, block.begin, name)


def _finished(problem: Problem, task: Task, own: Sequence[Block]) -> bool:
    """Tell whether a task is done: its minutes are planned, or one fixed block finishes it."""
    if task.chunks is None and any(_is_fixed(problem, block) for block in own):
        return True
    return sum(block.end - block.begin for block in own) >= task.minutes


def price(problem: Problem, blocks: Sequence[Block]) -> tuple[int, ...]:
    """Return the components of `Cost` in order, computed the simple way."""
    totals = [0] * 8
    for task in problem.tasks:
        own = sorted(block for block in blocks if block.task == task.id)
        for index, value in enumerate((*_done(problem, task, own), *_moved(problem, task, own))):
            totals[index] += value
    missed, late, left_out, mismatch, delay, fragments, moved, shifted = totals
    return missed, late, left_out, moved, shifted, mismatch, delay, fragments


def _done(problem: Problem, task: Task, own: list[Block]) -> tuple[int, int, int, int, int, int]:
    finished = bool(own) and _finished(problem, task, own)
    end = own[-1].end if finished else problem.until
    late = 0
    if task.deadline is not None and not task.hard:
        late = task.weight * max(0, end - task.deadline)
    if not finished:
        is_missed = task.hard and task.deadline is not None and task.deadline <= problem.until
        return (task.weight if is_missed else 0, late, task.weight, 0, 0, 0)
    delay = task.weight * max(0, end - problem.now)
    return (0, late, 0, _mismatch(problem, task, own), delay, len(own) - 1)


def _mismatch(problem: Problem, task: Task, own: list[Block]) -> int:
    total = 0
    for block in own:
        for step in problem.energy:
            common = min(block.end, step.end) - max(block.begin, step.begin)
            if common > 0:
                total += common * abs(step.level - task.energy)
    return total


def _moved(problem: Problem, task: Task, own: list[Block]) -> tuple[int, int]:
    """Count the current blocks that don't stay, and by how much the k-th of them moves."""
    old = sorted(block for block in problem.current if block.task == task.id)
    previous = [block for block in old if block not in own]
    new = [block for block in own if block not in old]
    return len(previous), sum(abs(a.begin - b.begin) for a, b in zip(previous, new, strict=False))
