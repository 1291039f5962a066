"""The times of each day that suit a task best, as spans of minutes."""

from __future__ import annotations

from datetime import timedelta

from tasks.planning.proposals.hours import Hours
from tasks.planning.proposals.request import TimeRange
from tasks.planning.solver import Span

DAY_MINUTES = 24 * 60
# Minutes since midnight. Neighbours overlap, as they do for people.
PARTS = {
    "morning": (6 * 60, 12 * 60),
    "midday": (11 * 60, 14 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "evening": (17 * 60, 22 * 60),
}


def ideal_spans(ideal_time: str, range_: TimeRange, hours: Hours) -> tuple[Span, ...]:
    """Return an ideal time on each day of a plan, in the person's time zone; empty for any time.

    The spans stay the same as the first day passes, so that a plan made this morning still fits.
    """
    if not ideal_time:
        return ()
    begin, end = PARTS.get(ideal_time) or _range(ideal_time)
    first = range_.first_day - timedelta(days=1)  # a night may run into the first day
    days = [first + timedelta(days=n) for n in range((range_.last_day - first).days + 2)]
    spans = [Span(hours.timegrid.minute(d, begin), hours.timegrid.minute(d, end)) for d in days]
    first_minute = hours.begin_of(range_.first_day)
    return tuple(s for s in spans if s.end > first_minute and s.begin < range_.until)


def _range(text: str) -> tuple[int, int]:
    """Return a range such as 22:00-02:00; one that ends before it begins ends the next day."""
    begin, end = (int(time[:2]) * 60 + int(time[3:]) for time in text.split("-"))
    return begin, end if end > begin else end + DAY_MINUTES
