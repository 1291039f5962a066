"""Build a first plan by the apparent-tardiness-cost rule."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from math import exp

from tasks.planning.solver.chunking import next_size
from tasks.planning.solver.model import NEVER, Job, Model
from tasks.planning.solver.order import Order
from tasks.planning.solver.timeline import Gap

TIE = 1e-9  # far from all deadlines, weight per minute decides


class FreeTime:
    """Counts free minutes from now on: slack is measured in them."""

    def __init__(self, gaps: list[Gap]) -> None:
        self._begins = [gap.begin for gap in gaps]
        self._ends = [gap.end for gap in gaps]
        self._before = list(accumulate((gap.end - gap.begin for gap in gaps), initial=0))

    def until(self, minute: int) -> int:
        """Count the free minutes before `minute`."""
        index = bisect_right(self._begins, minute) - 1
        if index < 0:
            return 0
        return self._before[index] + min(minute, self._ends[index]) - self._begins[index]


def apparent_tardiness_cost(order: Order, patience: float) -> None:
    """Fill an empty order from the left with the most urgent job at each moment.

    The index is weight / minutes × exp(−slack / (patience × mean minutes)) of Vepsalainen and
    Morton, Management Science 33 (1987), with slack in free minutes.
    """
    dispatcher = _Dispatcher(order, patience)
    for number in range(len(order.model.gaps)):
        dispatcher.fill(number)
    dispatcher.drop_unfinished()


class _Dispatcher:
    def __init__(self, order: Order, patience: float) -> None:
        self.order = order
        self.model = order.model
        self.jobs = order.model.jobs
        self.free = FreeTime(order.model.gaps)
        self.rest = [job.minutes for job in self.jobs]
        self.least = [job.chunks.least if job.chunks else job.minutes for job in self.jobs]
        self.latest = [job.limit - job.minutes for job in self.jobs]
        self.waits = [len(job.predecessors) for job in self.jobs]
        self.ready = [job.number for job in self.jobs if not job.predecessors]
        self.scale = patience * max(1, sum(self.rest)) / max(1, len(self.rest))
        self.ratios, self.starts = _urgencies(order.model, self.free)

    def fill(self, number: int) -> None:
        """Dispatch jobs into one gap until no more fits."""
        gap = self.model.gaps[number]
        cursor: int | None = gap.begin
        while cursor is not None:
            spaces = {group: gap.space(group, cursor) for group in gap.windows}
            chosen = self._choose(cursor, spaces)
            if chosen is None:
                cursor = self._next_opening(gap, cursor)
            else:
                cursor += self._dispatch(number, *chosen) + self.order.buffer

    def drop_unfinished(self) -> None:
        """Remove jobs of which only some chunks fit; no placed job waits for them."""
        self.order.take(
            {
                number
                for number, rest in enumerate(self.rest)
                if self.order.job_gaps[number] and rest
            }
        )

    def _choose(self, cursor: int, spaces: dict[str, int]) -> tuple[Job, int] | None:
        """Choose the most urgent job that can begin now, and its minutes."""
        now, scale, starts, ratios = self.free.until(cursor), self.scale, self.starts, self.ratios
        urgent = [
            (ratios[n] * (exp(min(0.0, (now - starts[n]) / scale)) + TIE), -n)
            for n in self.ready
            if self.least[n] <= spaces.get(self.jobs[n].task.hours, 0)
            and self.jobs[n].release <= cursor <= self.latest[n]
        ]
        for _, negative in sorted(urgent, reverse=True):
            job = self.jobs[-negative]
            space = spaces[job.task.hours]
            size = next_size(self.rest[-negative], space, job.chunks) if job.chunks else job.minutes
            if size:
                return job, size
        return None

    def _dispatch(self, gap: int, job: Job, size: int) -> int:
        number, order = job.number, self.order
        self.rest[number] -= size
        whole = size == job.minutes
        last = not self.rest[number]
        order.append(
            gap, order.whole_pieces[number] if whole else order.piece(job, size, last=last)
        )
        if last:
            self.ready.remove(number)
            for waiting in job.successors:
                self.waits[waiting] -= 1
                if not self.waits[waiting]:
                    self.ready.append(waiting)
        return size

    def _next_opening(self, gap: Gap, cursor: int) -> int | None:
        """Return when the next job or window of the gap opens."""
        opens = [self.jobs[n].release for n in self.ready]
        opens += [window.begin for windows in gap.windows.values() for window in windows]
        return min((minute for minute in opens if cursor < minute < gap.end), default=None)


def _urgencies(model: Model, free: FreeTime) -> tuple[list[float], list[float]]:
    """Return weight per minute and latest start in free minutes, including those of dependants."""
    jobs = model.jobs
    weights = [float(job.task.weight) for job in jobs]
    dues = [float(_due(job, free)) for job in jobs]
    for job in reversed(jobs):
        for waiting in job.successors:
            weights[job.number] = max(weights[job.number], weights[waiting])
            dues[job.number] = min(dues[job.number], dues[waiting] - jobs[waiting].minutes)
    return (
        [weight / job.minutes for weight, job in zip(weights, jobs, strict=True)],
        [due - job.minutes for due, job in zip(dues, jobs, strict=True)],
    )


def _due(job: Job, free: FreeTime) -> int:
    deadline = job.task.deadline
    return (
        NEVER
        if deadline is None
        else free.until(min(deadline, job.limit) if job.task.hard else deadline)
    )
