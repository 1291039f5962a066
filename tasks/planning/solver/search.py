"""Iterated greedy search: ruin a part of the plan, rebuild it, descend, mostly keep if not worse.

Ruiz and Stützle, European Journal of Operational Research 177 (2007). The same search improves
orders (ordering.py) and placements (placing.py).
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple, Protocol, TypeVar

from tasks.planning.solver.budget import UNLIMITED, Budget

# After a kick, most of a descent is vain: stopping after this share of jobs finds more per second.
PERSISTENCE = 0.4
# Plans that cost at most this percentage of the best deserve the wider neighbourhood.
NEAR = 102

SnapshotT = TypeVar("SnapshotT")


class StoppingRule(NamedTuple):
    """When a search ends, and when it leaves a dead end.

    It ends when the price meets ``target``, after ``patience`` kicks in vain, or after ``work``
    in all. After every ``dead_end`` kicks in vain a dearer plan is kept all the same.
    """

    target: int
    patience: int
    work: int = UNLIMITED
    dead_end: int = UNLIMITED


class State(Protocol[SnapshotT]):
    """A plan being searched; ``price`` is its packed cost."""

    price: int

    def snapshot(self) -> SnapshotT:
        """Remember the state."""

    def restore(self, snapshot: SnapshotT) -> None:
        """Go back to a remembered state."""

    def improve(self, number: int) -> bool:
        """Take the best cheaper place of one job, if there is one."""

    def refine(self) -> bool:
        """Try a wider neighbourhood, too slow for every plan; tell whether it helped."""

    def kick(self, random: Random) -> None:
        """Ruin and rebuild a part of the plan, for better or worse."""


def descend(state: State[SnapshotT], numbers: list[int], budget: Budget, patience: int) -> None:
    """Improve job by job until `patience` in a row do not."""
    quiet = index = 0
    while quiet < patience and not budget.over():
        quiet = 0 if state.improve(numbers[index]) else quiet + 1
        index = (index + 1) % len(numbers)


def polish(state: State[SnapshotT], numbers: list[int], budget: Budget) -> None:
    """Descend to a plan that neither a move nor the wider neighbourhood improves."""
    descend(state, numbers, budget, len(numbers))
    while not budget.over() and state.refine():
        descend(state, numbers, budget, len(numbers))


def iterate(
    state: State[SnapshotT], numbers: list[int], random: Random, budget: Budget, rule: StoppingRule
) -> None:
    """Search until the course or the budget ends.

    The state ends as the cheapest one met, and stopping earlier only cuts the same sequence of
    states short.
    """
    target, patience, work, dead_end = rule
    numbers = list(numbers)
    best, least, failures = state.snapshot(), state.price, 0
    while least > target and failures < patience and budget.work < work and not budget.over():
        before, price = state.snapshot(), state.price
        state.kick(random)
        random.shuffle(numbers)
        descend(state, numbers, budget, round(PERSISTENCE * len(numbers)) + 1)
        if state.price * 100 <= price * NEAR:
            polish(state, numbers, budget)
        failures += 1
        if state.price < least:
            best, least, failures = state.snapshot(), state.price, 0
        elif state.price > price and failures % dead_end:
            state.restore(before)
    state.restore(best)
