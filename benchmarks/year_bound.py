"""Keep as many deadlines as someone could who knows the whole year in advance: the clairvoyant.

Actual durations, meetings, sick days and arrivals are known; work may be interrupted at any time;
nothing without a deadline is done; and every day has its 30 minutes of overtime. Deadlines that
can be kept together are chosen greedily, the heaviest and then the shortest first. A set can be
kept if the earliest deadline first keeps it, which is optimal for interruptible work.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from heapq import heappop, heappush
from itertools import accumulate

from benchmarks.year_clock import OVERTIME
from benchmarks.year_world import World
from tasks.planning.solver import WEIGHT_OF_IMPACT, Span
from tasks.planning.solver.spans import merged, without

# A piece of work on the line of free minutes: arrival, deadline, minutes.
Piece = tuple[int, int, int]


def clairvoyant(world: World) -> set[str]:
    """Return the tasks whose deadlines someone keeps who knows everything."""
    line = _Line(world)
    works = [work for work in world.works if work.deadline is not None]
    works.sort(key=lambda work: (-WEIGHT_OF_IMPACT[work.impact], work.actual, work.id))
    kept: set[str] = set()
    pieces: list[Piece] = []
    for work in works:
        piece = (line.position(work.arrives), line.position(work.deadline or 0), work.actual)
        insort(pieces, piece)
        if _is_feasible(pieces):
            kept.add(work.id)
        else:
            pieces.pop(bisect_left(pieces, piece))
    return kept


class _Line:
    """The minutes in which a person can work on deadlines, one after the other."""

    def __init__(self, world: World) -> None:
        days = [world.hours(day) for day in world.days if day not in world.sick]
        hours = [Span(begin, end + OVERTIME) for begin, end in days]
        busy = [Span(meeting.begin, meeting.end) for meeting in world.meetings]
        busy += [work.promise for work in world.works if work.promise]
        self._spans = without(hours, merged(busy))
        self._begins = [span.begin for span in self._spans]
        self._before = [0, *accumulate(span.end - span.begin for span in self._spans)]

    def position(self, minute: int) -> int:
        number = bisect_right(self._begins, minute)
        if not number:
            return 0
        begin, end = self._spans[number - 1]
        return self._before[number - 1] + min(minute, end) - begin


def _is_feasible(pieces: list[Piece]) -> bool:
    """Tell whether the earliest deadline first keeps them all; they are sorted by arrival."""
    now = index = 0
    waiting: list[tuple[int, int]] = []
    while index < len(pieces) or waiting:
        if not waiting:
            now = max(now, pieces[index][0])
        while index < len(pieces) and pieces[index][0] <= now:
            heappush(waiting, pieces[index][1:])
            index += 1
        deadline, minutes = heappop(waiting)
        until = pieces[index][0] if index < len(pieces) else now + minutes
        spent = min(minutes, until - now)
        now += spent
        if now + minutes - spent > deadline:
            return False
        if spent < minutes:
            heappush(waiting, (deadline, minutes - spent))
    return True
