"""The placement search: choose the minute of each job, at the full cost.

While ordering.py packs everything to the left, here a job may have any minute: its current
one, one with suitable energy, or the earliest possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from tasks.planning.solver.budget import Budget
from tasks.planning.solver.cost_tables import CostTables
from tasks.planning.solver.insertion import cheapest_point, energy_edges
from tasks.planning.solver.model import NEVER, Job, Model
from tasks.planning.solver.problem import Span
from tasks.planning.solver.schedule import Slots
from tasks.planning.solver.sequencing import SequenceSearch
from tasks.planning.solver.splitting import cheapest_split

RUIN = (1, 4)  # fewest and most jobs that a kick removes besides the first
NEAR = 6  # distance of those jobs from the first, counted in jobs
COSTLY = 0.8  # share of kicks that start from a job that is late or absent
FORCED = 0.5  # share of kicks that force one job to another minute


class PlacementSearch(SequenceSearch):
    """A schedule that can be searched."""

    def __init__(self, model: Model, tables: CostTables, budget: Budget) -> None:
        super().__init__(model, tables, budget)
        self.energy_edges = energy_edges(model.problem)
        self.open_gaps: set[int] = set()
        self.only_value = False  # whether kicks improve only what isn't done, or done late

    def insert(self, number: int) -> bool:
        """Place an absent job where it costs least, if that is cheaper than its absence."""
        job, before = self.model.jobs[number], self.price
        if not self._place_cheapest(job, self.costs[number]):
            return False
        if self.price < before:
            return True
        self.take((number,))  # chunks in several gaps of a day cost more together than alone
        return False

    def improve(self, number: int) -> bool:
        """Move one job to its best cheaper place, if there is one."""
        job, spans, cost = self.model.jobs[number], self.spans[number], self.costs[number]
        if not spans:
            return self.insert(number)
        if self.rules is None and cost <= self.tables.least(job, job.release + job.minutes):
            return False
        before = self.price
        self.take((number,))
        if self._place_cheapest(job, before - self.price + self.costs[number]):
            if self.price < before:
                return True
            self.take((number,))
        self.put(job, spans)
        return False

    def kick(self, random: Random) -> Sequence[int]:
        """Force a job to another minute, or remove several neighbours; refit what was removed.

        Return the jobs to improve: within the rules of days, those of the days that were touched,
        and those that may now be done there.
        """
        if self.rules is None:
            self._kick_any(random.randrange(len(self.model.jobs)), random)
            return range(len(self.model.jobs))
        before = self.slots[:]
        costly = self.costly()
        if costly and random.random() < COSTLY:
            first, second = random.choice(costly), random.choice(costly)
            self._make_space(max(first, second, key=self.costs.__getitem__), random)
        else:
            self._kick_any(random.randrange(len(self.model.jobs)), random)
        return self._touched(before)

    def costly(self) -> list[int]:
        """Return the jobs that lose value: absent, late, or not done in full."""
        return [n for n, cost in enumerate(self.costs) if cost >= self.tables.scale.missed]

    def _kick_any(self, number: int, random: Random) -> None:
        """Force a job to another minute, or remove it and some neighbours."""
        if random.random() < FORCED:
            begin = self._random_begin(self.model.jobs[number], random)
            if begin is not None and self.force(number, begin):
                return
        evicted = self.evict([number, *self._neighbours(number, random)])
        random.shuffle(evicted)
        self.refit(evicted)

    def _make_space(self, number: int, random: Random) -> None:
        """Remove some blocks in a gap that a costly job could use, and place that job first.

        Predecessors that come too late for it go back before it, early enough.
        """
        job = self.model.jobs[number]
        overdue = self._overdue(number)
        first = self.model.jobs[next(iter(overdue), number)]
        gaps = self.gaps_within(
            Span(first.release, min(first.limit, overdue.get(first.number, NEVER)))
        )
        if not gaps:
            return
        if not overdue and job.may_be_whole and random.random() < FORCED:
            begin = self._random_begin(job, random)
            if begin is not None and self.force(number, begin):
                return
        gap = random.choice(gaps)
        slots = self.slots[gap]
        start, count = random.randrange(len(slots) + 1), random.randint(*RUIN)
        in_the_way = [n for _, _, n in slots[start : start + count]]
        evicted = self.evict([number, *overdue, *in_the_way])
        evicted += self._make_capacity(first, gap)
        chain = [*overdue, number]
        rest = sorted((n for n in evicted if n not in chain), key=self._density)
        self.ends = overdue
        self.refit(overdue)
        self.ends = {}
        self.refit([*chain, *rest])

    def _overdue(self, focus: int) -> dict[int, int]:
        """Return predecessors that end too late for a job: number → when it should end."""
        ends, spans = self.model.latest_ends(focus), self.spans
        return {n: by for n, by in ends.items() if not self.is_finished(n) or spans[n][-1].end > by}

    def _touched(self, before: Sequence[Slots]) -> list[int]:
        """Return the jobs of the days whose slots changed, and the absent jobs."""
        assert self.rules is not None  # noqa: S101
        day_of = self.rules.day_of
        days = {day_of[gap] for gap, slots in enumerate(self.slots) if slots is not before[gap]}
        self.open_gaps = {gap for gap, day in enumerate(day_of) if day in days}
        placed = {n for gap in self.open_gaps for _, _, n in self.slots[gap]}
        costly = [n for n in self.costly() if n in placed or self._may_return(n)]
        return costly if self.only_value else sorted(placed.union(costly))

    def _may_return(self, number: int) -> bool:
        """Tell whether an absent job might fit one of the days that were touched."""
        job = self.model.jobs[number]
        least = job.chunks.least if job.chunks else job.minutes
        gaps = self.gaps_within(Span(job.release, job.limit))
        return any(
            gap in gaps and self.spaces[gap] >= least and self.has_capacity(job, gap, least)
            for gap in self.open_gaps
        )

    def force(self, number: int, begin: int) -> bool:
        """Put an undivided job at a minute and refit all in its way; False if impossible."""
        job, end = self.model.jobs[number], begin + self.model.jobs[number].minutes
        earliest = self.earliest(job)
        if not job.may_be_whole or earliest is None or begin < earliest or end > job.limit:
            return False
        gap = self.gap_at(begin)
        if gap < 0 or self.model.gaps[gap].fit(job.task.hours, begin, job.minutes) != begin:
            return False
        reach = self.buffer + self.rest
        near = [n for b, e, n in self.slots[gap] if b - reach < end and e + reach > begin]
        waiting = [n for n in job.successors if self.spans[n] and self.spans[n][0].begin < end]
        if number in self.model.dependants(n for n in near if n != number):
            return False
        self.take((number,))
        evicted = self.evict([*near, *waiting])
        evicted += self._make_capacity(job, gap)
        if not self.has_capacity(job, gap, job.minutes):
            self.refit(evicted)
            return False
        self.put(job, (Span(begin, end),))
        self.refit(sorted(evicted, key=self._density))
        return True

    def _make_capacity(self, job: Job, gap: int) -> list[int]:
        """Remove the least valuable jobs of a day until it has capacity for another."""
        evicted: list[int] = []
        if self.rules is None or self.has_capacity(job, gap, job.minutes):
            return evicted
        day = self.rules.day_of[gap]
        gaps = [number for number, other in enumerate(self.rules.day_of) if other == day]
        numbers = {n for number in gaps for _, _, n in self.slots[number]}
        numbers -= {n for n in numbers if self.model.jobs[n].task.rest}
        for number in sorted(numbers, key=self._density, reverse=True):
            evicted += self.evict([number])
            if self.has_capacity(job, gap, job.minutes):
                break
        return evicted

    def _density(self, number: int) -> float:
        """Return a sort key: what costs most for each of its minutes comes first."""
        return -self.tables.absent[number] / self.model.jobs[number].minutes

    def evict(self, numbers: Iterable[int]) -> list[int]:
        """Remove jobs with all that wait for them; return the removed numbers in order."""
        evicted = sorted(n for n in self.model.dependants(numbers) if self.spans[n])
        self.take(evicted)
        return evicted

    def refit(self, numbers: Iterable[int]) -> None:
        """Insert jobs in this order, then again in dependency order."""
        numbers = list(numbers)
        for number in (*numbers, *sorted(numbers)):
            if not self.spans[number]:
                self.insert(number)

    def _place_cheapest(self, job: Job, below: int) -> bool:
        """Place an absent job for less than `below`, if possible: in one block, or in chunks."""
        point = None
        if job.may_be_whole:
            point = cheapest_point(self, job, below, self.energy_edges)
        if job.chunks:
            spans = cheapest_split(self, job, point.price if point else below)
            if spans:
                self.put(job, spans)
                return True
        if point is None:
            return False
        self.move(((job.number, point.begin), *point.pushed))
        return True

    def _neighbours(self, number: int, random: Random) -> list[int]:
        """Choose some jobs near this one, or near a random one if it is absent."""
        order = [n for slots in self.slots for _, _, n in slots]
        if not order:
            return []
        middle = order.index(number) if self.spans[number] else random.randrange(len(order))
        pool = sorted(set(order[max(0, middle - NEAR) : middle + NEAR + 1]))
        return random.sample(pool, min(len(pool), random.randint(*RUIN)))

    def _random_begin(self, job: Job, random: Random) -> int | None:
        """Choose a minute at which a job might begin, alone or instead of another."""
        gaps = self.gaps_within(Span(job.release, job.limit))
        if not gaps:
            return None
        number = random.choice(gaps)
        gap = self.model.gaps[number]
        energy_edges = [edge for edge in self.energy_edges if gap.begin < edge < gap.end]
        options = [gap.begin, *(begin for begin, _, _ in self.slots[number]), *energy_edges]
        options += [edge - job.minutes for edge in energy_edges]
        options += [block.begin for block in job.current] * len(options)
        begin = max(random.choice(options), job.release)
        number = self.gap_at(begin)
        return (
            self.model.gaps[number].fit(job.task.hours, begin, job.minutes) if number >= 0 else None
        )
