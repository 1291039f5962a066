"""A sample of a planned day: what lunch, breaks and the share of free time do to it.

Pure: spans of minutes in, segments out. It shows the rules, not the tasks of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tasks.planning.solver import Span
from tasks.planning.solver.spans import clipped, merged, without

Kind = Literal["event", "lunch", "break", "work"]

GRID = 5


class Segment(NamedTuple):
    """A stretch of the day with one use."""

    kind: Kind
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class DayRules:
    """The preferences that shape a day, in minutes; ``share`` is a percentage."""

    lunch: Span
    lunch_minutes: int
    break_after: int
    break_minutes: int
    share: int


@dataclass(frozen=True, slots=True)
class SampleDay:
    """The segments of a sample day, and its free and planned minutes."""

    segments: tuple[Segment, ...]
    free: int
    planned: int


def sample_day(hours: Iterable[Span], events: Iterable[Span], rules: DayRules) -> SampleDay:
    """Fill the free time of a day with work up to its share, with lunch and breaks."""
    open_hours, busy = merged(hours), merged(events)
    lunch = _lunch(open_hours, busy, rules)
    free = without(without(open_hours, busy), lunch)
    minutes = sum(end - begin for begin, end in free)
    work = _work(free, minutes * rules.share // 100 // GRID * GRID, rules)
    planned = sum(segment.end - segment.begin for segment in work if segment.kind == "work")
    during = [span for begin, end in open_hours for span in clipped(busy, begin, end)]
    segments = [
        *(Segment("event", *span) for span in during),
        *(Segment("lunch", *span) for span in lunch),
        *work,
    ]
    return SampleDay(tuple(sorted(segments, key=lambda s: s.begin)), minutes, planned)


def _lunch(hours: list[Span], busy: list[Span], rules: DayRules) -> list[Span]:
    """Return lunch as near the middle of its time as events allow; none outside the hours."""
    minutes = rules.lunch_minutes
    inside = [span for begin, end in hours for span in clipped([rules.lunch], begin, end)]
    places = [span for span in without(inside, busy) if span.end - span.begin >= minutes]
    if not minutes or not places:
        return []
    ideal = (rules.lunch.begin + rules.lunch.end - minutes) // 2 // GRID * GRID
    begins = [min(max(ideal, place.begin), place.end - minutes) for place in places]
    begin = min(begins, key=lambda begin: abs(begin - ideal))
    return [Span(begin, begin + minutes)]


def _work(free: list[Span], minutes: int, rules: DayRules) -> list[Segment]:
    """Return work with a break after each long stretch, until the minutes are used up."""
    segments: list[Segment] = []
    longest = rules.break_after or minutes
    for begin, end in free:
        at = begin
        while minutes > 0 and at < end:
            stop = min(at + longest, at + minutes, end)
            segments.append(Segment("work", at, stop))
            minutes -= stop - at
            at = stop
            if minutes > 0 and at < end:
                pause = min(at + rules.break_minutes, end)
                segments.append(Segment("break", at, pause))
                at = pause
    return segments
