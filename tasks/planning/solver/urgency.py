"""Give up lunch, breaks, the buffer and the share of a day for hard deadlines, last first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce

from tasks.planning.solver.budget import Budget
from tasks.planning.solver.calendar_days import day_index
from tasks.planning.solver.cost import by_task, evaluate
from tasks.planning.solver.lunch import with_lunches, without_lunches
from tasks.planning.solver.problem import Block, Problem, Task
from tasks.planning.solver.solution import Solution, meet_deadlines, search
from tasks.planning.solver.timeline import fixed_blocks


def without_share(problem: Problem) -> Problem:
    return replace(problem, days=tuple(day._replace(capacity=None) for day in problem.days))


def without_buffer(problem: Problem) -> Problem:
    return replace(problem, buffer=0)


def without_breaks(problem: Problem) -> Problem:
    return replace(problem, break_after=0)


def without_lunch(problem: Problem) -> Problem:
    return replace(problem, lunch_minutes=0)


FEW = 5  # missed deadlines
AROUND_EFFORT = 0.25  # of a whole search, for the others around urgent blocks
# In the order in which they are given up.
RULES: tuple[Callable[[Problem], Problem], ...] = (
    without_share,
    without_buffer,
    without_breaks,
    without_lunch,
)


def give_up_rules(problem: Problem, solution: Solution, budget: Budget, seed: int) -> Solution:
    """Return a solution of more value, if giving up rules for hard deadlines has one.

    The tasks with hard deadlines are planned alone to see which rules stand in their way. Rules are
    given up only on the days where that helps: the deadlines that gain, or all on these days, are
    ``urgent``, keep their place in the looser plan, and the others are planned around them within
    the rules.
    """
    if not 0 < len(_missed_tasks(problem, solution.blocks)) <= _most_missed(problem):
        return solution
    alone = _critical(problem)
    blocks = best = meet_deadlines(with_lunches(alone), budget)
    least = _missed(alone, blocks)
    loosest = reduce(lambda rules, give_up: give_up(rules), RULES, alone)
    most = meet_deadlines(with_lunches(loosest), budget)
    enough = _missed(alone, most)
    looser = alone
    for give_up in RULES:
        if enough >= least:
            break
        looser = give_up(looser)
        tried = most if looser == loosest else meet_deadlines(with_lunches(looser), budget)
        if (missed := _missed(alone, tried)) < least:
            best, least = tried, missed
    gained = _gained(problem, blocks, best)
    if not gained:
        return solution
    on_their_days = _on_their_days(problem, gained, best)
    options = [solution, _around(problem, on_their_days, budget, seed)]
    if (theirs := _blocks_of(problem, gained, best)) != on_their_days:
        fewer = _around(problem, theirs, budget, seed)
        options += [fewer] if _has_lunches(problem, fewer) else []
    return min(options, key=lambda one: _value(problem, one))


def _missed_tasks(problem: Problem, blocks: Iterable[Block]) -> list[str]:
    """Return the tasks whose hard deadline passes before they are done."""
    planned = by_task({*fixed_blocks(problem), *without_lunches(blocks)})
    return [
        task.id
        for task in problem.tasks
        if _is_critical(problem, task) and _minutes(planned[task.id]) < task.minutes
    ]


def _most_missed(problem: Problem) -> int:
    """Return how many missed deadlines are worth another try.

    Rules were given up for the others when the current plan was made.
    """
    return FEW if problem.current else len(problem.tasks)


def _value(problem: Problem, solution: Solution) -> int:
    return evaluate(problem, [*fixed_blocks(problem), *without_lunches(solution.blocks)]).value


def _missed(problem: Problem, blocks: Iterable[Block]) -> int:
    return evaluate(problem, {*fixed_blocks(problem), *without_lunches(blocks)}).missed


def _critical(problem: Problem) -> Problem:
    """Return the problem with only hard deadlines, what they wait for, and what can't move."""
    pinned = fixed_blocks(problem)
    fixed = {block.task for block in pinned}
    names = [task.id for task in problem.tasks if _is_critical(problem, task)]
    critical = _with_predecessors(problem, names)
    kept = [task for task in problem.tasks if task.id in critical or task.id in fixed]
    present = {task.id for task in kept}
    return replace(
        problem,
        tasks=tuple(
            replace(task, after=tuple(name for name in task.after if name in present))
            for task in kept
        ),
        # What is tight stays without a buffer, too.
        pinned=pinned,
        current=tuple(block for block in problem.current if block.task in present),
    )


def _with_predecessors(problem: Problem, names: Iterable[str]) -> set[str]:
    """Return these tasks and all that they wait for, directly or not."""
    waits = {task.id: task.after for task in problem.tasks}
    result: set[str] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        if name not in result:
            result.add(name)
            stack += waits[name]
    return result


def _is_critical(problem: Problem, task: Task) -> bool:
    return task.hard and task.deadline is not None and task.deadline <= problem.until


def _gained(problem: Problem, before: list[Block], after: list[Block]) -> list[str]:
    """Return the hard deadlines of which the looser plan does more."""
    old, new = by_task(before), by_task(after)
    critical = [task.id for task in problem.tasks if _is_critical(problem, task)]
    return [name for name in critical if _minutes(new[name]) > _minutes(old[name])]


def _on_their_days(problem: Problem, gained: list[str], blocks: list[Block]) -> list[Block]:
    """Return the blocks of all deadlines on the days where the looser plan gains something."""
    own = by_task(blocks)
    critical = [task.id for task in problem.tasks if _is_critical(problem, task)]
    days = {day_index(problem, block.begin) for name in gained for block in own[name]}
    names = [n for n in critical if any(day_index(problem, b.begin) in days for b in own[n])]
    return _blocks_of(problem, names, blocks)


def _blocks_of(problem: Problem, names: list[str], blocks: list[Block]) -> list[Block]:
    """Return the blocks of some tasks and of what they wait for."""
    own = by_task(blocks)
    return [block for name in _with_predecessors(problem, names) for block in own[name]]


def _has_lunches(problem: Problem, solution: Solution) -> bool:
    """Tell whether every lunch that the urgent blocks leave time for is in a solution."""
    urgent = [block for block in solution.blocks if block.task in solution.urgent]
    rest = with_lunches(replace(problem, pinned=(*problem.pinned, *urgent)))
    lunches = {task.id for task in rest.tasks} - {task.id for task in problem.tasks}
    return lunches <= {block.task for block in solution.blocks}


def _minutes(blocks: list[Block]) -> int:
    return sum(block.end - block.begin for block in blocks)


def _around(problem: Problem, urgent: list[Block], budget: Budget, seed: int) -> Solution:
    """Plan the other tasks around urgent blocks, within the rules."""
    names = tuple(sorted({*problem.urgent, *(block.task for block in urgent)}))
    pinned = tuple(sorted({*problem.pinned, *urgent}))
    rest = replace(problem, pinned=pinned, urgent=names)
    others = search(with_lunches(rest), budget, seed, effort=AROUND_EFFORT)
    return Solution(sorted([*urgent, *others.blocks]), others.bound, names)
