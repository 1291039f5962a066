"""Packed costs of placing a job, cached because a search needs them millions of times."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from tasks.planning.solver.cost import (
    lateness,
    mismatch,
    movement,
    pack,
    packing,
    unplanned_cost,
)
from tasks.planning.solver.model import Job, Model
from tasks.planning.solver.problem import Block, Cost, Span


class CostTables:
    """The cost of cost.py, job by job, as integers of one packing."""

    def __init__(self, model: Model) -> None:
        self.scale: Cost = packing(model.problem)
        self._problem = model.problem
        self._strains: dict[int, list[int]] = {}
        self._single: list[dict[int, int]] = [{} for _ in model.jobs]
        self.absent: list[int] = [self._absence(job) for job in model.jobs]

    def at(self, job: Job, begin: int) -> int:
        """Return the cost of placing the rest of a job in one chunk from `begin`."""
        cached = self._single[job.number]
        price = cached.get(begin)
        if price is None:
            price = cached[begin] = self.of(job, (Span(begin, begin + job.minutes),))
        return price

    def of(self, job: Job, spans: Sequence[Span]) -> int:
        """Return the cost of placing a job in these chunks, sorted by time."""
        scale, task = self.scale, job.task
        finish = max(job.fixed_end, spans[-1].end)
        moved, shifted = self._movement(job, spans) if job.current else (0, 0)
        return (
            scale.late * task.weight * lateness(task, finish)
            + scale.moved * moved
            + scale.shifted * shifted
            + scale.mismatch * self._mismatch(job, spans)
            + scale.delay * task.weight * (finish - self._problem.now)
            + scale.fragments * (len(job.fixed) + len(spans) - 1)
        )

    def least(self, job: Job, finish: int) -> int:
        """Return the least possible cost of finishing a job at a minute."""
        task, scale = job.task, self.scale
        finish = max(job.fixed_end, finish)
        price = scale.delay * task.weight * (finish - self._problem.now)
        return price + scale.late * task.weight * lateness(task, finish)

    def _absence(self, job: Job) -> int:
        moved, shifted = self._movement(job, ())
        price = unplanned_cost(self._problem, job.task)
        return pack(price._replace(moved=moved, shifted=shifted), self.scale)

    def _movement(self, job: Job, spans: Sequence[Span]) -> tuple[int, int]:
        blocks = [Block(begin, end, job.task.id) for begin, end in spans]
        return movement(job.current, sorted((*job.fixed, *blocks)))

    def _mismatch(self, job: Job, spans: Sequence[Span]) -> int:
        if not self._problem.energy:
            return 0
        strain, now = self._strain(job.task.energy), self._problem.now
        placed = sum(strain[end - now] - strain[begin - now] for begin, end in spans)
        return placed + sum(mismatch(self._problem, job.task, block) for block in job.fixed)

    def _strain(self, need: int) -> list[int]:
        """Return the mismatch summed from now up to each minute until the end."""
        if need not in self._strains:
            now, until = self._problem.now, self._problem.until
            levels = [0] * (until - now)
            for step in self._problem.energy:
                begin, end = max(step.begin, now), min(step.end, until)
                if begin < end:
                    levels[begin - now : end - now] = [abs(step.level - need)] * (end - begin)
            self._strains[need] = list(accumulate(levels, initial=0))
        return self._strains[need]
