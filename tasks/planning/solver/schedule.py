"""A schedule: which job is placed at which minute, at what cost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tasks.planning.solver.budget import Budget
from tasks.planning.solver.cost import by_task
from tasks.planning.solver.cost_tables import CostTables
from tasks.planning.solver.day_rules import day_rules, is_counted
from tasks.planning.solver.model import NEVER, Job, Model
from tasks.planning.solver.problem import Block, Span

NO_DAY = -(1 << 30)
# The blocks of a gap: (begin, end, job number), sorted.
Slots = list[tuple[int, int, int]]


class Snapshot(NamedTuple):
    """The mutable part of a schedule."""

    slots: list[Slots]
    spaces: list[int]
    spans: list[tuple[Span, ...]]
    costs: list[int]
    day_prices: dict[int, int]
    loads: dict[int, int]
    price: int


class Schedule:
    """Jobs at their minutes; ``spans`` are the chunks of each job, empty if it is absent.

    ``spaces`` bounds the longest chunk that may still fit each gap. The lists in ``slots`` are
    replaced, never changed, so that a snapshot is a shallow copy.
    """

    def __init__(self, model: Model, tables: CostTables, budget: Budget) -> None:
        self.model = model
        self.tables = tables
        self.budget = budget
        problem = model.problem
        self.buffer = problem.buffer
        # After this much work, blocks are further apart by `rest` minutes.
        self.break_after = problem.break_after or NEVER
        self.rest = max(0, problem.break_minutes - self.buffer) if problem.break_after else 0
        self.slots: list[Slots] = [[] for _ in model.gaps]
        self.spaces = [gap.end - gap.begin for gap in model.gaps]
        self.spans: list[tuple[Span, ...]] = [() for _ in model.jobs]
        self.costs = tables.absent[:]
        self.rules = day_rules(model, tables.scale, tables.absent)
        self.day_prices: dict[int, int] = {}
        self.loads: dict[int, int] = {}  # minutes that count towards the capacity of each day
        self._counted = [is_counted(job, problem) for job in model.jobs]
        self.price = sum(self.costs)
        self._reprice(range(len(model.gaps)))
        self.ends: dict[int, int] = {}  # when jobs must end for now, so that others come in time
        self._begins = [gap.begin for gap in model.gaps]
        self._ends = [gap.end for gap in model.gaps]

    def snapshot(self) -> Snapshot:
        """Save the state."""
        return Snapshot(
            self.slots[:],
            self.spaces[:],
            self.spans[:],
            self.costs[:],
            self.day_prices.copy(),
            self.loads.copy(),
            self.price,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a saved state."""
        self.slots, self.spaces = snapshot.slots[:], snapshot.spaces[:]
        self.spans, self.costs = snapshot.spans[:], snapshot.costs[:]
        self.day_prices, self.loads = snapshot.day_prices.copy(), snapshot.loads.copy()
        self.price = snapshot.price

    def blocks(self) -> list[Block]:
        """Return the placed blocks, sorted."""
        jobs = self.model.jobs
        return [Block(b, e, jobs[n].task.id) for slots in self.slots for b, e, n in slots]

    def load(self, blocks: Iterable[Block]) -> None:
        """Place blocks that are known to fit, all of a task together."""
        own = by_task(blocks)
        for job in self.model.jobs:
            if own[job.task.id]:
                self.put(job, tuple(Span(begin, end) for begin, end, _ in own[job.task.id]))

    def put(self, job: Job, spans: tuple[Span, ...]) -> None:
        """Place an absent job in free time."""
        number = job.number
        gaps = [self.gap_at(begin) for begin, _ in spans]
        for (begin, end), gap in zip(spans, gaps, strict=True):
            slots = self.slots[gap][:]
            insort(slots, (begin, end, number))
            self.slots[gap] = slots
            self.spaces[gap] -= end - begin + self.buffer
            self._load(job, gap, end - begin)
        self.spans[number] = spans
        self._reprice(gaps)
        is_whole = self.is_whole(number)
        self._charge(
            number,
            self.tables.at(job, spans[0].begin) if is_whole else self.tables.of(job, spans),
        )

    def take(self, numbers: Iterable[int]) -> None:
        """Remove placed jobs, even if others wait for them."""
        out = set(numbers)
        gaps = {self.gap_at(span.begin) for number in out for span in self.spans[number]}
        for gap in gaps:
            taken_out = [slot for slot in self.slots[gap] if slot[2] in out]
            self.spaces[gap] += sum(end - begin + self.buffer for begin, end, _ in taken_out)
            self.slots[gap] = [slot for slot in self.slots[gap] if slot[2] not in out]
            for begin, end, number in taken_out:
                self._load(self.model.jobs[number], gap, begin - end)
        self._reprice(gaps)
        for number in out:
            self.spans[number] = ()
            self._charge(number, self.tables.absent[number])

    def move(self, begins: Iterable[tuple[int, int]]) -> None:
        """Place undivided jobs at these minutes, wherever they were before."""
        moves = list(begins)
        self.take(number for number, _ in moves if self.spans[number])
        for number, begin in moves:
            job = self.model.jobs[number]
            self.put(job, (Span(begin, begin + job.minutes),))

    def earliest(self, job: Job) -> int | None:
        """Return when a job may begin after its predecessors; None if one is absent."""
        if not all(self.is_finished(number) for number in job.predecessors):
            return None
        return max([job.release, *(self.spans[number][-1].end for number in job.predecessors)])

    def is_finished(self, number: int) -> bool:
        """Tell whether a job is placed with all its minutes."""
        spans, job = self.spans[number], self.model.jobs[number]
        if not spans or not job.task.partial:
            return bool(spans)
        return sum(end - begin for begin, end in spans) == job.minutes

    def is_whole(self, number: int) -> bool:
        """Tell whether a job is placed in one block."""
        spans = self.spans[number]
        minutes = self.model.jobs[number].minutes
        return len(spans) == 1 and spans[0].end - spans[0].begin == minutes

    def window(self, job: Job) -> Span | None:
        """Return the time between a job's predecessors and successors; None if there is none."""
        earliest = self.earliest(job)
        begins = [self.spans[number][0].begin for number in job.successors if self.spans[number]]
        latest = min([job.limit, self.ends.get(job.number, job.limit), *begins])
        return Span(earliest, latest) if earliest is not None and earliest < latest else None

    def gap_at(self, minute: int) -> int:
        """Return the number of the last gap that begins at or before `minute`."""
        return bisect_right(self._begins, minute) - 1

    def gaps_within(self, window: Span) -> range:
        """Return the numbers of the gaps that a window overlaps."""
        return range(
            bisect_left(self._ends, window.begin + 1), bisect_left(self._begins, window.end)
        )

    def holes(self, job: Job, gap: int, window: Span) -> Iterator[Span]:
        """Yield the idle time of a gap that a job could use within its window."""
        slots = self.slots[gap]
        self.budget.spend(len(slots) + 1)
        begins, ends = [slot[0] for slot in slots], [slot[1] for slot in slots]
        for begin, end in self.model.gaps[gap].idle(job.task.hours, begins, ends, self.buffer):
            first, last = max(begin, window.begin), min(end, window.end)
            if first < last:
                yield Span(first, last)

    def added_price(self, gap: int, own: Slots) -> int:
        """Return what it adds to the price of a day if a gap of it held its `own` slots."""
        if self.rules is None:
            return 0
        self.budget.spend(len(own))
        day = self.rules.day_of[gap]
        return self.rules.price(self.slots, gap, own) - self.day_prices.get(day, 0)

    def has_capacity(self, job: Job, gap: int, minutes: int) -> bool:
        """Tell whether the day of a gap may take that many minutes of a job."""
        if self.rules is None or not self._counted[job.number]:
            return True
        return minutes <= self.rules.free(self.loads, gap)

    def gaps_with_capacity(self, job: Job, window: Span) -> Iterator[int]:
        """Yield the gaps with space that a window overlaps, on days that may take the whole job."""
        numbers, spaces, minutes = self.gaps_within(window), self.spaces, job.minutes
        gaps = [gap for gap in numbers if spaces[gap] >= minutes]
        if self.rules is None or not self._counted[job.number]:
            yield from gaps
            return
        full = NO_DAY
        self.budget.spend(len(numbers) // 4)
        for gap in gaps:
            day = self.rules.day_of[gap]
            if day == full:
                continue
            if minutes > self.rules.free(self.loads, gap):
                full = day
                continue
            yield gap

    def _load(self, job: Job, gap: int, minutes: int) -> None:
        if self.rules is not None and self._counted[job.number]:
            day = self.rules.day_of[gap]
            self.loads[day] = self.loads.get(day, 0) + minutes

    def _reprice(self, gaps: Iterable[int]) -> None:
        """Update the prices of the days of these gaps."""
        if self.rules is None:
            return
        for day, gap in {self.rules.day_of[gap]: gap for gap in gaps}.items():
            price = self.rules.price(self.slots, gap, self.slots[gap])
            self.price += price - self.day_prices.get(day, 0)
            self.day_prices[day] = price

    def _charge(self, number: int, cost: int) -> None:
        self.price += cost - self.costs[number]
        self.costs[number] = cost
