"""A problem prepared for the search: numbered jobs with their time windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from tasks.planning.solver.chunking import feasible_chunks
from tasks.planning.solver.cost import by_task, missing_minutes
from tasks.planning.solver.problem import Block, Chunks, Problem, Task
from tasks.planning.solver.timeline import Gap, fixed_blocks, gaps

NEVER = 1 << 60  # no soft deadline: nothing is late against it


@dataclass(frozen=True, slots=True)
class Job:
    """The part of a task that still has to be placed.

    ``minutes`` remain after the task's fixed blocks, of which the last ends at ``fixed_end``.
    New blocks lie between ``release`` and ``limit``; minutes after ``due`` are late (NEVER
    without a soft deadline). ``predecessors`` are the numbers of jobs that must be finished first,
    ``successors`` those of the jobs that wait for this one.
    """

    number: int
    task: Task
    minutes: int
    chunks: Chunks | None
    release: int
    limit: int
    fixed_end: int
    due: int
    fixed: tuple[Block, ...]
    current: tuple[Block, ...]
    predecessors: tuple[int, ...]
    successors: tuple[int, ...]

    @property
    def may_be_whole(self) -> bool:
        """Tell whether the job may be done in one block."""
        return self.chunks is None or self.minutes <= self.chunks.most


@dataclass(frozen=True, slots=True)
class Model:
    """The input of every search: the free time, and the jobs to place in it."""

    problem: Problem
    gaps: list[Gap]
    jobs: list[Job]

    def dependants(self, numbers: Iterable[int]) -> set[int]:
        """Return these jobs and all that wait for them, directly or not."""
        dependants: set[int] = set()
        stack = list(numbers)
        while stack:
            number = stack.pop()
            if number not in dependants:
                dependants.add(number)
                stack.extend(self.jobs[number].successors)
        return dependants

    def latest_ends(self, focus: int) -> dict[int, int]:
        """Return when each predecessor should end so that a job can: number → minute."""
        ends = {focus: min(self.jobs[focus].limit, self.jobs[focus].due)}
        for number in range(focus, -1, -1):  # predecessors have lower numbers
            job = self.jobs[number]
            for first in job.predecessors if number in ends else ():
                end = ends[number] - job.minutes - self.problem.buffer
                ends[first] = min(ends.get(first, end), end)
        del ends[focus]
        return dict(sorted(ends.items()))


def build_model(problem: Problem) -> Model:
    """Prepare a valid problem; each job has a higher number than its predecessors."""
    fixed, current = by_task(fixed_blocks(problem)), by_task(problem.current)
    tasks = _unfinished(problem, fixed)
    number = {task.id: n for n, task in enumerate(tasks)}
    successors = _successors(problem)
    jobs = []
    for task in tasks:
        own = fixed[task.id]
        minutes = missing_minutes(problem, task, own, bool(own))
        fixed_end = max((block.end for block in own), default=problem.now)
        soft = task.deadline is not None and not task.hard
        earlier = [block.end for name in task.after for block in fixed[name]]
        later = [block.begin for name in successors[task.id] for block in fixed[name]]
        jobs.append(
            Job(
                number=number[task.id],
                task=task,
                minutes=minutes,
                chunks=feasible_chunks(minutes, task.chunks) if task.chunks else None,
                release=max([problem.now, task.earliest or problem.now, *earlier]),
                limit=min([problem.until, *_ends(task), *later]),
                fixed_end=fixed_end,
                due=max(task.deadline or 0, fixed_end) if soft else NEVER,
                fixed=tuple(own),
                current=tuple(current[task.id]),
                predecessors=tuple(number[name] for name in task.after if name in number),
                successors=tuple(number[name] for name in successors[task.id] if name in number),
            )
        )
    return Model(problem, gaps(problem), jobs)


def _unfinished(problem: Problem, fixed: Mapping[str, Sequence[Block]]) -> list[Task]:
    """Return the tasks to place, in dependency order.

    What an urgent task still lacks is not planned in scraps, and nothing that waits for it.
    """
    unfinished = []
    stuck: set[str] = set()
    for task in _in_order(problem):
        if missing_minutes(problem, task, fixed[task.id], bool(fixed[task.id])):
            is_urgent = task.id in problem.urgent and bool(fixed[task.id])
            if is_urgent or stuck.intersection(task.after):
                stuck.add(task.id)
            else:
                unfinished.append(task)
    return unfinished


def _ends(task: Task) -> list[int]:
    """Return when a task must be finished: its hard deadline, and the end of its days."""
    deadline = task.deadline if task.hard else None
    return [end for end in (deadline, task.latest) if end is not None]


def _in_order(problem: Problem) -> list[Task]:
    tasks = {task.id: task for task in problem.tasks}
    waits = {task.id: task.after for task in problem.tasks}
    return [tasks[name] for name in TopologicalSorter(waits).static_order()]


def _successors(problem: Problem) -> dict[str, list[str]]:
    dependants: dict[str, list[str]] = defaultdict(list)
    for task in problem.tasks:
        for name in task.after:
            dependants[name].append(task.id)
    return dependants
