"""One search of a problem: first plans, the search of orders, the search of placements."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tasks.planning.solver.bounds import lower_bound
from tasks.planning.solver.budget import Budget
from tasks.planning.solver.construction import apparent_tardiness_cost
from tasks.planning.solver.cost import pack
from tasks.planning.solver.cost_tables import CostTables
from tasks.planning.solver.model import NEVER, Job, Model, build_model
from tasks.planning.solver.ordering import OrderSearch
from tasks.planning.solver.placement import PlacementSearch
from tasks.planning.solver.problem import Block, Cost, Problem
from tasks.planning.solver.search import SnapshotT, State, StoppingRule, descend, iterate, polish
from tasks.planning.solver.warm_start import place_current_blocks

PATIENCES = (0.5, 2.0)  # how far ahead the first plans look, in mean durations
ORDER_WORK = 1_000_000  # positions that the search of orders may examine
ORDER_SHARE = 0.025  # of that work, where an order is only a start
ORDER_PATIENCE, PLACE_PATIENCE = 15, 8  # failed kicks per job that end a search
DEAD_END = 12  # fewest failed kicks after which the search of orders accepts a worse plan
PLACE_WORK = 200_000  # positions that the search of placements may examine for a classical cost
# Those that it may examine for the sums, first for value, then for comfort.
VALUE_WORK, COMFORT_WORK = 50_000, 8_000
# Failed kicks per job that end the search for value, and for comfort.
VALUE_PATIENCE, COMFORT_PATIENCE = 4, 0.5
SMALL = 60  # failed kicks that a plan of few tasks can afford
TOLERANCE = 0.02  # of the avoidable cost: how much worse a plan on the way to a better one may be
FEW = 40  # jobs below which less work finds as good a plan: by the square of their number
LEAST = 0.1  # share of the work that any plan gets
LARGE = 60  # jobs from which the work no longer grows: a kick of a larger plan costs more
WARM_EFFORT = 0.4  # share of the work if the current plan is the start
HALF = 0.5  # below this effort, an order is not worth a search


class Solution(NamedTuple):
    """New blocks, a lower bound of what gets done, and the tasks that rules were given up for."""

    blocks: list[Block]
    bound: Cost
    urgent: tuple[str, ...] = ()


def search(problem: Problem, budget: Budget, seed: int, effort: float = 1.0) -> Solution:
    """Search a valid problem, and return the blocks that aren't fixed."""
    model = build_model(problem)
    run = _Search(model, budget, Random(seed), effort)  # noqa: S311  no secret: it must be repeatable
    return Solution(run.run(), run.bound, problem.urgent)


def meet_deadlines(problem: Problem, budget: Budget) -> list[Block]:
    """Place the tasks by their deadlines, without a search; return the blocks that aren't fixed."""
    run = _Search(build_model(problem), budget, Random(0))  # noqa: S311
    placement = run.by_deadline()
    run.do_more(placement)
    return placement.blocks()


class _Search:
    """One search, from the first plans to the last kick."""

    def __init__(self, model: Model, budget: Budget, random: Random, effort: float = 1.0) -> None:
        self.model = model
        self.effort = effort
        self.budget = budget
        self.random = random
        self.numbers = list(range(len(model.jobs)))
        self.tables = CostTables(model)
        self.bound = Cost()

    def run(self) -> list[Block]:
        """Search, and return the blocks that aren't fixed."""
        if not self.model.problem.rates.lexicographic:
            return self._run_within_rules()
        starts = [self._warm_start()] if self.model.problem.current else []
        order = self._search_order([placement.blocks() for placement in starts], ORDER_WORK)
        choices = [*starts, self._placement_of(order.blocks())]
        placement = min(choices, key=lambda schedule: schedule.price)
        patience = PLACE_PATIENCE * (len(self.numbers) + 10)
        work = self.budget.work + PLACE_WORK
        self._improve(placement, StoppingRule(-1, patience, work))
        return placement.blocks()

    def _run_within_rules(self) -> list[Block]:
        """Search for a plan of two sums, within the rules of the days."""
        start = self._warm_start()
        self.bound = lower_bound(self.model, 0)
        is_warm = self._is_warm(start)
        unit = self.tables.scale.missed
        placement = start
        if is_warm:
            placement = min(start, self._new_first(), key=lambda schedule: schedule.price)
        elif start.price // unit > self.bound.value and self._has_deadlines():
            placement = min(start, self.by_deadline(), key=lambda schedule: schedule.price)
            if placement.price // unit > self.bound.value and self.effort > HALF:
                order = self._search_order([], round(ORDER_WORK * ORDER_SHARE))
                rebuilt = self._rebuilt(order.blocks())
                placement = min(placement, rebuilt, key=lambda schedule: schedule.price)
        count = max(1, len(self.numbers))
        effort = self.effort * min(1.0, max(LEAST, (count / FEW) ** 2), LARGE / count)
        self._improve_value(placement, effort * (WARM_EFFORT if is_warm else 1.0))
        self._improve_comfort(placement, effort)
        return placement.blocks()

    def _is_warm(self, start: PlacementSearch) -> bool:
        """Tell whether most of the start comes from the current plan."""
        jobs = [job for job in self.model.jobs if not job.task.rest]
        placed = sum(bool(start.spans[job.number]) for job in jobs)
        current = sum(bool(job.current and start.spans[job.number]) for job in jobs)
        return 2 * current >= placed > 0

    def _improve_value(self, placement: PlacementSearch, effort: float) -> None:
        """Search for a plan that gets more done, however comfortable."""
        unit = self.tables.scale.missed
        least = self.bound.value * unit
        placement.only_value = True
        rule = StoppingRule(
            target=least + unit - 1,
            patience=VALUE_PATIENCE * (len(self.numbers) + 10),
            work=self.budget.work + round(VALUE_WORK * effort),
            tolerance=max(unit, round((placement.price - least) * TOLERANCE)),
            near=0,
        )
        self.do_more(placement)
        iterate(placement, self.random, self.budget, rule)
        placement.only_value = False

    def do_more(self, placement: PlacementSearch) -> None:
        """Place what is absent, late or incomplete where it costs less."""
        costly = placement.costly()
        descend(placement, costly, self.budget, len(costly))

    def _improve_comfort(self, placement: PlacementSearch, effort: float) -> None:
        """Search for a more comfortable plan that gets as much done."""
        count = len(self.numbers)
        patience = max(round(COMFORT_PATIENCE * (count + 10)), SMALL - 2 * count)
        work = self.budget.work + round(COMFORT_WORK * effort)
        self._improve(placement, StoppingRule(-1, patience, work))

    def _has_deadlines(self) -> bool:
        return any(job.task.deadline is not None for job in self.model.jobs)

    def _warm_start(self) -> PlacementSearch:
        """Keep the current plan where possible, and add the rest."""
        placement = PlacementSearch(self.model, self.tables, self.budget)
        place_current_blocks(placement)
        self._add(placement, sorted(self.model.jobs, key=self._pressure))
        return placement

    def _new_first(self) -> PlacementSearch:
        """Place what is new by its worth, then the current plan in order around it."""
        placement = PlacementSearch(self.model, self.tables, self.budget)
        jobs = sorted(self.model.jobs, key=self._pressure)
        current = sorted((job for job in jobs if job.current), key=lambda job: job.current[0])
        self._add(placement, [*(job for job in jobs if not job.current), *current])
        return placement

    def _rebuilt(self, blocks: list[Block]) -> PlacementSearch:
        """Place the tasks of an order one by one, within the rules that it doesn't know."""
        placement = PlacementSearch(self.model, self.tables, self.budget)
        begins: dict[str, int] = {}
        for block in blocks:
            begins.setdefault(block.task, block.begin)
        late = max(begins.values(), default=0) + 1
        jobs = sorted(self.model.jobs, key=lambda job: begins.get(job.task.id, late))
        self._add(placement, sorted(jobs, key=lambda job: not job.task.rest))
        return placement

    def by_deadline(self) -> PlacementSearch:
        """Place the tasks by their deadlines, then the others by their worth."""
        placement = PlacementSearch(self.model, self.tables, self.budget)
        self._add(
            placement,
            sorted(
                self.model.jobs,
                key=lambda job: (not job.task.rest, self._due(job), self._pressure(job)),
            ),
        )
        return placement

    def _due(self, job: Job) -> int:
        """Return when a job should be done; NEVER without a deadline."""
        due = min(job.limit, job.due)
        return due if due < self.model.problem.until else NEVER

    def _add(self, placement: PlacementSearch, jobs: list[Job]) -> None:
        placement.refit(job.number for job in jobs if not placement.spans[job.number])

    def _pressure(self, job: Job) -> tuple[bool, float, int]:
        """Return a sort key: lunch, then what costs most for each of its minutes."""
        if self.model.problem.rates.lexicographic:
            return not job.task.rest, min(job.limit, job.due), -job.task.weight
        return not job.task.rest, -self.tables.absent[job.number] / job.minutes, job.number

    def _placement_of(self, blocks: list[Block]) -> PlacementSearch:
        placement = PlacementSearch(self.model, self.tables, self.budget)
        placement.load(blocks)
        return placement

    def _search_order(self, plans: list[list[Block]], work: int) -> OrderSearch:
        """Search for the order in which least is missed, late or left out."""
        patiences = PATIENCES if self.model.problem.rates.lexicographic else PATIENCES[-1:]
        seeds = [OrderSearch(self.model, self.budget) for _ in (*plans, *patiences)]
        for order, blocks in zip(seeds, plans, strict=False):
            order.load(blocks)
        for order, patience in zip(seeds[len(plans) :], patiences, strict=True):
            apparent_tardiness_cost(order, patience)
        best = min(seeds, key=lambda order: order.price)
        if self.model.problem.rates.lexicographic:
            self.bound = lower_bound(self.model, best.lateness())
        count = len(self.numbers)
        rule = StoppingRule(
            target=pack(self.bound, best.scale) * best.unit,
            patience=ORDER_PATIENCE * (count + 10),
            work=self.budget.work + work,
            dead_end=max(DEAD_END, count // 2),
        )
        self._improve(best, rule)
        return best

    def _improve(self, state: State[SnapshotT], rule: StoppingRule) -> None:
        if self.numbers:
            polish(state, self.numbers, self.budget)
            iterate(state, self.random, self.budget, rule)
