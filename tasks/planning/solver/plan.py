"""Solve a problem: first plans, the search of orders, the search of placements."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from time import perf_counter

from tasks.planning.solver.bounds import fixed_lateness, lower_bound, relative_gap
from tasks.planning.solver.budget import UNLIMITED, Budget, never
from tasks.planning.solver.construction import apparent_tardiness_cost
from tasks.planning.solver.cost import evaluate, pack
from tasks.planning.solver.cost_tables import CostTables
from tasks.planning.solver.model import Model, build_model
from tasks.planning.solver.ordering import OrderSearch
from tasks.planning.solver.placement import PlacementSearch
from tasks.planning.solver.problem import Block, Cost, Plan, Problem
from tasks.planning.solver.search import SnapshotT, State, StoppingRule, iterate, polish
from tasks.planning.solver.timeline import fixed_blocks
from tasks.planning.solver.validation import validate
from tasks.planning.solver.warm_start import place_current_blocks

SECONDS = 0.3  # a delay that a person does not notice
# Share of the seconds left for the current step and the final costs, also on a slower machine.
RESERVE = 0.2
PATIENCES = (0.5, 2.0)  # how far ahead the first plans look, in mean durations
ORDER_WORK = 250_000  # positions that the search of orders may examine
ORDER_PATIENCE, PLACE_PATIENCE = 15, 8  # failed kicks per job that end a search
DEAD_END = 12  # fewest failed kicks after which the search of orders accepts a worse plan


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    seconds: float = SECONDS,
    work: int = UNLIMITED,
    clock: Callable[[], float] = perf_counter,
    cancelled: Callable[[], bool] = never,
) -> Plan:
    """Plan the open tasks of a problem; docs/planner.md explains objective and algorithm.

    The same problem, seed and `work` give the same plan on every machine. `seconds` of `clock` and
    `cancelled` stop the same search earlier, at a plan that it would have passed through. Raise
    `InvalidProblem` if the problem contradicts itself.
    """
    start = clock()
    validate(problem)
    budget = Budget(clock, start + seconds * (1 - RESERVE), work, cancelled)
    model = build_model(problem)
    search = _Search(model, budget, Random(seed))  # noqa: S311  no secret: it must be repeatable
    new_blocks = search.run()
    placed = {block.task for block in new_blocks}
    blocks = tuple(sorted((*fixed_blocks(problem), *new_blocks)))
    cost = evaluate(problem, blocks)
    bound = Cost(*map(sum, zip(search.bound, fixed_lateness(model), strict=True)))
    return Plan(
        blocks=blocks,
        left_out=tuple(job.task.id for job in model.jobs if job.task.id not in placed),
        cost=cost,
        bound=bound,
        gap=relative_gap(cost, bound),
        seed=seed,
        work=budget.work,
        elapsed=clock() - start,
        complete=not budget.stopped,
    )


class _Search:
    """One search, from the first plans to the last kick."""

    def __init__(self, model: Model, budget: Budget, random: Random) -> None:
        self.model = model
        self.budget = budget
        self.random = random
        self.numbers = list(range(len(model.jobs)))
        self.tables = CostTables(model)
        self.bound = Cost()

    def run(self) -> list[Block]:
        """Search, and return the blocks that aren't fixed."""
        starts = [self._warm_start()] if self.model.problem.current else []
        order = self._search_order([placement.blocks() for placement in starts])
        choices = [*starts, self._placement_of(order.blocks())]
        placement = min(choices, key=lambda schedule: schedule.price)
        self._improve(placement, StoppingRule(-1, PLACE_PATIENCE * (len(self.numbers) + 10)))
        return placement.blocks()

    def _warm_start(self) -> PlacementSearch:
        """Keep the current plan where possible, and add the rest."""
        placement = PlacementSearch(self.model, self.tables, self.budget)
        place_current_blocks(placement)
        rest = [job for job in self.model.jobs if not placement.spans[job.number]]
        urgent = sorted(rest, key=lambda job: (min(job.limit, job.due), -job.task.weight))
        placement.refit(job.number for job in urgent)
        return placement

    def _placement_of(self, blocks: list[Block]) -> PlacementSearch:
        placement = PlacementSearch(self.model, self.tables, self.budget)
        placement.load(blocks)
        return placement

    def _search_order(self, plans: list[list[Block]]) -> OrderSearch:
        """Search for the order in which least is missed, late or left out."""
        seeds = [OrderSearch(self.model, self.budget) for _ in (*plans, *PATIENCES)]
        for order, blocks in zip(seeds, plans, strict=False):
            order.load(blocks)
        for order, patience in zip(seeds[len(plans) :], PATIENCES, strict=True):
            apparent_tardiness_cost(order, patience)
        best = min(seeds, key=lambda order: order.price)
        self.bound = lower_bound(self.model, best.lateness())
        count = len(self.numbers)
        rule = StoppingRule(
            target=pack(self.bound, best.scale),
            patience=ORDER_PATIENCE * (count + 10),
            work=ORDER_WORK,
            dead_end=max(DEAD_END, count // 2),
        )
        self._improve(best, rule)
        return best

    def _improve(self, state: State[SnapshotT], rule: StoppingRule) -> None:
        if self.numbers:
            polish(state, self.numbers, self.budget)
            iterate(state, self.numbers, self.random, self.budget, rule)
