"""Check the rules of a plan, the simple way: each block, each pair, each task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tasks.planning.checker.day_rules import break_rule, lunch_rule, share_rule
from tasks.planning.checker.facts import is_exempt, is_finished, is_fixed, needed, stays
from tasks.planning.checker.violation import Rule, Violation

if TYPE_CHECKING:
    from tasks.planning.solver.problem import Block, Problem, Span, Task


def violations(problem: Problem, blocks: Sequence[Block]) -> list[Violation]:
    """List every hard constraint that a plan breaks; a plan without any may be applied.

    Pinned blocks and current ones in progress may collide; they count only as neighbours of other
    blocks. The buffer, breaks, lunch and the share of a day bind only blocks that change, and no
    urgent tasks.
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
        elif not is_fixed(problem, block):
            yield from _block_rules(problem, tasks[block.task], block)
            yield from _event_rules(problem, block)
    yield from _neighbour_rules(problem, blocks)
    for day in problem.days:
        own = [block for block in blocks if day.begin <= block.begin < day.end]
        yield from share_rule(problem, day, own)
        yield from lunch_rule(problem, day, blocks)
        yield from break_rule(problem, own)
    for task in problem.tasks:
        yield from _chunk_rules(problem, task, blocks_of[task.id])
        yield from _order_rules(problem, task, tasks, blocks_of)


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
    if task.latest is not None and block.end > task.latest:
        yield Violation(Rule.WINDOW, *at, str(task.latest))


def _covered(block: Block, hours: Sequence[Span]) -> bool:
    """Tell whether the block lies within the union of the hours."""
    covered_until = block.begin
    for begin, end in sorted(hours):
        if begin <= covered_until < end:
            covered_until = end
    return block.end <= covered_until


def _event_rules(problem: Problem, block: Block) -> Iterator[Violation]:
    buffer = 0 if is_exempt(problem, block) else problem.buffer
    for begin, end in problem.busy:
        if begin < end:
            distance = max(begin - block.end, block.begin - end)
            yield from _distance_rules(buffer, block, distance, f"event {begin}")


def _neighbour_rules(problem: Problem, blocks: list[Block]) -> Iterator[Violation]:
    for index, block in enumerate(blocks):
        for other in blocks[index + 1 :]:
            if other.begin - block.end >= problem.buffer:
                break  # sorted by begin: later blocks are further away
            if is_fixed(problem, block) and is_fixed(problem, other):
                continue
            is_free = block.task in problem.urgent or other.task in problem.urgent
            both_stay = stays(problem, block) and stays(problem, other)
            buffer = 0 if is_free or both_stay else problem.buffer
            yield from _distance_rules(buffer, block, other.begin - block.end, other.task)


def _distance_rules(buffer: int, block: Block, distance: int, against: str) -> Iterator[Violation]:
    if distance < 0:
        yield Violation(Rule.OVERLAP, block.task, block.begin, against)
    elif distance < buffer:
        yield Violation(Rule.BUFFER, block.task, block.begin, against)


def _chunk_rules(problem: Problem, task: Task, own: list[Block]) -> Iterator[Violation]:
    """Check the number and lengths of a task's blocks; a task may have none."""
    placed = [block for block in own if not is_fixed(problem, block)]
    lengths = [block.end - block.begin for block in placed]
    if not placed:
        return
    if task.chunks is None:
        wrong = len(own) > 1 or lengths[0] != task.minutes
    else:
        fixed = sum(b.end - b.begin for b in own if b not in placed)
        rest, most = needed(problem, task) - fixed, task.minutes - fixed
        count = -(-rest // task.chunks.most)
        least = min(task.chunks.least, rest // count) if count > 0 else 1
        is_enough = task.partial or sum(lengths) >= rest
        wrong = not is_enough or sum(lengths) > most
        wrong = wrong or min(lengths) < least or max(lengths) > task.chunks.most
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
            if is_fixed(problem, block):
                broken = any(not is_fixed(problem, other) for other in late)
            else:
                broken = bool(late) or not is_finished(problem, tasks[name], first)
            if broken:
                yield Violation(Rule.ORDER, task.id, block.begin, name)
