"""Choose the chunks of a job that may be split."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from tasks.planning.solver.chunking import fill, next_size
from tasks.planning.solver.model import Job
from tasks.planning.solver.problem import Chunks, Span
from tasks.planning.solver.schedule import Schedule, Slots
from tasks.planning.solver.spans import merged

STARTS = 4  # holes from which a split job may start
USEFUL = 30  # minutes: shorter chunks are placed only if nothing else fits


def cheapest_split(schedule: Schedule, job: Job, below: int) -> tuple[Span, ...]:
    """Return the cheapest of several ways to split an absent job over free time.

    Empty if none costs less than `below`, the price of the days included.
    """
    window = schedule.window(job)
    if window is None or job.chunks is None:
        return ()
    best: tuple[Span, ...] = ()
    for spans in _options(schedule, job, window, job.chunks):
        price = schedule.tables.of(job, spans)
        if price < below:
            price += _added_price(schedule, job, spans)
        if price < below:
            best, below = spans, price
    return best


def _options(
    schedule: Schedule, job: Job, window: Span, chunks: Chunks
) -> Iterator[tuple[Span, ...]]:
    """Yield ways to split a job."""
    holes = list(_holes(schedule, job, window, chunks))
    suited = list(_suited(schedule, job, holes))
    for choice in (holes, suited) if suited and suited != holes else (holes,):
        for start in range(min(STARTS, len(choice))):
            if schedule.rules is None:
                if spans := fill(choice[start:], job.minutes, chunks, schedule.buffer):
                    yield tuple(spans)
            else:
                yield from _within_rules(schedule, job, choice[start:], chunks)


def _within_rules(
    schedule: Schedule, job: Job, holes: Sequence[Span], chunks: Chunks
) -> Iterator[tuple[Span, ...]]:
    """Yield chunks that are useful and even over the days, then those that merely fit."""
    for sizes in _sizes(job, chunks):
        for daily in (job.task.daily, 0) if job.task.daily else (0,):
            filler = _Filler(schedule, job, sizes, daily)
            if spans := filler.fill(holes):
                yield tuple(spans)


def _sizes(job: Job, chunks: Chunks) -> Iterator[Chunks]:
    """Yield limits of useful chunks, of two even ones, and of any that are allowed."""
    useful = min(max(chunks.least, USEFUL), chunks.most)
    yield Chunks(useful, chunks.most)
    half = -(-job.minutes // 2)
    if useful <= half < chunks.most:
        yield Chunks(useful, half)
    if useful > chunks.least:
        yield chunks


def _holes(schedule: Schedule, job: Job, window: Span, chunks: Chunks) -> Iterator[Span]:
    """Yield the idle time that a job may use, on days with capacity for a chunk."""
    for gap in schedule.gaps_within(window):
        if schedule.spaces[gap] + schedule.buffer < chunks.least:
            continue
        if schedule.has_capacity(job, gap, chunks.least):
            yield from schedule.holes(job, gap, window)


class _Filler:
    """Fills holes with chunks of a job within the rules of the days, earliest first."""

    def __init__(self, schedule: Schedule, job: Job, chunks: Chunks, daily: int) -> None:
        assert schedule.rules is not None  # noqa: S101
        self.schedule, self.job, self.rules = schedule, job, schedule.rules
        self.chunks, self.daily = chunks, daily
        self.left = job.minutes
        waiting = any(schedule.spans[number] for number in job.successors)
        self.may_lack = job.task.partial and not waiting
        self.used: Counter[int] = Counter()  # minutes by day
        self.slots: dict[int, Slots] = {}
        self.spans: list[Span] = []

    def fill(self, holes: Sequence[Span]) -> list[Span]:
        """Return the chunks; only a partial task may lack some minutes."""
        for hole in holes:
            cursor = hole.begin
            while self.left:
                span = self._next(cursor, hole.end)
                if span is None:
                    break
                self._take(span)
                cursor = span.end + self.schedule.buffer
        return self.spans if not self.left or self.may_lack else []

    def _next(self, begin: int, end: int) -> Span | None:
        """Return the longest chunk from `begin`, or after a break, that breaks no rule."""
        for start in (begin, begin + self.schedule.rest):
            size = self._size(start, end)
            while size:
                span = Span(start, start + size)
                if not self._is_too_long(span):
                    return span
                size = self._size(start, start + size - 5)
        return None

    def _size(self, begin: int, end: int) -> int:
        """Return the longest chunk that the day may take; 0 if there is none."""
        gap = self.schedule.gap_at(begin)
        day = self.rules.day_of[gap]
        space = min(end - begin, self.rules.free(self.schedule.loads, gap) - self.used[day])
        if self.daily:
            space = min(space, self.daily - self.used[day])
        if space < 1:
            return 0
        size = self._balanced(next_size(self.left, space, self.chunks), end - begin)
        if not size and self.may_lack:
            size = min(self.left, space, self.chunks.most)
            size = size if size >= self.chunks.least else 0
        return size

    def _balanced(self, size: int, space: int) -> int:
        """Shorten a chunk if what it leaves of the space is too short for another one."""
        least, buffer = self.chunks.least, self.schedule.buffer
        scrap = space - size - buffer
        if 0 < scrap < least and self.left > size and size - (least - scrap) >= least:
            return size - (least - scrap)
        return size

    def _is_too_long(self, span: Span) -> bool:
        """Tell whether a chunk breaks a rule of its day."""
        gap = self.schedule.gap_at(span.begin)
        own = self.slots.get(gap, self.schedule.slots[gap])
        with_span = sorted([*own, (*span, self.job.number)])
        before = self.rules.price(self.schedule.slots, gap, own)
        return self.rules.price(self.schedule.slots, gap, with_span) - before >= self.rules.broken

    def _take(self, span: Span) -> None:
        gap = self.schedule.gap_at(span.begin)
        own = self.slots.get(gap, self.schedule.slots[gap])
        self.slots[gap] = sorted([*own, (*span, self.job.number)])
        self.used[self.rules.day_of[gap]] += span.end - span.begin
        self.left -= span.end - span.begin
        self.spans.append(span)


def _added_price(schedule: Schedule, job: Job, spans: Sequence[Span]) -> int:
    """Return what chunks add to the price of their days."""
    if schedule.rules is None:
        return 0
    by_gap: dict[int, Slots] = {}
    for begin, end in spans:
        gap = schedule.gap_at(begin)
        by_gap.setdefault(gap, schedule.slots[gap][:]).append((begin, end, job.number))
    return sum(schedule.added_price(gap, sorted(slots)) for gap, slots in by_gap.items())


def _suited(schedule: Schedule, job: Job, holes: Sequence[Span]) -> Iterator[Span]:
    """Yield the parts of holes in which the energy is enough for the job."""
    steps = schedule.model.problem.energy
    if not steps or not holes:
        return
    enough = merged(Span(step.begin, step.end) for step in steps if step.level >= job.task.energy)
    for hole in holes:
        low = bisect_left(enough, hole.begin, key=lambda span: span.end)
        for span in enough[low:]:
            if span.begin >= hole.end:
                break
            yield Span(max(span.begin, hole.begin), min(span.end, hole.end))
