"""Reject contradictory problems with a sentence that says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from tasks.planning.solver.problem import Problem, Task


class InvalidProblem(ValueError):
    """The problem contradicts itself; the message says where."""


def validate(problem: Problem) -> None:
    """Raise `InvalidProblem` with the first contradiction."""
    for error in _errors(problem):
        raise InvalidProblem(error)


def _errors(problem: Problem) -> Iterator[str]:
    if problem.until < problem.now:
        yield "The plan ends before it begins."
    if problem.buffer < 0:
        yield "The buffer between blocks cannot be negative."
    ids = Counter(task.id for task in problem.tasks)
    yield from (f"Task {name} is listed twice." for name, count in ids.items() if count > 1)
    for task in problem.tasks:
        yield from _task_errors(task, ids)
    for block in (*problem.pinned, *problem.current):
        if block.end <= block.begin:
            yield f"A block of task {block.task} ends before it begins."
        if block.task not in ids:
            yield f"A block belongs to task {block.task}, which is not in the problem."
    steps = sorted(problem.energy)
    if any(step.end > later.begin for step, later in pairwise(steps)):
        yield "Two steps of the energy curve overlap."
    yield from _cycles(problem)


def _task_errors(task: Task, known: Counter[str]) -> Iterator[str]:
    if task.minutes < 1:
        yield f"Task {task.id} must take at least a minute."
    if task.weight < 1:
        yield f"Task {task.id} must weigh at least 1."
    if task.hard and task.deadline is None:
        yield f"Task {task.id} has a hard deadline without a date."
    if task.chunks and not 1 <= task.chunks.least <= task.chunks.most:
        yield f"The chunks of task {task.id} need 1 ≤ least ≤ most."
    for name in task.after:
        if name not in known:
            yield f"Task {task.id} waits for {name}, which is not in the problem."


def _cycles(problem: Problem) -> Iterator[str]:
    try:
        TopologicalSorter({task.id: task.after for task in problem.tasks}).prepare()
    except CycleError as error:
        yield f"Tasks wait for each other in a circle: {' → '.join(error.args[1])}."
