"""Try changes on a plan: what each would cost, and whether it breaks a rule.

The plan is indexed by day once. A change of a few blocks is then priced by the tasks and days that
it touches, and the checker judges only those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property

from tasks.planning.checker import Violation, violations
from tasks.planning.solver.calendar_days import day_index
from tasks.planning.solver.cost import by_task, missing_minutes, neighbour_cost, task_cost
from tasks.planning.solver.problem import Block, Cost, Day, Plan, Problem, Span, Task
from tasks.planning.solver.spans import clipped, merged, without
from tasks.planning.solver.timeline import fixed_blocks

Change = Mapping[str, Sequence[Block]]  # the new blocks of each task that changes
Sum = tuple[int, int]  # value and comfort: how plans compare

GRID = 5  # minutes: a place that people would choose begins on a multiple of it


class Trials:
    """A plan on which changes are tried; it stays as it is."""

    def __init__(self, problem: Problem, blocks: Iterable[Block]) -> None:
        self.problem = problem
        self.blocks = tuple(sorted(blocks))
        self.tasks = {task.id: task for task in problem.tasks}
        self.fixed = frozenset(fixed_blocks(problem))
        self.current = frozenset(problem.current)
        self._of_task = by_task(self.blocks)
        self._current_of = by_task(problem.current)
        self._fixed_tasks = {block.task for block in self.fixed}
        self._costs: dict[str, Cost] = {}
        self._energy: dict[frozenset[int], Problem] = {}
        self._near: dict[int, list[Block]] = defaultdict(list)
        for block in self.blocks:
            for day in self._days_near(block):
                self._near[day].append(block)

    @classmethod
    def of_plan(cls, problem: Problem, plan: Plan) -> Trials:
        """Return the trials on a plan, with the rules given up that it gave up."""
        return cls(replace(problem, urgent=plan.urgent), plan.blocks)

    def with_problem(self, problem: Problem) -> Trials:
        """Return the trials on the same plan of a problem with other hours or limits of tasks."""
        trials = copy(self)
        trials.problem = problem
        trials.tasks = {task.id: task for task in problem.tasks}
        trials._costs, trials._energy = {}, {}
        return trials

    def of_task(self, name: str) -> tuple[Block, ...]:
        """Return the blocks of a task."""
        return tuple(self._of_task.get(name, ()))

    def missing(self, name: str) -> int:
        """Return the minutes of a task that are not planned."""
        is_fixed = name in self._fixed_tasks
        return missing_minutes(self.problem, self.tasks[name], self.of_task(name), is_fixed)

    def day(self, minute: int) -> int:
        return day_index(self.problem, minute)

    def on_day(self, day: int) -> list[Block]:
        """Return the blocks that begin on a day, sorted."""
        return [block for block in self._near.get(day, ()) if self.day(block.begin) == day]

    def changed(self, change: Change) -> tuple[Block, ...]:
        """Return the whole plan after a change."""
        rest = (block for block in self.blocks if block.task not in change)
        return tuple(sorted([*rest, *(block for own in change.values() for block in own)]))

    def price(self, change: Change) -> Cost:
        """Return the cost of a change: that of the plan with it minus that of the plan."""
        total = [0] * len(Cost._fields)
        for name, new in change.items():
            before = self._cost_before(name)
            after = self._task_cost(name, sorted(new))
            total = [t + new - old for t, new, old in zip(total, after, before, strict=True)]
        cost = Cost(*total)
        switches, idle = self._neighbours(change)
        return cost._replace(switches=switches, idle=idle)

    def _cost_before(self, name: str) -> Cost:
        if name not in self._costs:
            self._costs[name] = self._task_cost(name, self._of_task.get(name, []))
        return self._costs[name]

    def _task_cost(self, name: str, own: Sequence[Block]) -> Cost:
        current = self._current_of.get(name, [])
        fixed = name in self._fixed_tasks
        days = frozenset(day for block in own for day in self._days_near(block))
        return task_cost(self._with_energy(days), self.tasks[name], own, current, fixed)

    def _with_energy(self, days: frozenset[int]) -> Problem:
        """Return the problem with the energy of some days only: a month has many steps."""
        if days not in self._energy:
            steps = [
                step
                for step in self.problem.energy
                if any(self.day(step.begin) <= day <= self.day(step.end) for day in days)
            ]
            self._energy[days] = replace(self.problem, energy=tuple(steps))
        return self._energy[days]

    def _neighbours(self, change: Change) -> Sum:
        """Return what changes of domain and short idle times cost more."""
        switches = idle = 0
        for day in self._begin_days(change):
            before = self.on_day(day)
            after = sorted(
                [block for block in before if block.task not in change]
                + [b for own in change.values() for b in own if self.day(b.begin) == day]
            )
            for sign, blocks in ((1, after), (-1, before)):
                costs = neighbour_cost(self.problem, blocks)
                switches, idle = switches + sign * costs[0], idle + sign * costs[1]
        return switches, idle

    def is_allowed(self, change: Change, task: Task | None = None) -> bool:
        """Tell whether a change keeps every rule for what it moves, and breaks none for others.

        A `task` replaces the one with its id, to see which of its rules binds.
        """
        broken = self.broken(change, task)
        if any(v.task in change or v.against in change for v in broken):
            return False
        return not broken or not {*broken} - {*self._violations(change, {}, task)}

    def broken(self, change: Change, task: Task | None = None) -> list[Violation]:
        """List the rules that are broken on the days of a change."""
        return self._violations(change, change, task)

    def _violations(self, scope: Change, change: Change, task: Task | None) -> list[Violation]:
        days = {day for name in scope for day in self._days_of(name, scope[name])}
        names = {block.task for day in days for block in self._near.get(day, ())}
        names |= {*scope}
        names |= {other for name in scope for other in self._linked(name)}
        blocks = [b for name in names for b in change.get(name, self.of_task(name))]
        return violations(self._part(days, names, task), blocks)

    def _part(self, days: set[int], names: set[str], changed: Task | None) -> Problem:
        """Return the problem of some days and tasks."""
        problem = self.problem
        tasks = [self.tasks[name] for name in sorted(names)]
        if changed:
            tasks = [changed if task.id == changed.id else task for task in tasks]
        return replace(
            problem,
            tasks=tuple(
                replace(task, after=tuple(name for name in task.after if name in names))
                if task.after
                else task
                for task in tasks
            ),
            busy=tuple({span for day in days for span in self._busy.get(day, ())}),
            pinned=tuple(block for block in problem.pinned if block.task in names),
            current=tuple(
                block
                for block in problem.current
                if block.task in names or self.day(block.begin) in days
            ),
            days=self._part_of_days(days, tasks),
        )

    def _part_of_days(self, days: set[int], tasks: Sequence[Task]) -> tuple[Day, ...]:
        """Return the days on which a rule may break, and the others if shares count them."""
        rules = self.problem.days
        if any(task.daily for task in tasks):
            return tuple(rules[n] if n in days else day for n, day in enumerate(self._days))
        return tuple(rules[n] for n in sorted(days) if 0 <= n < len(rules))

    @cached_property
    def _days(self) -> tuple[Day, ...]:
        """The days without rules of their own."""
        return tuple(day._replace(capacity=None, lunch=None) for day in self.problem.days)

    def _linked(self, name: str) -> Iterator[str]:
        """Yield the tasks that a task waits for, and those that wait for it."""
        yield from self.tasks[name].after
        yield from self._waiting.get(name, ())

    @cached_property
    def _waiting(self) -> dict[str, list[str]]:
        waiting: dict[str, list[str]] = defaultdict(list)
        for task in self.problem.tasks:
            for name in task.after:
                waiting[name].append(task.id)
        return waiting

    @cached_property
    def _busy(self) -> dict[int, list[Span]]:
        """The events by day, those within the buffer included."""
        busy: dict[int, list[Span]] = defaultdict(list)
        problem = self.problem
        for span in problem.busy:
            first = max(span.begin, problem.now) - problem.buffer
            last = min(span.end, problem.until) + problem.buffer
            for day in range(self.day(first), self.day(last) + 1):
                busy[day].append(span)
        return busy

    def _begin_days(self, change: Change) -> set[int]:
        return {
            self.day(block.begin)
            for name, own in change.items()
            for block in {*own} ^ {*self.of_task(name)}
        }

    def _days_of(self, name: str, new: Sequence[Block]) -> set[int]:
        return {day for b in (*self.of_task(name), *new) for day in self._days_near(b)}

    def _days_near(self, block: Block) -> set[int]:
        buffer = self.problem.buffer
        return {self.day(block.begin - buffer), self.day(block.end + buffer)}

    def free(self, group: str, window: Span, removed: Collection[Block] = ()) -> list[Span]:
        """Return the free time that a group of hours may use, by day, without some blocks."""
        problem, buffer = self.problem, self.problem.buffer
        occupied = [
            *problem.busy,
            *(Span(b.begin, b.end) for b in self.blocks if b not in removed),
        ]
        near = [s for s in occupied if s.begin < s.end and s.end + buffer > window.begin]
        near = [s for s in near if s.begin - buffer < window.end]
        blocked = merged(Span(begin - buffer, end + buffer) for begin, end in near)
        hours = clipped(merged(problem.hours.get(group, ())), *window)
        return [part for span in without(hours, blocked) for part in self._by_day(span)]

    def _by_day(self, span: Span) -> Iterator[Span]:
        """Cut a span where a day ends."""
        begin = span.begin
        for day in self.problem.days:
            if begin < day.end < span.end:
                yield Span(begin, day.end)
                begin = day.end
        yield Span(begin, span.end)

    def window(self, task: Task) -> Span:
        """Return when a task may be done, by its own limits and what it is linked to."""
        problem = self.problem
        ends = [end for name in task.after for _, end, _ in self.of_task(name)]
        begins = [b.begin for name in self._waiting.get(task.id, ()) for b in self.of_task(name)]
        limits = [task.latest, task.deadline if task.hard else None]
        return Span(
            max([problem.now, task.earliest or problem.now, *ends]),
            min([problem.until, *begins, *(limit for limit in limits if limit is not None)]),
        )


def sums(cost: Cost) -> Sum:
    """Return value and comfort, in the order in which they decide."""
    return cost.value, cost.comfort


def begins(problem: Problem, task: Task, free: Span, minutes: int) -> list[int]:
    """Return where a person would begin a block in a stretch of free time."""
    first, last = -(-free.begin // GRID) * GRID, free.end - minutes
    edges = [first, first + problem.break_minutes, last // GRID * GRID]
    edges += [step.begin for step in problem.energy if task.energy]
    edges += [span.begin for span in task.ideal]
    return sorted({begin for begin in edges if free.begin <= begin <= last})
