"""Estimate how likely a plan keeps its deadlines, by carrying it out many times.

Pure Python. Times are those of the solver: minutes since an epoch.

How a plan is carried out:

- The actual work on a task is its minutes times a log-normal factor, the same for all its chunks.
  What is left of a block in progress is scaled in the same way.
- The person works through the blocks in the order of the plan. A block starts when the plan says,
  or when the previous one is done, whichever is later. So free time between blocks, buffers,
  breaks and lunch make up for delays, and nothing starts early.
- Work that isn't done when an event or the end of the hours comes continues after the event or in
  the next hours. Time saved is free.
- A promise (a pinned block) starts on time. It interrupts work that runs late, and that work
  continues when the promise is really done. A promise outside the hours delays nothing.
- Each chunk but the last takes the planned minutes, or less if the task is done. The last one
  takes the rest.
- Work that isn't in the plan isn't done: a task that is left out has chance 0, and one that is
  planned in part is done only if it turns out short enough for the planned minutes.
- Groups of hours that overlap are one queue of work, which may use the hours of all of them.
  Other groups have queues of their own.

The normal quantiles of each task are stratified (Latin hypercube: McKay, Beckman and Conover,
*Technometrics* 21, 1979). They depend only on the position of the task in the problem, so a result
is repeatable, and two plans for one problem are compared on the same durations.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from math import exp, sqrt
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from tasks.planning.solver.problem import Block, Problem, Span
from tasks.planning.solver.spans import clipped, merged, without

# Samples of a problem: so many that the sum over its tasks stays bounded, within these limits.
MOST_SAMPLES, LEAST_SAMPLES, TOTAL_SAMPLES = 400, 100, 24_000
# Share of the variance that all tasks have in common: the mean of a person is as uncertain as
# after five completions (the prior of durations.py).
CORRELATION = 1 / 6

Samples = list[float]


class Spread(NamedTuple):
    """Mean and standard deviation of the logarithm of actual / planned minutes."""

    mean: float
    sigma: float


# Without history: a median of 1.1, and four in ten tasks within their estimate, as for the
# predictions in Buehler, Griffin and Ross (*J. Personality and Social Psychology* 67, 1994).
PRIOR_SPREAD = Spread(0.095, 0.45)


def chances(
    problem: Problem, blocks: Iterable[Block], spreads: Mapping[str, Spread] | None = None
) -> dict[str, float]:
    """Return the chance of each deadline within the plan, between 0 and 1, by task.

    `blocks` is the plan, pinned blocks included. `spreads` are by task; others have the prior.
    Deadlines that have passed or lie after the end of the plan have no chance.
    """
    return Sampler(problem, spreads or {}).chances(blocks)


def sample_count(tasks: int) -> int:
    """Return how many samples a problem with so many tasks gets."""
    return max(LEAST_SAMPLES, min(MOST_SAMPLES, TOTAL_SAMPLES // max(1, tasks)))


class Sampler:
    """The durations of one problem, sampled once, to compare several plans."""

    def __init__(
        self,
        problem: Problem,
        spreads: Mapping[str, Spread],
        samples: int = 0,
        correlation: float = CORRELATION,
    ) -> None:
        self.problem = problem
        self.samples = samples or sample_count(len(problem.tasks))
        self.due = {
            task.id: task.deadline
            for task in problem.tasks
            if task.deadline is not None and problem.now < task.deadline <= problem.until
        }
        self._spreads = spreads
        self._weights = sqrt(correlation), sqrt(1 - correlation)
        self._tasks = {task.id: (number, task) for number, task in enumerate(problem.tasks, 1)}
        self._factors: dict[str, Samples] = {}
        self._work_of: dict[tuple[Block, ...], list[_Item]] = {}
        self._promises = {block for block in problem.pinned if block.begin >= problem.now}
        self._queues = list(_queues(problem, self._promises))

    def chances(self, blocks: Iterable[Block]) -> dict[str, float]:
        """Return the chance of each deadline within the plan, with these blocks."""
        results = self._in_time(self._items(sorted(blocks)), self.due)
        return {task: self._share(results.get(task)) for task in self.due}

    def chance(self, blocks: Iterable[Block], task: str) -> float:
        """Return the chance of one of the deadlines; other blocks matter only until its last one.

        Raise `KeyError` if the task has no deadline within the plan.
        """
        due = {task: self.due[task]}
        plan = sorted(blocks)
        last = max((block.begin for block in plan if block.task == task), default=0)
        items = self._items([b for b in plan if b.begin <= last or b in self._promises])
        return self._share(self._in_time(items, due).get(task))

    def _share(self, results: list[bool] | None) -> float:
        return sum(results) / self.samples if results else 0.0

    def _in_time(self, items: list[_Item], due: Mapping[str, int]) -> dict[str, list[bool]]:
        """Return for each task, in each sample, whether all its chunks are done in time."""
        results: dict[str, list[bool]] = {}
        ends_of = [
            *(row for queue in self._queues for row in queue.run(items, self.problem.now, due)),
            *self._outside(items, due),
        ]
        for item, ends, limit in ends_of:
            in_time = [
                done and (end <= limit or not minutes)
                for end, minutes, done in zip(ends, item.minutes, item.finished, strict=True)
            ]
            task = item.block.task
            before = results.get(task)
            results[task] = (
                [a and b for a, b in zip(before, in_time, strict=True)] if before else in_time
            )
        return results

    def _outside(self, items: list[_Item], due: Mapping[str, int]) -> Iterator[_Ends]:
        """Yield the ends of promises outside all hours, which run by the clock."""
        for item in items:
            block = item.block
            outside = item.is_promise and not any(queue.touches(block) for queue in self._queues)
            if outside and block.task in due:
                yield item, [block.begin + minutes for minutes in item.minutes], due[block.task]

    def _items(self, plan: list[Block]) -> list[_Item]:
        """Return the upcoming blocks in order, with the minutes that each takes in each sample."""
        upcoming = [block for block in plan if block.end > self.problem.now]
        blocks_of: dict[str, list[Block]] = {}
        for block in upcoming:
            blocks_of.setdefault(block.task, []).append(block)
        items = {item.block: item for blocks in blocks_of.values() for item in self._work(blocks)}
        return [items[block] for block in upcoming]

    def _work(self, blocks: list[Block]) -> list[_Item]:
        """Divide the work on a task among its blocks."""
        key = tuple(blocks)
        if key not in self._work_of:
            self._work_of[key] = list(self._divided(blocks[0].task, blocks))
        return self._work_of[key]

    def _divided(self, task: str, blocks: list[Block]) -> Iterator[_Item]:
        now = self.problem.now
        planned = [block.end - max(block.begin, now) for block in blocks]
        total = self._tasks[task][1].minutes - sum(max(0, now - block.begin) for block in blocks)
        rest = [max(total, 1) * factor for factor in self._factors_of(task)]
        is_complete = sum(planned) >= total
        yes = [True] * self.samples
        for number, (block, minutes) in enumerate(zip(blocks, planned, strict=True), 1):
            spent = rest
            if number < len(blocks) or not is_complete:
                spent = [left if left < minutes else minutes for left in rest]
                rest = [left - used for left, used in zip(rest, spent, strict=True)]
            is_short = number == len(blocks) and not is_complete
            finished = [not left for left in rest] if is_short else yes
            yield _Item(block, spent, finished, block in self._promises)

    def _factors_of(self, task: str) -> Samples:
        if task not in self._factors:
            mean, sigma = self._spreads.get(task, PRIOR_SPREAD)
            common, own = (sigma * weight for weight in self._weights)
            column = _quantiles(self._tasks[task][0], self.samples)
            self._factors[task] = [
                exp(mean + common * a + own * b)
                for a, b in zip(_quantiles(0, self.samples), column, strict=True)
            ]
        return self._factors[task]


class _Item(NamedTuple):
    """A block with its minutes in each sample, and whether they finish what is planned."""

    block: Block
    minutes: Samples
    finished: list[bool]
    is_promise: bool


# A block, where it ends in each sample, and its deadline, both in the same unit.
_Ends = tuple[_Item, Samples, int]


class _Queue:
    """Work in the hours of some groups, in order; positions count the minutes of work before."""

    def __init__(self, tasks: set[str], spans: list[Span]) -> None:
        self._tasks = tasks
        self._spans = spans
        self._begins = [span.begin for span in spans]
        self._before = [0, *accumulate(span.end - span.begin for span in spans)]

    def position(self, minute: int) -> int:
        number = bisect_right(self._begins, minute)
        if not number:
            return 0
        begin, end = self._spans[number - 1]
        return self._before[number - 1] + min(minute, end) - begin

    def touches(self, block: Block) -> bool:
        return self.position(block.begin) < self.position(block.end)

    def run(self, items: list[_Item], now: int, due: Mapping[str, int]) -> Iterator[_Ends]:
        """Carry out the blocks of this queue, and yield the ends of those that are due."""
        mine = [item for item in items if self._has(item)]
        promises = [
            (self.position(item.block.begin), item.minutes) for item in mine if item.is_promise
        ]
        clock: Samples = [0.0] * (len(mine[0].minutes) if mine else 0)
        for item in mine:
            begin = self.position(max(item.block.begin, now))
            clock = [
                (at if at > begin else begin) + minutes
                for at, minutes in zip(clock, item.minutes, strict=True)
            ]
            ends = clock
            if item.is_promise:
                del promises[0]
                ends = [begin + minutes for minutes in item.minutes]
            if item.block.task in due:
                yield item, _interrupted(ends, promises), self.position(due[item.block.task])

    def _has(self, item: _Item) -> bool:
        if item.is_promise:
            return self.touches(item.block)
        return item.block.task in self._tasks


def _interrupted(ends: Samples, promises: Iterable[tuple[int, Samples]]) -> Samples:
    """Return the ends of work that stops for each promise which starts before it is done."""
    for begin, durations in promises:
        if max(ends) <= begin:
            break
        ends = [
            end + minutes if end > begin else end
            for end, minutes in zip(ends, durations, strict=True)
        ]
    return ends


def _queues(problem: Problem, promises: Iterable[Block]) -> Iterator[_Queue]:
    """Yield a queue for each set of groups with overlapping hours."""
    parts: list[tuple[set[str], list[Span]]] = []
    for group, hours in problem.hours.items():
        groups, spans = {group}, clipped(merged(hours), problem.now, problem.until)
        for part in [part for part in parts if without(spans, part[1]) != spans]:
            parts.remove(part)
            groups, spans = groups | part[0], merged([*spans, *part[1]])
        parts.append((groups, spans))
    for groups, spans in parts:
        free = without(spans, merged(problem.busy))
        during = [Span(block.begin, block.end) for block in promises]
        inside = [span for span in during if without(free, [span]) != free]
        tasks = {task.id for task in problem.tasks if task.hours in groups}
        yield _Queue(tasks, merged([*free, *inside]))


@lru_cache(maxsize=1_000)
def _quantiles(number: int, samples: int) -> Samples:
    """Return stratified standard normal quantiles in an order that depends on the number."""
    normal = NormalDist()
    values = [normal.inv_cdf((n + 0.5) / samples) for n in range(samples)]
    Random(number).shuffle(values)  # noqa: S311  no secret: it must be repeatable
    return values
