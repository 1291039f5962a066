"""Prove lower bounds of a plan's cost, and measure how far a plan is from them."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from tasks.planning.solver.cost import TOP_LEVELS, by_task, lateness, unplanned_cost
from tasks.planning.solver.model import NEVER, Job, Model
from tasks.planning.solver.problem import Cost
from tasks.planning.solver.timeline import fixed_blocks

ROUNDS = 25  # subgradient steps
SHRINK = 0.7  # factor of the step length after a step that did not help
ROUNDING = 1e-6  # tolerance for float noise when rounding up


def lower_bound(model: Model, estimate: int) -> Cost:
    """Bound missed, late and left_out of the jobs still to be placed, each separately.

    Late minutes before a job's ``due`` (caused by its fixed blocks) are not counted. `estimate` is
    the lateness of some plan.
    """
    possible = [job for job in model.jobs if _fits_alone(model, job)]
    impossible = [job for job in model.jobs if job not in possible]
    impossible_costs = [unplanned_cost(model.problem, job.task) for job in impossible]
    critical = [job for job in possible if unplanned_cost(model.problem, job.task).missed]
    soft = [job for job in possible if job.due < NEVER]
    until = model.problem.until
    late = sum(job.task.weight * max(0, until - job.due) for job in impossible)
    return Cost(
        missed=sum(price.missed for price in impossible_costs) + _unpacked_weight(model, critical),
        late=late + _lateness(model, soft, estimate - late),
        left_out=sum(price.left_out for price in impossible_costs)
        + _unpacked_weight(model, possible),
    )


def fixed_lateness(model: Model) -> Cost:
    """Return the lateness that fixed blocks have caused already."""
    fixed = by_task(fixed_blocks(model.problem))
    tasks = [task for task in model.problem.tasks if fixed[task.id]]
    return Cost(late=sum(task.weight * lateness(task, fixed[task.id][-1].end) for task in tasks))


def relative_gap(cost: Cost, bound: Cost) -> float:
    """Return the relative distance at the first component that isn't proven optimal."""
    for value, least in list(zip(cost, bound, strict=True))[:TOP_LEVELS]:
        if value > least:
            return (value - least) / value
    return 0.0


def _fits_alone(model: Model, job: Job) -> bool:
    """Tell whether a job alone fits its window."""
    need, space = job.minutes, 0
    for gap in model.gaps:
        for begin, end in gap.windows.get(job.task.hours, ()):
            length = min(end, job.limit) - max(begin, job.release)
            if length >= job.minutes:
                return True
            space += max(0, length) if job.chunks else 0
    return space >= need


def _unpacked_weight(model: Model, jobs: list[Job]) -> int:
    """Bound the weight that doesn't fit by the best fractional packing before each limit.

    A buffer follows each block but the last of a gap, so each job and each gap is longer by one
    buffer.
    """
    dense = sorted(jobs, key=lambda job: -job.task.weight / job.minutes)
    return max((_overflow(model, dense, limit) for limit in {j.limit for j in jobs}), default=0)


def _overflow(model: Model, dense: list[Job], limit: int) -> int:
    buffer = model.problem.buffer
    space: float = sum(
        min(gap.end, limit) - gap.begin + buffer for gap in model.gaps if gap.begin < limit
    )
    unpacked = 0.0
    for job in dense:
        if job.limit <= limit:
            need = job.minutes + buffer
            packed = max(0.0, min(need, space))
            space -= packed
            unpacked += job.task.weight * (1 - packed / need)
    return ceil(unpacked - ROUNDING)


def _lateness(model: Model, jobs: list[Job], estimate: int) -> int:
    """Bound Σ weight × lateness by Lagrangian relaxation of T ≥ C − due, T ≥ 0.

    With multipliers 0 ≤ u ≤ weight, Σ weight·T ≥ Σ u·(C − due). A job ends at least half its
    length after its mean busy time, and Σ u × mean busy time is least if minutes are assigned in
    order of u / length (the preemptive relaxation of Goemans, 1997). A job that doesn't fit ends
    when the plan ends. Each step along the subgradient (Held and Karp, 1971) gives a valid bound;
    `estimate` is the lateness of some plan and sets only the length of the steps.
    """
    weights = [job.task.weight for job in jobs]
    multipliers = [float(weight) for weight in weights]
    best, length = 0.0, 1.0
    for _ in range(ROUNDS if jobs else 0):
        late = _relaxed_lateness(model, jobs, multipliers)
        value = sum(u * minutes for u, minutes in zip(multipliers, late, strict=True))
        length = length if value > best else length * SHRINK
        best = max(best, value)
        norm = sum(minutes * minutes for minutes in late)
        if best >= estimate or not norm:
            break
        step = length * (estimate - value) / norm
        multipliers = [
            min(float(weight), max(0.0, u + step * minutes))
            for u, minutes, weight in zip(multipliers, late, weights, strict=True)
        ]
    return ceil(best - ROUNDING)


def _relaxed_lateness(model: Model, jobs: list[Job], multipliers: list[float]) -> list[float]:
    """Assign free minutes in order of multiplier per minute; return each job's C − due.

    Jobs and gaps are longer by a buffer here, so ends are a buffer too late.
    """
    buffer = model.problem.buffer
    needs = [job.minutes + buffer for job in jobs]
    absent = model.problem.until + buffer - max(needs) / 2
    free = _FreeMinutes(((gap.begin, gap.end + buffer) for gap in model.gaps), absent)
    density = [u / need for u, need in zip(multipliers, needs, strict=True)]
    late = [0.0] * len(jobs)
    for n in sorted(range(len(jobs)), key=lambda n: -density[n]):
        late[n] = free.mean(needs[n]) + needs[n] / 2 - buffer - jobs[n].due
    return late


class _FreeMinutes:
    """Free time that is used up from the left; time after `absent` counts as that minute."""

    def __init__(self, spans: Iterable[tuple[int, int]], absent: float) -> None:
        cut = [(float(begin), min(float(end), absent)) for begin, end in spans]
        self._spans = [(begin, end) for begin, end in reversed(cut) if begin < end]
        self._absent = absent

    def mean(self, need: int) -> float:
        """Use up `need` minutes and return their mean."""
        area, rest = 0.0, float(need)
        while rest > 0 and self._spans:
            begin, end = self._spans.pop()
            used = min(rest, end - begin)
            area += used * (begin + used / 2)
            rest -= used
            if begin + used < end:
                self._spans.append((begin + used, end))
        return (area + rest * self._absent) / need
