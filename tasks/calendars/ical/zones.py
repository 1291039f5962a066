"""VTIMEZONE components: the offset changes of a zone, for programs that do not know its name."""

from __future__ import annotations

from calendar import timegm
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from core.wallclock import offset_changes

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
END = datetime(2038, 1, 1, tzinfo=UTC)


class Observance(NamedTuple):
    """A kind of offset change, and the name of the new offset."""

    before: timedelta
    after: timedelta
    name: str
    daylight: bool


def vtimezone(zone: ZoneInfo) -> Timezone:
    """Return every change of `zone` from 2020 to 2037.

    RFC 5545 §3.6.5: DTSTART and RDATE are local times in the offset before the change.
    """
    onsets: dict[Observance, list[datetime]] = defaultdict(list)
    first = BEGIN.astimezone(zone)
    offset = first.utcoffset() or timedelta()
    onsets[_observance(first, offset)].append((BEGIN + offset).replace(tzinfo=None))
    for second, _ in offset_changes(zone, timegm(BEGIN.timetuple()), timegm(END.timetuple())):
        utc = datetime.fromtimestamp(second, UTC)
        observance = _observance(utc.astimezone(zone), offset)
        onsets[observance].append((utc + offset).replace(tzinfo=None))
        offset = observance.after
    timezone = Timezone()
    timezone.add("tzid", zone.key)
    for observance, moments in onsets.items():
        timezone.add_component(_component(observance, moments))
    return timezone


def _observance(local: datetime, before: timedelta) -> Observance:
    after = local.utcoffset() or timedelta()
    return Observance(before, after, local.tzname() or "", bool(local.dst()))


def _component(
    observance: Observance, moments: list[datetime]
) -> TimezoneDaylight | TimezoneStandard:
    component = TimezoneDaylight() if observance.daylight else TimezoneStandard()
    component.add("dtstart", moments[0])
    component.add("tzoffsetfrom", observance.before)
    component.add("tzoffsetto", observance.after)
    component.add("tzname", observance.name)
    for moment in moments if moments[1:] else []:
        # One RDATE per moment, including DTSTART: ical.js reads only the first value of a property
        # and ignores DTSTART if there are RDATEs.
        component.add("rdate", [moment])
    return component
