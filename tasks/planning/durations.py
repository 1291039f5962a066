"""Learn from completions how long tasks really take, as a range around an estimate.

The ratio of actual to planned minutes varies by a factor, so its logarithm is averaged. A group
with little history leans on the group above it: person, then domain, then label (shrinkage
towards the mean above: Efron & Morris, Data analysis using Stein's estimator, 1975). The person
leans on the estimate itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

from django.utils.translation import gettext as _

from tasks.planning.chance import PRIOR_SPREAD as PRIOR_FACTOR
from tasks.planning.chance import Spread
from tasks.planning.wording import duration_text

MIN_COMPLETIONS = 8  # for any statement
PRIOR = 5  # completions that the group above counts for
PRIOR_SPREAD = 0.35  # of the logarithm: a third more or less without history
MAX_RATIO = log(4)  # limits the effect of a timer that was left running
LOW, HIGH = 0.2, 0.8


@dataclass(frozen=True, slots=True)
class Fact:
    """One completion: planned and actual minutes, and its groups, widest first."""

    planned: int
    actual: float
    groups: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """The 20th, 50th and 80th percentile of a duration, in minutes, from `n` completions."""

    low: int
    middle: int
    high: int
    n: int

    def at(self, percentile: int) -> int:
        """Return the minutes at percentile 50 or 80."""
        return self.high if percentile == round(HIGH * 100) else self.middle


@dataclass(frozen=True, slots=True)
class _Ratio:
    mean: float
    variance: float


class Habits:
    """How a person's completions compare with their estimates."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._ratios: dict[Hashable, list[float]] = defaultdict(list)
        self._all: list[float] = []
        self._learned: dict[Hashable, _Ratio] = {}
        for fact in facts:
            ratio = max(-MAX_RATIO, min(MAX_RATIO, log(fact.actual / fact.planned)))
            self._all.append(ratio)
            for group in fact.groups:
                self._ratios[group].append(ratio)

    def band(self, minutes: int, groups: Sequence[Hashable] = ()) -> Band | None:
        """Return how long an estimate of `minutes` takes; None with too few completions.

        `groups` are those of the task, widest first. The result lies between a minute and a day.
        """
        if len(self._all) < MIN_COMPLETIONS:
            return None
        ratio_stats = self._ratio(_Ratio(0.0, PRIOR_SPREAD**2), groups)
        low, middle, high = (_minutes(minutes, ratio_stats, at) for at in (LOW, 0.5, HIGH))
        return Band(low, middle, high, len(self._all))

    def spread(self, groups: Sequence[Hashable] = ()) -> Spread:
        """Return how actual durations spread around estimates; the prior without history.

        Unlike a band, this is never a statement about the person, so any history counts.
        """
        prior = _Ratio(PRIOR_FACTOR.mean, PRIOR_FACTOR.sigma**2)
        ratio_stats = self._ratio(prior, groups)
        return Spread(ratio_stats.mean, sqrt(ratio_stats.variance))

    def _ratio(self, prior: _Ratio, groups: Sequence[Hashable]) -> _Ratio:
        key = (prior, *groups)
        if key not in self._learned:
            above = self._ratio(prior, groups[:-1]) if groups else prior
            history = self._ratios.get(groups[-1], []) if groups else self._all
            self._learned[key] = _learn(above, history)
        return self._learned[key]


def _learn(above: _Ratio, ratios: Sequence[float]) -> _Ratio:
    weight = len(ratios) + PRIOR
    mean = (sum(ratios) + PRIOR * above.mean) / weight
    squares = sum((ratio - mean) ** 2 for ratio in ratios)
    return _Ratio(mean, (squares + PRIOR * above.variance) / weight)


def _minutes(minutes: int, ratio_stats: _Ratio, percentile: float) -> int:
    ratio = exp(ratio_stats.mean + NormalDist().inv_cdf(percentile) * sqrt(ratio_stats.variance))
    return max(1, min(24 * 60, round(minutes * ratio)))


def sentence(minutes: int, band: Band) -> str:
    """Say what was estimated, and how long it usually takes."""
    return _(
        "You estimated %(estimate)s; tasks like this usually take you %(low)s to %(high)s."
    ) % {
        "estimate": duration_text(minutes),
        "low": duration_text(band.low),
        "high": duration_text(band.high),
    }
