"""Packed costs of placing a job, cached because a search needs them millions of times.

They leave out what depends on a block's neighbours (neighbours.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from tasks.planning.solver import rates as rate
from tasks.planning.solver.cost import (
    absent_cost,
    delay,
    delay_weight,
    fragments,
    lacking_energy,
    lateness_cost,
    movement,
    outside_ideal,
    pack,
    packing,
    unevenness,
    unfinished_cost,
)
from tasks.planning.solver.model import NEVER, Job, Model
from tasks.planning.solver.problem import Block, Cost, Span, Task


class CostTables:
    """The cost of cost.py, job by job, as integers of one packing."""

    def __init__(self, model: Model) -> None:
        self.scale: Cost = packing(model.problem)
        self._problem = model.problem
        self._strains: dict[int, list[int]] = {}
        self._single: list[dict[int, int]] = [{} for _ in model.jobs]
        self.absent: list[int] = [self._absence(job) for job in model.jobs]
        lunch = 1 + sum(self.absent)
        for job in model.jobs:
            if job.task.rest:
                self.absent[job.number] = (
                    lunch if job.task.meant else self.scale.shifted * rate.LUNCH
                )

    def at(self, job: Job, begin: int) -> int:
        """Return the cost of placing the rest of a job in one chunk from `begin`."""
        cached = self._single[job.number]
        price = cached.get(begin)
        if price is None:
            price = cached[begin] = self.of(job, (Span(begin, begin + job.minutes),))
        return price

    def of(self, job: Job, spans: Sequence[Span]) -> int:
        """Return the cost of placing a job in these chunks, sorted by time."""
        scale, task, problem = self.scale, job.task, self._problem
        missing = job.minutes - sum(end - begin for begin, end in spans)
        finish = max(job.fixed_end, spans[-1].end) if missing <= 0 else problem.until
        price = sum(self._span(task, begin, end) for begin, end in spans)
        if task.deadline is not None and not task.hard:
            price += scale.late * lateness_cost(problem, task, finish)
        if missing > 0:
            unfinished = unfinished_cost(problem, task, missing)
            price += scale.missed * unfinished.missed + scale.left_out * unfinished.left_out
        if job.current or job.fixed or len(spans) > 1 or task.daily:
            price += self._of_blocks(job, spans)
        return price

    def least(self, job: Job, finish: int) -> int:
        """Return a lower bound of the cost of finishing a job at a minute or later."""
        wait = finish - job.minutes - self._problem.now
        price = 0
        if wait > 0 and not job.chunks:
            price = self.scale.delay * (delay_weight(job.task) * job.minutes * wait // rate.DELAY)
        if job.due == NEVER:
            return price
        finish = max(job.fixed_end, finish)
        return price + self.scale.late * lateness_cost(self._problem, job.task, finish)

    def _span(self, task: Task, begin: int, end: int) -> int:
        """Return the cost of one chunk by itself."""
        problem, scale = self._problem, self.scale
        if task.rest:
            return scale.shifted * abs(begin - task.ideal[0].begin)
        price = scale.delay * delay(problem, task, Block(begin, end, ""))
        if problem.energy and task.energy:
            strain, now = self._strain(task.energy), problem.now
            price += scale.energy * rate.ENERGY * (strain[end - now] - strain[begin - now])
        if task.ideal:
            price += scale.ideal * outside_ideal(task, Block(begin, end, ""))
        return price

    def _of_blocks(self, job: Job, spans: Sequence[Span]) -> int:
        """Return the cost of what depends on all blocks of a task, fixed ones included."""
        scale, problem, task = self.scale, self._problem, job.task
        blocks = sorted((*job.fixed, *(Block(begin, end, task.id) for begin, end in spans)))
        moved, shifted = movement(problem, task, job.current, blocks)
        price = scale.moved * moved + scale.shifted * shifted
        price += scale.fragments * fragments(blocks)
        price += scale.uneven * unevenness(problem, task, blocks)
        for block in job.fixed:
            price += scale.energy * lacking_energy(problem, task, block)
            price += scale.ideal * outside_ideal(task, block)
        return price

    def _absence(self, job: Job) -> int:
        if job.task.rest:
            return 0
        moved, shifted = movement(self._problem, job.task, job.current, job.fixed)
        price = absent_cost(self._problem, job.task, job.minutes)
        return pack(price._replace(moved=moved, shifted=shifted), self.scale)

    def _strain(self, need: int) -> list[int]:
        """Return the lacking levels of energy, summed from now up to each minute until the end."""
        if need not in self._strains:
            now, until = self._problem.now, self._problem.until
            levels = [0] * (until - now)
            for step in self._problem.energy:
                begin, end = max(step.begin, now), min(step.end, until)
                if begin < end:
                    levels[begin - now : end - now] = [max(0, need - step.level)] * (end - begin)
            self._strains[need] = list(accumulate(levels, initial=0))
        return self._strains[need]
