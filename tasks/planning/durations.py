"""How long things really take: estimates against actuals, as a band around an estimate.

How much longer (or shorter) than planned something takes varies by a factor, so its logarithm is
what is averaged. A group with little history leans on the group above it: person, then domain,
then label (shrinkage towards the mean above: Efron & Morris, Data analysis using Stein's
estimator, 1975). The person leans on the estimate itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

LEAST = 8  # completions before anything is said
PRIOR = 5  # how many completions the group above counts for
PRIOR_SPREAD = 0.35  # of the logarithm: a third more or less, before anything is known
FURTHEST = log(4)  # a timer left running teaches no more than this
LOW, HIGH = 0.2, 0.8


@dataclass(frozen=True, slots=True)
class Fact:
    """One completion: minutes planned and taken, and the groups it belongs to, widest first."""

    planned: int
    actual: float
    groups: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """How long something of an estimate takes: 20th, 50th and 80th percentile, in minutes.

    `n` counts the completions it is drawn from.
    """

    low: int
    middle: int
    high: int
    n: int

    def at(self, percentile: int) -> int:
        """Minutes to plan with, at percentile 50 or 80."""
        return self.high if percentile == round(HIGH * 100) else self.middle


@dataclass(frozen=True, slots=True)
class _Habit:
    mean: float
    variance: float


class Habits:
    """What somebody's completions say about their estimates."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._ratios: dict[Hashable, list[float]] = defaultdict(list)
        self._all: list[float] = []
        for fact in facts:
            ratio = max(-FURTHEST, min(FURTHEST, log(fact.actual / fact.planned)))
            self._all.append(ratio)
            for group in fact.groups:
                self._ratios[group].append(ratio)

    def band(self, minutes: int, groups: Sequence[Hashable] = ()) -> Band | None:
        """How long an estimate of `minutes` takes; None while too little is known.

        `groups` of the task, widest first. Never below a minute nor above a day.
        """
        if len(self._all) < LEAST:
            return None
        habit = _learn(_Habit(0.0, PRIOR_SPREAD**2), self._all)
        for group in groups:
            habit = _learn(habit, self._ratios.get(group, []))
        low, middle, high = (_minutes(minutes, habit, at) for at in (LOW, 0.5, HIGH))
        return Band(low, middle, high, len(self._all))


def _learn(above: _Habit, ratios: Sequence[float]) -> _Habit:
    weight = len(ratios) + PRIOR
    mean = (sum(ratios) + PRIOR * above.mean) / weight
    squares = sum((ratio - mean) ** 2 for ratio in ratios)
    return _Habit(mean, (squares + PRIOR * above.variance) / weight)


def _minutes(minutes: int, habit: _Habit, percentile: float) -> int:
    ratio = exp(habit.mean + NormalDist().inv_cdf(percentile) * sqrt(habit.variance))
    return max(1, min(24 * 60, round(minutes * ratio)))


def sentence(minutes: int, band: Band) -> str:
    """Say it as it is: what was estimated, and what it usually comes to."""
    return f"You say {minutes} min; you usually take {band.low}–{band.high}."
