"""Give tasks that differ in nothing their times in the order in which the person lists them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from tasks.planning.solver.cost import by_task
from tasks.planning.solver.problem import Block, Problem, Task
from tasks.planning.solver.solution import Solution
from tasks.planning.solver.timeline import fixed_blocks


def in_list_order(problem: Problem, solution: Solution) -> Solution:
    """Exchange the blocks of equal tasks: the earlier in the problem, the earlier in the plan.

    Of equal tasks that don't all fit, the last ones are left out. The cost stays the same.
    """
    placed = by_task(solution.blocks)
    swaps: dict[str, str] = {}
    for names in _equal_tasks(problem, solution).values():
        by_begin = sorted((placed[name][0].begin, name) for name in names if placed[name])
        swaps |= zip((name for _begin, name in by_begin), names, strict=False)
    blocks = [block._replace(task=swaps.get(block.task, block.task)) for block in solution.blocks]
    return solution._replace(blocks=sorted(blocks))


def _equal_tasks(problem: Problem, solution: Solution) -> dict[tuple[Task, bool], list[str]]:
    """Group the tasks that may take each other's block: whole, new, and awaited by none."""
    placed = by_task(solution.blocks)
    bound = {block.task for block in (*problem.current, *fixed_blocks(problem))}
    bound |= {name for task in problem.tasks for name in task.after}
    groups: dict[tuple[Task, bool], list[str]] = defaultdict(list)
    for task in problem.tasks:
        if task.id not in bound and _is_whole(task, placed[task.id]):
            groups[replace(task, id=""), task.id in solution.urgent].append(task.id)
    return groups


def _is_whole(task: Task, blocks: list[Block]) -> bool:
    """Tell whether a task is planned in one piece, or not at all."""
    return not blocks or [block.end - block.begin for block in blocks] == [task.minutes]
