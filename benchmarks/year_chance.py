"""Collect the chances that a plan gives deadlines each morning, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log
from typing import NamedTuple

from benchmarks.year_clock import Year
from tasks.planning.chance import Spread, chances
from tasks.planning.durations import Habits
from tasks.planning.solver import Block, Problem

RECENT = 500  # completions to learn from, as in tasks/planning/estimates.py
BUCKETS = (0.0, 0.25, 0.5, 0.65, 0.75, 0.85, 0.95, 1.01)
LOW, HIGH = 0.75, 0.85  # what counts as 80 %


class Prediction(NamedTuple):
    """A chance given one morning, and whether the deadline held."""

    chance: float
    holds: bool


class Forecasts:
    """Watches a year and collects predictions."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int, float]] = []

    def watch(self, year: Year, problem: Problem, plan: Sequence[Block]) -> None:
        """Predict the deadlines of the plan of a morning from what was learned until then."""
        habits = Habits(year.figures.facts[-RECENT:])
        spreads = {}
        for task in problem.tasks:
            one = year.open[task.id]
            mean, sigma = habits.spread((("domain", task.domain),))
            spreads[task.id] = Spread(mean + log(one.left / task.minutes), sigma)
        for name, chance in chances(problem, plan, spreads).items():
            deadline = year.open[name].work.deadline
            if deadline is not None:
                self._open.append((name, deadline, chance))

    def results(self, year: Year) -> list[Prediction]:
        """Return the predictions of deadlines that have passed by the end of the year."""
        return [
            Prediction(chance, name in year.done and year.done[name] <= deadline)
            for name, deadline, chance in self._open
            if deadline <= year.now
        ]


def calibration(predictions: Iterable[Prediction]) -> float | None:
    """Return the share of deadlines with a chance of about 80 % that hold; None without any."""
    holds = [one.holds for one in predictions if LOW <= one.chance < HIGH]
    return sum(holds) / len(holds) if holds else None


def table(predictions: Sequence[Prediction]) -> list[str]:
    """Return a line for each range of chances: the mean, the share that holds, the count."""
    lines = []
    for low, high in pairwise(BUCKETS):
        bucket = [one for one in predictions if low <= one.chance < high]
        if bucket:
            mean = sum(one.chance for one in bucket) / len(bucket)
            share = sum(one.holds for one in bucket) / len(bucket)
            lines.append(f"    chance {mean:4.0%}: {share:4.0%} of {len(bucket):5} hold")
    return lines
