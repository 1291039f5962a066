"""Measure a simulated year: moves, broken promises, overtime, and what gets done as planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.year_problem import OpenWork
from benchmarks.year_world import World
from tasks.planning.durations import Fact
from tasks.planning.solver import Block, Problem, diff


class Figures:
    """Counts of one year, in minutes or blocks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.days = 0
        self.moves = 0
        self.broken: set[str] = set()
        self.planned = 0
        self.as_planned = 0
        self.overtime = 0
        self.worked = 0
        self.plans = 0
        self.facts: list[Fact] = []
        self.done: dict[str, int] = {}
        self._works = {work.id: work for work in world.works}
        self._plan: Counter[str] = Counter()
        self._today: Counter[str] = Counter()

    def begin_day(self, day: int, plan: Sequence[Block]) -> None:
        end = self.world.hours(day).end
        self.days += 1
        self._plan, self._today = Counter(), Counter()
        for block in plan:
            if block.begin < end:
                self._plan[block.task] += block.end - block.begin

    def end_day(self) -> None:
        self.planned += self._plan.total()
        self.as_planned += (self._plan & self._today).total()

    def work(self, task: str, minutes: int, overtime: int) -> None:
        self._today[task] += minutes
        self.worked += minutes
        self.overtime += overtime

    def finish(self, one: OpenWork) -> None:
        """Learn from a completion; one that took less than planned was done as planned."""
        work = one.work
        if work.id in self._today:
            self._today[work.id] = max(self._today[work.id], self._plan[work.id])
        self.facts.append(Fact(work.estimate, work.actual, (("domain", work.domain),)))

    def compare(self, problem: Problem, plan: Sequence[Block]) -> None:
        """Count the promises that a new plan breaks, and the blocks that it moves needlessly."""
        self.plans += 1
        blocks = set(plan)
        for block in problem.pinned:
            if block.begin >= problem.now and block not in blocks:
                self.broken.add(block.task)
        for block in plan:
            work = self._works[block.task]
            chosen = {task.id: task for task in problem.tasks}[block.task].latest
            if chosen is not None and not work.is_habit and not _is_on_day(block, work.day):
                self.broken.add(block.task)
        changes = diff(problem.current, plan)
        gone = [before for before, _ in changes.moved] + list(changes.removed)
        self.moves += sum(_could_stay(problem, block, blocks) for block in gone)


def _is_on_day(block: Block, day: int | None) -> bool:
    return day is None or day <= block.begin < day + 24 * 60


def _could_stay(problem: Problem, block: Block, blocks: set[Block]) -> bool:
    """Tell whether an accepted block moved though nothing stood in its old place.

    Events, promises and the block in progress stand in the way; other accepted blocks don't.
    """
    if block.begin < problem.now:
        return False
    running = [b for b in problem.current if b.begin < problem.now]
    taken = [*problem.busy, *((b.begin, b.end) for b in (*problem.pinned, *running))]
    return all(block.end <= begin or end <= block.begin for begin, end in taken)
