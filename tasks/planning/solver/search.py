"""Iterated greedy search: ruin part of the plan, rebuild it, descend, and keep the better plan.

Ruiz and Stützle, European Journal of Operational Research 177 (2007). The same search improves
orders (ordering.py) and placements (placement.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple, Protocol, TypeVar

from tasks.planning.solver.budget import UNLIMITED, Budget

# After a kick most of a descent finds nothing: stopping after this share of jobs is faster.
PERSISTENCE = 0.4
NEAR = 102  # percentage of the previous cost up to which a plan gets the wider search

SnapshotT = TypeVar("SnapshotT")


class StoppingRule(NamedTuple):
    """When a search ends, and when it leaves a dead end.

    It ends when the price meets ``target``, after ``patience`` failed kicks, or when the budget has
    counted ``work``. After every ``dead_end`` failed kicks it keeps a more expensive plan, and
    always one that costs at most ``tolerance`` more than the cheapest (record-to-record travel:
    Dueck, Journal of Computational Physics 104, 1993). Plans that cost at most ``near`` per cent of
    the previous one get the wider search.
    """

    target: int
    patience: int
    work: int = UNLIMITED
    dead_end: int = UNLIMITED
    tolerance: int = 0
    near: int = NEAR


class State(Protocol[SnapshotT]):
    """A plan during the search; ``price`` is its packed cost."""

    price: int

    def snapshot(self) -> SnapshotT:
        """Save the state."""

    def restore(self, snapshot: SnapshotT) -> None:
        """Return to a saved state."""

    def improve(self, number: int) -> bool:
        """Move one job to its best cheaper place, if there is one."""

    def refine(self, numbers: Sequence[int]) -> bool:
        """Search a wider neighborhood of these jobs; tell whether it helped."""

    def kick(self, random: Random) -> Sequence[int]:
        """Ruin and rebuild part of the plan, for better or worse; return the jobs to improve."""


def descend(state: State[SnapshotT], numbers: Sequence[int], budget: Budget, patience: int) -> None:
    """Improve job by job until `patience` jobs in a row can't be improved."""
    quiet = index = 0
    while numbers and quiet < patience and not budget.over():
        quiet = 0 if state.improve(numbers[index]) else quiet + 1
        index = (index + 1) % len(numbers)


def polish(state: State[SnapshotT], numbers: Sequence[int], budget: Budget) -> None:
    """Descend to a plan that neither a move nor the wider neighborhood improves."""
    descend(state, numbers, budget, len(numbers))
    while not budget.over() and state.refine(numbers):
        descend(state, numbers, budget, len(numbers))


def iterate(state: State[SnapshotT], random: Random, budget: Budget, rule: StoppingRule) -> None:
    """Search until the rule or the budget ends it, and leave the cheapest state found.

    Stopping earlier cuts the same sequence of states short.
    """
    target, patience, work, dead_end, tolerance, near = rule
    best, least, failures = state.snapshot(), state.price, 0
    while least > target and failures < patience and budget.work < work and not budget.over():
        before, price = state.snapshot(), state.price
        numbers = list(state.kick(random))
        random.shuffle(numbers)
        descend(state, numbers, budget, round(PERSISTENCE * len(numbers)) + 1)
        if state.price * 100 <= price * near:
            polish(state, numbers, budget)
        failures += 1
        if state.price < least:
            best, least, failures = state.snapshot(), state.price, 0
        elif state.price > max(price, least + tolerance) and failures % dead_end:
            state.restore(before)
    state.restore(best)
