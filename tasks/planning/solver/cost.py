"""Compute the cost of a plan, and pack it into one integer that sorts the same way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from tasks.planning.solver.chunking import feasible_chunks
from tasks.planning.solver.problem import Block, Cost, Problem, Task
from tasks.planning.solver.timeline import fixed_blocks

TOP_LEVELS = 3  # missed, late and left_out: what gets done, rather than when


def evaluate(problem: Problem, blocks: Iterable[Block]) -> Cost:
    """Return the cost of a plan, pinned blocks included."""
    planned, current = by_task(blocks), by_task(problem.current)
    fixed = {block.task for block in fixed_blocks(problem)}
    costs = [
        task_cost(problem, task, planned[task.id], current[task.id], task.id in fixed)
        for task in problem.tasks
    ]
    return Cost(*map(sum, zip(*costs, strict=True))) if costs else Cost()


def by_task(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    """Group blocks by task, sorted; a task without blocks has an empty list."""
    grouped: dict[str, list[Block]] = defaultdict(list)
    for block in sorted(blocks):
        grouped[block.task].append(block)
    return grouped


def task_cost(
    problem: Problem, task: Task, blocks: Sequence[Block], current: Sequence[Block], fixed: bool
) -> Cost:
    """Return the cost of a task; blocks are sorted, `fixed` says that one can't move."""
    moved, shifted = movement(current, blocks)
    if not is_done(task, blocks, fixed):
        return unplanned_cost(problem, task)._replace(moved=moved, shifted=shifted)
    finish = blocks[-1].end
    return Cost(
        late=task.weight * lateness(task, finish),
        moved=moved,
        shifted=shifted,
        mismatch=sum(mismatch(problem, task, block) for block in blocks),
        delay=task.weight * max(0, finish - problem.now),
        fragments=len(blocks) - 1,
    )


def unplanned_cost(problem: Problem, task: Task) -> Cost:
    """Return the cost of leaving a task out: a soft deadline is late until the plan ends."""
    missed = task.hard and task.deadline is not None and task.deadline <= problem.until
    return Cost(
        missed=task.weight if missed else 0,
        late=task.weight * lateness(task, problem.until),
        left_out=task.weight,
    )


def is_done(task: Task, blocks: Sequence[Block], fixed: bool) -> bool:
    """Tell whether blocks finish a task; one fixed block finishes a task that can't be split."""
    if fixed and task.chunks is None:
        return True
    return sum(block.end - block.begin for block in blocks) >= task.minutes


def lateness(task: Task, finish: int) -> int:
    """Return the minutes from a soft deadline to `finish`; 0 without one."""
    return 0 if task.hard or task.deadline is None else max(0, finish - task.deadline)


def mismatch(problem: Problem, task: Task, block: Block) -> int:
    """Return minutes × levels between the energy of the time and the energy a task needs."""
    return sum(
        abs(level - task.energy) * max(0, min(end, block.end) - max(begin, block.begin))
        for begin, end, level in problem.energy
    )


def movement(current: Sequence[Block], blocks: Sequence[Block]) -> tuple[int, int]:
    """Count the current blocks that don't stay, and the minutes by which they move."""
    if not current:
        return 0, 0
    unchanged = Counter(current) & Counter(blocks)
    old = sorted((Counter(current) - unchanged).elements())
    new = sorted((Counter(blocks) - unchanged).elements())
    return len(old), sum(
        abs(before.begin - after.begin) for before, after in zip(old, new, strict=False)
    )


def packing(problem: Problem) -> Cost:
    """Return a multiplier for each component that outweighs all later ones.

    The weighted sum of a `Cost` sorts exactly like the cost itself, so that a search adds and
    compares one integer instead of eight.
    """
    limits = _limits(problem)
    multipliers = [1]
    for limit in reversed(limits[1:]):
        multipliers.append(multipliers[-1] * (limit + 1))
    return Cost(*reversed(multipliers))


def top_packing(problem: Problem) -> Cost:
    """Return the packing of the first components only, for smaller integers."""
    full = packing(problem)
    unit = full[TOP_LEVELS - 1]
    return Cost(*(multiplier // unit for multiplier in full))


def pack(cost: Cost, scale: Cost) -> int:
    """Return the weighted sum of a cost by the multipliers of a packing."""
    return sum(value * multiplier for value, multiplier in zip(cost, scale, strict=True))


def _limits(problem: Problem) -> Cost:
    """Return an upper bound of each component over all plans."""
    tasks, first = problem.tasks, problem.now
    fixed = (*problem.pinned, *problem.current)
    last = max([problem.until, *(block.end for block in fixed)])
    distances = [
        max(abs(block.begin - first), abs(block.begin - last)) for block in problem.current
    ]
    weight = sum(task.weight for task in tasks)
    minutes = sum(task.minutes for task in tasks) + sum(end - begin for begin, end, _ in fixed)
    levels = [task.energy for task in tasks] + [step.level for step in problem.energy]
    return Cost(
        missed=weight,
        late=sum(task.weight * lateness(task, last) for task in tasks),
        left_out=weight,
        moved=len(problem.current),
        shifted=sum(distances),
        mismatch=max(levels, default=0) * minutes,
        delay=weight * max(0, last - first),
        fragments=len(fixed) + sum(_max_chunks(task) for task in tasks),
    )


def _max_chunks(task: Task) -> int:
    least = feasible_chunks(task.minutes, task.chunks).least if task.chunks else task.minutes
    return task.minutes // least
