"""The sample day of the settings page: a strip of the hours, and sentences that describe it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from core import clock
from core.models import Preferences, User
from tasks.planning.proposals.events import read_events
from tasks.planning.proposals.hours import DEFAULT, Hours, HoursGroup
from tasks.planning.proposals.request import PlanRequest, TimeRange
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.sample_day import DayRules, SampleDay, sample_day
from tasks.planning.solver import Span
from tasks.planning.wording import duration_text

HOUR = 60
MAX_TICKS = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the strip; left edge and width in percent of it."""

    kind: str
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A time below the strip, in percent from its left edge."""

    left: str
    label: str


@dataclass(frozen=True, slots=True)
class DayStrip:
    """The strip of one day, from the first to the last hour with anything on it."""

    bars: list[Bar]
    ticks: list[Tick]
    sentences: list[str]


def day_strip(user: User, preferences: Preferences) -> DayStrip | None:
    """Return today, or the next day with working hours, under these preferences; None without any.

    The preferences need not be saved. Takes two queries, for the day's events and the days away.
    """
    timegrid = TimeGrid(preferences.zone, preferences.twelve_hour_clock)
    week = {DEFAULT: HoursGroup(preferences.working_hours, has_open_tasks=True)}
    hours = Hours(week, timegrid, preferences.day_start_hour * HOUR)
    days = [clock.today(user) + timedelta(days=n) for n in range(7)]
    day = next((day for day in days if hours.beginning(DEFAULT, day, day)), None)
    if day is None:
        return None
    spans = hours.beginning(DEFAULT, day, day)
    range_ = TimeRange(hours.begin_of(day), hours.end_of(day), day, day)
    events = read_events(user, PlanRequest("day"), range_, hours).busy
    sample = sample_day(spans, events, _rules(preferences, timegrid, day))
    return _strip(spans, sample, preferences, timegrid)


def _rules(preferences: Preferences, timegrid: TimeGrid, day: date) -> DayRules:
    begin, end = preferences.lunch_begin, preferences.lunch_end
    return DayRules(
        lunch=Span(timegrid.minute(day, begin), timegrid.minute(day, end)),
        lunch_minutes=preferences.lunch_minutes,
        break_after=preferences.break_after,
        break_minutes=preferences.break_minutes,
        share=preferences.plan_share,
    )


def _strip(
    hours: list[Span], sample: SampleDay, preferences: Preferences, timegrid: TimeGrid
) -> DayStrip:
    first = min(span.begin for span in hours) // HOUR * HOUR
    last = -(-max(span.end for span in hours) // HOUR) * HOUR

    def percent(minutes: int) -> str:
        return f"{100 * minutes / (last - first):.2f}%"

    def bar(kind: str, begin: int, end: int) -> Bar:
        return Bar(kind, percent(begin - first), percent(end - begin))

    step = HOUR * -(-(last - first) // HOUR // (MAX_TICKS - 1) or 1)
    times = range(first, last + 1, step)
    return DayStrip(
        bars=[bar("hours", *span) for span in hours] + [bar(*part) for part in sample.segments],
        ticks=[Tick(percent(at - first), timegrid.clock(at)) for at in times],
        sentences=list(_sentences(sample, preferences, timegrid, first)),
    )


def _sentences(
    sample: SampleDay, preferences: Preferences, timegrid: TimeGrid, first: int
) -> list[str]:
    names = {
        "day": format_date(timegrid.local(first), "l"),
        "planned": duration_text(sample.planned),
        "free": duration_text(sample.free),
        "break": duration_text(preferences.break_minutes),
        "work": duration_text(preferences.break_after),
    }
    sentences = [_("%(day)s: the planner fills up to %(planned)s of %(free)s free time.") % names]
    for segment in sample.segments:
        if segment.kind == "lunch":
            lunch = {"time": timegrid.clock(segment.begin)}
            sentences.append(_("Lunch could be at %(time)s.") % lunch)
    if preferences.break_after:
        sentences.append(_("A break of %(break)s follows %(work)s of work.") % names)
    return sentences
