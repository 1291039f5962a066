"""Time that a person might add to the hours of one day: early, late, or on a weekend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tasks.planning.explain.remedies import MOST_OVERTIME, Extension, RemedyKind
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Problem, Span
from tasks.planning.solver.spans import clipped

STEP = 30  # minutes: times are whole and half hours
EARLIEST, LATEST = 6 * 60, 22 * 60  # local minutes of a day between which people work longer
WEEKEND = (10 * 60, 12 * 60)  # the usual time on a day without hours
LAST_BEGIN = 18 * 60
EVENING = 17 * 60  # when the evening begins, on a day whose hours are over
SATURDAY = 5
MAX_DAYS = 7  # on which longer hours are suggested


def extensions(problem: Problem, group: str, timegrid: TimeGrid) -> list[Extension]:
    """Return what may be added to a group's hours on each of the first days of a plan."""
    first = timegrid.local(problem.now).date()
    days = [first + timedelta(days=number) for number in range(MAX_DAYS)]
    whole = Span(problem.now, problem.until)
    hours = problem.hours.get(group, ())
    return [
        Extension(kind, span)
        for day in days
        for kind, span in (*_of_day(hours, day, timegrid), *_tonight(hours, day, problem, timegrid))
        if [span] == clipped([span], *whole)
    ]


def _tonight(
    hours: Sequence[Span], day: date, problem: Problem, timegrid: TimeGrid
) -> Iterator[tuple[RemedyKind, Span]]:
    """Yield the rest of today's evening once the hours of today are over."""
    end = timegrid.minute(day, 24 * 60)
    is_today = timegrid.local(problem.now).date() == day
    if not is_today or day.weekday() >= SATURDAY or any(span.begin < end for span in hours):
        return
    options = range(EVENING, LATEST + 1, STEP)
    times = [at for at in (timegrid.minute(day, m) for m in options) if at >= problem.now]
    for at in times[1:]:
        if at - times[0] <= MOST_OVERTIME:
            yield RemedyKind.EVENING, Span(times[0], at)


def _of_day(
    hours: Sequence[Span], day: date, timegrid: TimeGrid
) -> Iterator[tuple[RemedyKind, Span]]:
    begin, end = timegrid.minute(day, 0), timegrid.minute(day, 24 * 60)
    own = [span for span in hours if begin <= span.begin < end]
    if not own and day.weekday() >= SATURDAY:
        for first in range(WEEKEND[0], LAST_BEGIN + 1, STEP):
            last = first + WEEKEND[1] - WEEKEND[0]
            yield RemedyKind.WEEKEND, Span(timegrid.minute(day, first), timegrid.minute(day, last))
    elif own:
        for minute in range(EARLIEST, LATEST + 1, STEP):
            at = timegrid.minute(day, minute)
            if 0 < at - own[-1].end <= MOST_OVERTIME:
                yield RemedyKind.EVENING, Span(own[-1].end, at)
            if 0 < own[0].begin - at <= MOST_OVERTIME:
                yield RemedyKind.MORNING, Span(at, own[0].begin)
