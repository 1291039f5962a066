"""The local days of a plan: how much of each may be planned, and when there is lunch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.models import Preferences
from tasks.planning.proposals.hours import DEFAULT, FOCUS, Spans
from tasks.planning.proposals.problem import Candidate, PlanProblem
from tasks.planning.proposals.timegrid import down, up
from tasks.planning.solver import Span
from tasks.planning.solver.problem import Day
from tasks.planning.solver.spans import clipped, merged, without

# Minutes: so much of a short day may be planned, whatever the share. Of the last half hour of a
# day, a share would leave a task of half an hour out every time.
SHORT_DAY = 60
MAX_SHARED_DAYS = 366
ONE_SITTING = 120  # minutes


@dataclass(frozen=True, slots=True)
class FreeTime:
    """The free time of a plan, sorted: in the person's own hours, and in other groups' only.

    ``hours`` is the union of all hours, events included; ``demand`` is the time in minutes that
    the tasks with other hours need.
    """

    own: Spans
    other: Spans
    hours: Spans
    demand: int


def plan_days(
    preferences: Preferences, built: PlanProblem, hours: Mapping[str, Spans]
) -> tuple[Day, ...]:
    """Return the days of a plan, from the one in progress.

    A day begins at the person's day start, or when hours that began the day before end. `hours`
    are those of the groups, focus time included.
    """
    free = _free_time(built, hours)
    first, last = built.range.first_day - timedelta(days=1), built.range.last_day
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    begin = built.hours.end_of(first - timedelta(days=1))
    days = []
    for day in dates:
        end = built.hours.end_of(day)
        if begin < end and end > built.range.now:
            lunch = _lunch(preferences, built, free.hours, day)
            span = Span(begin, end)
            days.append(Day(*span, _capacity(preferences, built, free, span, lunch), lunch))
        begin = end
    return tuple(days)


def with_fair_share(row: Candidate, empty: PlanProblem) -> Candidate | None:
    """Return a row with its fair share of a day; None if that is done already.

    Today needs only what chunks that ended today leave of the share.
    """
    first = empty.range.first_day
    done = sum(chunk["minutes"] for chunk in row.done if chunk["date"] == str(first))
    share = _fair_share(row, empty, done)
    if not share or not done:
        return row._replace(daily=share)
    rest = share - done if row.chunks and share - done >= row.chunks[0] else 0
    if empty.range.last_day == first:
        daily = max(rest, row.block_minutes)
        return row._replace(daily=daily) if daily else None
    if rest or row.blocks:
        return row._replace(daily=share)
    return row._replace(daily=share, earliest=max(row.earliest or 0, empty.hours.end_of(first)))


def _fair_share(row: Candidate, empty: PlanProblem, done: int) -> int:
    """Return how many minutes of a split task to do on each day until its deadline, if several.

    Counts the days that have hours of its group, today among them however late it is. What fits
    one sitting has no share: nobody does two hours as four times half an hour.
    """
    if row.deadline is None or row.chunks is None or row.duration <= ONE_SITTING:
        return 0
    last = empty.timegrid.local(row.deadline - 1).date()
    first, week = empty.range.first_day, empty.hours.groups[row.hours].week
    span = min((last - first).days + 1, MAX_SHARED_DAYS)
    count = sum(bool(week[(first + timedelta(days=n)).weekday()]) for n in range(span))
    share = -(-(row.minutes + row.rest + done) // max(1, count))
    return up(max(share, row.chunks[0])) if count > 1 else 0


def _free_time(built: PlanProblem, hours: Mapping[str, Spans]) -> FreeTime:
    groups = {row.hours.removesuffix(FOCUS): 0 for row in built.rows.values()}
    for row in built.rows.values():
        groups[row.hours.removesuffix(FOCUS)] += row.minutes
    own, busy = merged(hours.get(DEFAULT, ())), merged(built.problem.busy)
    union = merged([*own, *(span for group in groups for span in hours[group])])
    return FreeTime(
        own=tuple(without(own, busy)),
        other=tuple(without(without(union, own), busy)),
        hours=tuple(union),
        demand=sum(minutes for group, minutes in groups.items() if group != DEFAULT),
    )


def _lunch(preferences: Preferences, built: PlanProblem, hours: Spans, day: date) -> Span | None:
    """Return the rest of the time for lunch; None if there is enough outside the hours.

    A chosen range has a lunch only if it covers the whole time for it.
    """
    timegrid, range_ = built.timegrid, built.range
    begin, end = preferences.lunch_begin, preferences.lunch_end
    window = Span(up(timegrid.minute(day, begin)), down(timegrid.minute(day, end)))
    rest = clipped([window], range_.now, range_.until)
    if not preferences.lunch_minutes or (range_.is_chosen and rest != [window]):
        return None
    inside = without(rest, without(rest, list(hours)))
    pauses = without(rest, list(hours))
    has_pause = any(end - begin >= preferences.lunch_minutes for begin, end in pauses)
    return rest[0] if _total(inside) >= preferences.lunch_minutes and not has_pause else None


def _capacity(
    preferences: Preferences, built: PlanProblem, free: FreeTime, day: Span, lunch: Span | None
) -> int | None:
    """Return the minutes of blocks that a day may hold; None for any.

    The person's own hours are filled to their share; other hours only as far as the tasks need
    them. Promises outside all hours take nothing from either.
    """
    if built.range.is_chosen or preferences.plan_share == 100:
        return None
    own, other = (_total(clipped(spans, *day)) for spans in (free.own, free.other))
    own = max(0, own - _lunch_minutes(preferences, free, lunch))
    share = own * preferences.plan_share // 100
    share += min(other * preferences.plan_share // 100, free.demand)
    promises = merged(Span(block.begin, block.end) for block in built.problem.pinned)
    outside = _total(without(clipped(promises, *day), list(free.hours)))
    return down(max(share, min(own + other, SHORT_DAY))) + up(outside)


def _lunch_minutes(preferences: Preferences, free: FreeTime, lunch: Span | None) -> int:
    """Return how much of the free time lunch takes; none where events leave no room for it."""
    if lunch is None:
        return 0
    places = clipped(merged([*free.own, *free.other]), *lunch)
    longest = max((end - begin for begin, end in places), default=0)
    return min(up(preferences.lunch_minutes), longest)


def _total(spans: Iterable[Span]) -> int:
    return sum(end - begin for begin, end in spans)
