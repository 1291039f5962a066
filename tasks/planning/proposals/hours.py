"""The hours of a plan, by group: the person's own, and those of domains with other hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from core.models import User
from core.prepared import prepared
from tasks.models import Domain, Task
from tasks.planning.proposals.timegrid import GRID, TimeGrid
from tasks.planning.solver import Span
from tasks.planning.solver.spans import clipped, merged, without

DEFAULT = "default"
FOCUS = "+focus"  # the name of a group's hours together with the focus time within them
MAX_DAYS_AHEAD = 8  # to look for a day with hours

Spans = tuple[Span, ...]


class HoursGroup(NamedTuple):
    """Ranges in minutes from midnight for each weekday, Monday first; open tasks may use them."""

    week: Sequence[Any]
    has_open_tasks: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """The groups of hours of one person, and when their day starts.

    ``ends`` remembers the ends of days, which many rows need.
    """

    groups: Mapping[str, HoursGroup]
    timegrid: TimeGrid
    day_start: int  # minutes from midnight
    ends: dict[date, int] = field(default_factory=dict, compare=False, repr=False)

    def begin_of(self, day: date) -> int:
        """Return the minute at which a day of the person starts."""
        return self.timegrid.minute(day, self.day_start)

    def beginning(self, group: str, first: date, last: date) -> list[Span]:
        """Return the hours that begin on these days of the person; the last may run on."""
        begin, end = self.begin_of(first), self.begin_of(last + timedelta(days=1))
        dates = (first + timedelta(days=n) for n in range((last - first).days + 2))
        spans = (span for day in dates for span in self._of_date(group, day))
        return [span for span in spans if begin <= span.begin < end]

    def _of_date(self, group: str, day: date) -> Iterator[Span]:
        for begin, end in self.groups[group].week[day.weekday()]:
            yield Span(self.timegrid.minute(day, begin), self.timegrid.minute(day, end))

    def end_of(self, day: date) -> int:
        """Return the end of a day, or of its hours if they run into the next day."""
        if day not in self.ends:
            self.ends[day] = self._end_of(day)
        return self.ends[day]

    def _end_of(self, day: date) -> int:
        ends = [span.end for group in self.groups for span in self.beginning(group, day, day)]
        return max([self.begin_of(day + timedelta(days=1)), *ends])

    def day_to_plan(self, now: int, today: date) -> date:
        """Return today while an open task has time left, else the next day with some."""
        used = [name for name, group in self.groups.items() if group.has_open_tasks]
        first = today - timedelta(days=1)  # its night may not be over
        for ahead in range(MAX_DAYS_AHEAD):
            day = today + timedelta(days=ahead)
            spans = (span for group in used for span in self.beginning(group, first, day))
            if any(end - max(begin, now) >= GRID for begin, end in spans):
                return day
        return today

    def within(self, first_day: date, last_day: date, now: int, until: int) -> dict[str, Spans]:
        """Return the hours of each group that begin on these days, or run into the first."""
        day_before = first_day - timedelta(days=1)
        repeated = self.timegrid.repeated(now, until)
        hours = {name: self.beginning(name, day_before, last_day) for name in self.groups}
        return {
            name: tuple(without(clipped(merged(spans), now, until), repeated))
            for name, spans in hours.items()
        }


def read_hours(user: User, timegrid: TimeGrid) -> Hours:
    """Read the hours of a person and their domains. One query."""
    rows = _domains(user).rows()
    groups = {f"d{pk}": HoursGroup(hours, has_open) for pk, hours, has_open in rows if hours}
    open_hours = [hours for _pk, hours, has_open in rows if has_open]
    is_default_used = not open_hours or None in open_hours
    default = HoursGroup(user.preferences.working_hours, is_default_used)
    day_start = user.preferences.day_start_hour * 60
    return Hours({DEFAULT: default, **groups}, timegrid, day_start)


@prepared
def _domains(user: User) -> QuerySet[Domain, tuple[Any, ...]]:
    open_tasks = Task.objects.pending().filter(domain=OuterRef("pk"))
    domains = Domain.objects.for_user(user).annotate(has_open=Exists(open_tasks))
    return domains.order_by("pk").values_list("pk", "hours", "has_open")


def with_focus_groups(hours: Mapping[str, Spans], focus: Iterable[Span]) -> dict[str, Spans]:
    """Reserve focus time for demanding tasks: cut it out of each group, beside a whole one."""
    holes = merged(focus)
    if not holes:
        return dict(hours)
    reserved = {name: tuple(without(list(spans), holes)) for name, spans in hours.items()}
    return reserved | {name + FOCUS: spans for name, spans in hours.items()}
