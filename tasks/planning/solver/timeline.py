"""The free time of a problem: gaps between events and fixed blocks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.planning.solver.problem import Block, Problem, Span
from tasks.planning.solver.spans import clipped, merged, without


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of free time; blocks of different gaps need no buffer between them.

    ``windows`` are the parts that each group of hours may use; ``plain`` says that every group in
    it may use all of it.
    """

    begin: int
    end: int
    windows: dict[str, tuple[Span, ...]]
    plain: bool

    def fit(self, group: str, begin: int, minutes: int) -> int:
        """Return the earliest start at or after `begin`, or -1 if there is no space."""
        for window in self.windows.get(group, ()):
            start = max(begin, window.begin)
            if start + minutes <= window.end:
                return start
        return -1

    def space(self, group: str, minute: int) -> int:
        """Return how many minutes a group may use from `minute` on; 0 outside its windows."""
        for window in self.windows.get(group, ()):
            if window.begin <= minute < window.end:
                return window.end - minute
        return 0

    def idle(
        self, group: str, begins: Sequence[int], ends: Sequence[int], buffer: int
    ) -> Iterator[Span]:
        """Yield what a group may still use between sorted blocks, minus the buffer."""
        cursor = self.begin
        for begin, end in zip((*begins, self.end + buffer), (*ends, 0), strict=True):
            for window in self.windows.get(group, ()):
                first, last = max(cursor, window.begin), min(begin - buffer, window.end)
                if first < last:
                    yield Span(first, last)
            cursor = end + buffer


def fixed_blocks(problem: Problem) -> tuple[Block, ...]:
    """Return the blocks that can't be planned: pinned, in progress now, or tight.

    An accepted block is tight if it is closer than the buffer to what it doesn't overlap: it was
    planned so for a deadline, or an event came close. It stays.
    """
    in_progress = {block for block in problem.current if block.begin < problem.now < block.end}
    fixed = {*problem.pinned, *in_progress}
    if problem.buffer and problem.current:
        fixed |= _tight(problem, fixed)
    return tuple(sorted(fixed))


def _tight(problem: Problem, fixed: set[Block]) -> set[Block]:
    """Return the current blocks that are close to a neighbour, and overlap none."""
    spans = [Span(begin, end) for begin, end, _ in {*problem.current, *fixed}]
    spans = sorted((*spans, *(span for span in problem.busy if span.begin < span.end)))
    starts = [span.begin for span in spans]
    reach = max((end - begin for begin, end in spans), default=0) + problem.buffer
    tight = set()
    for block in problem.current:
        low = bisect_left(starts, block.begin - reach)
        high = bisect_left(starts, block.end + problem.buffer)
        near = [span for span in spans[low:high] if span != block[:2]]
        distances = [max(begin - block.end, block.begin - end) for begin, end in near]
        closest = min(distances, default=problem.buffer)
        if 0 <= closest < problem.buffer and block.begin >= problem.now:
            tight.add(block)
    return tight


def gaps(problem: Problem) -> list[Gap]:
    """Return the free time between now and the end, in order.

    Events and fixed blocks are widened by the buffer on both sides, the edges of the hours are
    not. Free stretches closer than the buffer form one gap, so that blocks of different gaps never
    need a buffer between them.
    """
    occupied = [*problem.busy, *(Span(block.begin, block.end) for block in fixed_blocks(problem))]
    blocked = merged(
        Span(begin - problem.buffer, end + problem.buffer) for begin, end in occupied if begin < end
    )
    free = {
        group: without(clipped(merged(spans), problem.now, problem.until), blocked)
        for group, spans in problem.hours.items()
    }
    joined = merged((span for spans in free.values() for span in spans), problem.buffer)
    return [_gap(span, free) for whole in joined for span in _by_day(problem, whole)]


def _by_day(problem: Problem, span: Span) -> Iterator[Span]:
    """Cut a stretch where a day ends, with a buffer between the parts."""
    begin = span.begin
    for day in problem.days:
        if begin < day.end < span.end:
            yield Span(begin, day.end)
            begin = day.end + problem.buffer
    if begin < span.end:
        yield Span(begin, span.end)


def _gap(span: Span, free: dict[str, list[Span]]) -> Gap:
    windows = {
        group: tuple(clipped(spans, span.begin, span.end))
        for group, spans in free.items()
        if any(begin < span.end and end > span.begin for begin, end in spans)
    }
    plain = all(parts == (span,) for parts in windows.values())
    return Gap(span.begin, span.end, windows, plain)
