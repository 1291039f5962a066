"""Format the times and titles of a plan for one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Problem
from tasks.planning.wording import Formatter


def formatter(
    timegrid: TimeGrid, problem: Problem, today: date, title: Callable[[str], str]
) -> Formatter:
    """Return the formatter of a plan."""
    first, last = (timegrid.local(minute).date() for minute in (problem.now, problem.until - 1))

    def moment(minute: int) -> str:
        if first == last and minute <= problem.until:
            return clock_text(timegrid, minute)
        local = timegrid.local(minute)
        return f"{format_date(local, 'D j M')} {clock_text(timegrid, minute)}"

    return Formatter(
        moment=moment,
        clock=lambda minute: clock_text(timegrid, minute),
        weekday=lambda minute: format_date(timegrid.local(minute), "l"),
        title=title,
        only_today=first == last == today,
    )


def clock_text(timegrid: TimeGrid, minute: int) -> str:
    """Return the time of day, or "midnight"."""
    is_midnight = timegrid.local(minute).time() == time()
    return _("midnight") if is_midnight else timegrid.clock(minute)


def day_text(day: date | datetime) -> str:
    """Return a day such as "Tuesday 3 March"."""
    return format_date(day, "l j F")
