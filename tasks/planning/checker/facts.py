"""Facts about blocks that several rules need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasks.planning.solver.problem import Block, Problem, Task


def is_fixed(problem: Problem, block: Block) -> bool:
    in_progress = block.begin < problem.now < block.end and block in problem.current
    return in_progress or block in problem.pinned


def stays(problem: Problem, block: Block) -> bool:
    return is_fixed(problem, block) or block in problem.current


def is_exempt(problem: Problem, block: Block) -> bool:
    """Tell whether the rules of the day don't bind a block: it stays, or is urgent."""
    return stays(problem, block) or block.task in problem.urgent


def is_finished(problem: Problem, task: Task, own: Sequence[Block]) -> bool:
    """Tell whether a task is done: its minutes are planned, or one fixed block finishes it."""
    if task.chunks is None and any(is_fixed(problem, block) for block in own):
        return True
    return sum(block.end - block.begin for block in own) >= needed(problem, task)


def needed(problem: Problem, task: Task) -> int:
    """Return the minutes that a plan should do: a fair share of each day if it isn't due."""
    if task.daily and (task.deadline is None or task.deadline > problem.until):
        days = day_of(problem, problem.until - 1) - day_of(problem, problem.now) + 1
        return min(task.minutes, task.daily * days)
    return task.minutes


def day_of(problem: Problem, minute: int) -> int:
    """Return the number of the local day; days outside the problem's have 1440 minutes."""
    for number, day in enumerate(problem.days):
        if day.begin <= minute < day.end:
            return number
    if not problem.days:
        return minute // 1440
    if minute < problem.days[0].begin:
        return -((problem.days[0].begin - minute + 1439) // 1440)
    return len(problem.days) + (minute - problem.days[-1].end) // 1440
