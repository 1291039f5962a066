"""Prove lower bounds of a plan's cost, and measure how far a plan is from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil

from tasks.planning.solver.calendar_days import day_index
from tasks.planning.solver.cost import TOP_LEVELS, absent_cost, by_task, lateness_cost
from tasks.planning.solver.day_rules import capacities_of
from tasks.planning.solver.model import NEVER, Job, Model
from tasks.planning.solver.problem import Cost, Problem
from tasks.planning.solver.timeline import fixed_blocks

ROUNDS = 25  # subgradient steps
SHRINK = 0.7  # factor of the step length after a step that did not help
ROUNDING = 1e-6  # tolerance for float noise when rounding up


def lower_bound(model: Model, estimate: int) -> Cost:
    """Bound what gets done by the jobs still to be placed.

    For a lexicographic cost, missed, late and left_out are bounded separately; otherwise their sum
    is, as ``left_out``. Late minutes before a job's ``due`` (caused by its fixed blocks) are not
    counted. `estimate` is the lateness of some plan.
    """
    jobs = [job for job in model.jobs if not job.task.rest]
    possible = [job for job in jobs if _fits_alone(model, job)]
    impossible = [job for job in jobs if job not in possible]
    if not model.problem.rates.lexicographic:
        return Cost(left_out=_value(model, possible, impossible))
    absent = {job.number: absent_cost(model.problem, job.task, job.minutes) for job in jobs}
    critical = [job for job in possible if absent[job.number].missed]
    soft = [job for job in possible if job.due < NEVER]
    until = model.problem.until
    late = sum(job.task.weight * max(0, until - job.due) for job in impossible)
    return Cost(
        missed=sum(absent[job.number].missed for job in impossible)
        + _unpacked(model, critical, {job.number: absent[job.number].missed for job in critical}),
        late=late + _lateness(model, soft, estimate - late),
        left_out=sum(absent[job.number].left_out for job in impossible)
        + _unpacked(model, possible, {job.number: absent[job.number].left_out for job in possible}),
    )


def _value(model: Model, possible: list[Job], impossible: list[Job]) -> int:
    """Bound the value lost: what no plan can save, and what the capacity of the days can't."""
    problem = model.problem
    least = total = 0
    prices = {}
    for job in possible:
        soonest = lateness_cost(problem, job.task, job.release + job.minutes)
        least += soonest
        prices[job.number] = absent_cost(problem, job.task, job.minutes).value - soonest
    for job in impossible:
        missing = max(1, job.minutes - _space(model, job)) if job.task.partial else job.minutes
        total += absent_cost(problem, job.task, missing).value
    return total + least + _unpacked(model, possible, prices)


def fixed_lateness(model: Model) -> Cost:
    """Return the lateness that fixed blocks have caused already."""
    problem = model.problem
    if not problem.rates.lexicographic:
        return Cost()
    fixed = by_task(fixed_blocks(problem))
    tasks = [task for task in problem.tasks if fixed[task.id]]
    return Cost(late=sum(lateness_cost(problem, task, fixed[task.id][-1].end) for task in tasks))


def relative_gap(problem: Problem, cost: Cost, bound: Cost) -> float:
    """Return the relative distance at the first sum that isn't proven optimal."""
    pairs = list(zip(cost, bound, strict=True))[:TOP_LEVELS]
    for value, least in pairs if problem.rates.lexicographic else [(cost.value, bound.value)]:
        if value > least:
            return (value - least) / value
    return 0.0


def _fits_alone(model: Model, job: Job) -> bool:
    """Tell whether a job alone fits its window."""
    return _space(model, job) >= job.minutes


def _space(model: Model, job: Job) -> int:
    """Return the minutes that a job alone may use: the longest stretch, or all if it is split."""
    lengths = [
        min(end, job.limit) - max(begin, job.release)
        for gap in model.gaps
        for begin, end in gap.windows.get(job.task.hours, ())
    ]
    usable = [length for length in lengths if length > 0]
    return sum(usable) if job.chunks else max(usable, default=0)


def _unpacked(model: Model, jobs: list[Job], prices: Mapping[int, int]) -> int:
    """Bound the price of what doesn't fit by the best fractional packing before each limit.

    A buffer follows each block but the last of a gap, so each job and each gap is longer by one
    buffer. The share of the days is a second limit, without buffers.
    """
    dense = sorted(jobs, key=lambda job: -prices[job.number] / job.minutes)
    limits = {job.limit for job in jobs}
    buffer = model.problem.buffer
    bounds = [
        _overflow(dense, prices, limit, _space_before(model, limit), buffer) for limit in limits
    ]
    if any(day.capacity is not None for day in model.problem.days):
        bounds += [
            _overflow(dense, prices, limit, _capacity_before(model, limit), 0) for limit in limits
        ]
    return max(bounds, default=0)


def _space_before(model: Model, limit: int) -> int:
    buffer = model.problem.buffer
    return sum(min(gap.end, limit) - gap.begin + buffer for gap in model.gaps if gap.begin < limit)


def _capacity_before(model: Model, limit: int) -> int:
    """Return the minutes of work that the days before a limit may take."""
    problem = model.problem
    capacities = capacities_of(problem)
    spaces: Counter[int] = Counter()
    for gap in model.gaps:
        spaces[day_index(problem, gap.begin)] += max(0, min(gap.end, limit) - gap.begin)
    return sum(min(space, capacities.get(day, space)) for day, space in spaces.items())


def _overflow(
    dense: list[Job], prices: Mapping[int, int], limit: int, space: float, buffer: int
) -> int:
    unpacked = 0.0
    for job in dense:
        if job.limit <= limit:
            need = job.minutes + buffer
            packed = max(0.0, min(need, space))
            space -= packed
            unpacked += prices[job.number] * (1 - packed / need)
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
