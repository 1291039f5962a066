"""Reads the rule of a new item that repeats."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Component

from core.wallclock import LocalClock
from tasks.editing.commands import SeriesSpec
from tasks.editing.series import spec_of
from tasks.errors import Rejected
from tasks.recurrence import InvalidRule, Rule
from tasks.recurrence.ics import from_ics
from tasks.recurrence.nights import on_day_before

A_MONTH = timedelta(days=30)
RULE_PROPERTIES = ("DTSTART", "DUE", "RRULE", "EXDATE", "RDATE", "EXRULE")


def series_of(component: Component, local_clock: LocalClock) -> SeriesSpec | None:
    """Return how an item repeats; None if it doesn't. Its deadline is relative to each day.

    Times before the day start become nights of the day before. Raises `Rejected` for a rule that
    cannot be stored, and for times of another zone than the person's.
    """
    if "RRULE" not in component:
        return None
    start = _start(component)
    sentence = _("A repeating item needs times in your time zone, %(zone)s.")
    other_zone = Rejected(sentence % {"zone": local_clock.zone.key})
    if not _is_of_zone(start, local_clock.zone):
        raise other_zone
    rule = _on_own_days(_rule(component, local_clock), local_clock)
    if _names_other_days(rule, start, local_clock.zone):
        raise other_zone
    spec = spec_of(rule)
    if component.name == "VTODO":
        due = component.get("DUE") if "DTSTART" in component else None
        spec["deadline_days"] = (_day(due.dt) - _day(start)).days if due else None
    return spec


def check_rule(component: Component) -> None:
    """Reject a rule that cannot be stored in any time zone."""
    if "RRULE" in component:
        _start(component)
        _rule(component, LocalClock(ZoneInfo("UTC")))


def _rule(component: Component, local_clock: LocalClock) -> Rule:
    lines = component.to_ical().decode().replace("\r\n ", "").splitlines()
    known = [line for line in lines if line.split(":")[0].split(";")[0] in RULE_PROPERTIES]
    start = "DTSTART" if "DTSTART" in component else "DUE"
    own = [
        line.replace(start, "DTSTART", 1) if line.startswith(start) else line
        for line in known
        if start == "DUE" or not line.startswith("DUE")
    ]
    try:
        return from_ics(own, local_clock.zone.key)
    except InvalidRule as error:
        raise Rejected(str(error)) from error


def _on_own_days(rule: Rule, local_clock: LocalClock) -> Rule:
    """Return the rule by the person's days, which a time before the day start ends."""
    times = rule.times or (rule.starts_at,)
    nights = {local_clock.day(rule.starts_on, at) < rule.starts_on for at in times}
    own = rule if nights == {False} else on_day_before(rule) if nights == {True} else None
    if own is None:
        raise Rejected(
            _("Set up this repetition in Whendoist: its times are before your day starts.")
        )
    return own


def _is_of_zone(start: date, zone: ZoneInfo) -> bool:
    """Return whether a start has no zone, UTC, or one whose clocks agree with the zone all year.

    A rule follows one wall clock. Vienna's is Berlin's under another name.
    """
    foreign = start.tzinfo if isinstance(start, datetime) else None
    if not isinstance(start, datetime) or foreign is None:
        return True
    if foreign is UTC or getattr(foreign, "key", "") in ("UTC", zone.key):
        return True
    wall = datetime(start.year, start.month, 1, start.hour, start.minute)  # noqa: DTZ001
    moments = [wall.replace(tzinfo=foreign) + month * A_MONTH for month in range(13)]
    return all(moment.utcoffset() == moment.astimezone(zone).utcoffset() for moment in moments)


def _names_other_days(rule: Rule, start: date, zone: ZoneInfo) -> bool:
    """Return whether a rule in UTC names days that are others in the person's time zone."""
    if not isinstance(start, datetime) or start.tzinfo is None:
        return False
    parts = rule.parts
    names_days = bool(parts.weekdays or parts.month_days or parts.months)
    return names_days and start.astimezone(zone).date() != start.date()


def _start(component: Component) -> Any:
    start = component.get("DTSTART") or component.get("DUE")
    if start is None:
        raise Rejected(_("A repeating item needs a start."))
    return start.dt


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
