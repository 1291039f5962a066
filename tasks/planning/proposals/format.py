"""Format the times and titles of a plan for one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from core import clock
from tasks.planning.proposals.ideal import PARTS
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Problem
from tasks.planning.wording import Formatter

# Name, first hour, and the hour after the last.
PARTS_OF_DAY = (("morning", 6, 12), ("afternoon", 12, 17), ("evening", 17, 23))


def formatter(
    timegrid: TimeGrid, problem: Problem, today: date, title: Callable[[str], str]
) -> Formatter:
    """Return the formatter of a plan."""
    first, last = timegrid.day(problem.now), timegrid.day(problem.until - 1)

    def day(minute: int) -> str:
        return format_date(timegrid.local(minute), "D j M")

    def moment(minute: int) -> str:
        if first == last and minute <= problem.until:
            return timegrid.clock(minute)
        return f"{day(minute)} {timegrid.clock(minute)}"

    def end(minute: int) -> str:
        if not _is_midnight(timegrid, minute):
            return moment(minute)
        if first == last and minute <= problem.until:
            return _("midnight")
        return _("the end of %(day)s") % {"day": day(minute - 1)}

    return Formatter(
        moment=moment,
        end=end,
        clock=timegrid.clock,
        weekday=lambda minute: format_date(timegrid.local(minute), "l"),
        day=day,
        title=title,
        only_today=first == last == today,
        now=timegrid.of(clock.now()),
        part=lambda minute: _part(timegrid.local(minute).hour),
        ideal=lambda span: _ideal(timegrid.local(span.begin), timegrid.local(span.end)),
    )


def _part(hour: int) -> str:
    """Return the part of the day of an hour; empty at night."""
    return next((name for name, first, last in PARTS_OF_DAY if first <= hour < last), "")


def _ideal(begin: datetime, end: datetime) -> str:
    span = (begin.hour * 60 + begin.minute, end.hour * 60 + end.minute)
    return next((name for name, part in PARTS.items() if part == span), "")


def _is_midnight(timegrid: TimeGrid, minute: int) -> bool:
    return timegrid.local(minute).time() == time()


def day_text(day: date | datetime) -> str:
    """Return a day such as "Tuesday 3 March"."""
    return format_date(day, "l j F")
