"""Convert weekly hours and a daily energy curve into spans of minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from tasks.planning.solver.problem import EnergyStep, Span
from tasks.planning.solver.spans import merged

DAY = 24 * 60

# (local date, local minute of that day 0–1439) → minute of the problem. The caller knows the
# time zone, so days of 23 or 25 hours come out right.
Clock = Callable[[date, int], int]


def weekly_hours(
    ranges: Mapping[int, Sequence[tuple[int, int]]], first: date, last: date, clock: Clock
) -> tuple[Span, ...]:
    """Return the hours of each weekday (0 = Monday) on the days from `first` to `last`.

    A range is (begin, end) in local minutes. If its end is not after its begin it runs past
    midnight, so the evening before `first` counts too.
    """
    spans = []
    for day in _days(first - timedelta(days=1), last):
        for begin, end in ranges.get(day.weekday(), ()):
            until = end if end > begin else end + DAY
            spans.append(Span(_at(clock, day, begin), _at(clock, day, until)))
    start = clock(first, 0)
    return tuple(
        Span(max(span.begin, start), span.end) for span in merged(spans) if span.end > start
    )


def energy_steps(
    levels: Sequence[int], first: date, last: date, clock: Clock
) -> tuple[EnergyStep, ...]:
    """Lay 24 hourly levels (0–2) over the days; equal neighbors become one step."""
    steps: list[EnergyStep] = []
    for day in _days(first, last):
        for hour, level in enumerate(levels):
            begin, end = _at(clock, day, hour * 60), _at(clock, day, hour * 60 + 60)
            if steps and steps[-1].level == level and steps[-1].end == begin:
                steps[-1] = EnergyStep(steps[-1].begin, end, level)
            elif begin < end:
                steps.append(EnergyStep(begin, end, level))
    return tuple(steps)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _at(clock: Clock, day: date, minute: int) -> int:
    return clock(day + timedelta(days=minute // DAY), minute % DAY)
