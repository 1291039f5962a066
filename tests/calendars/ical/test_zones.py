"""vtimezone: the offset changes of every zone, as other programs read them"""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest

from core.wallclock import offset_changes
from tasks.calendars.ical.zones import BEGIN, END, vtimezone
from tests.lanes import BIG

# Unusual zones: half hours, 45 minutes, Ramadan, negative DST, a skipped day.
UNUSUAL = [
    "Europe/Berlin",
    "Europe/Dublin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Nuuk",
]
UNUSUAL += ["Africa/Casablanca", "Africa/Cairo", "America/St_Johns", "Pacific/Apia", "Asia/Gaza"]


def onsets_of(timezone: icalendar.Timezone) -> list[tuple[datetime, timedelta]]:
    """Return when each offset begins, in UTC and in order."""
    onsets = []
    parts: Any = timezone.subcomponents
    for part in parts:
        moments = [part["DTSTART"].dt]
        if "RDATE" in part:
            moments += [value.dt for dates in part["RDATE"] for value in dates.dts]
        before = part["TZOFFSETFROM"].td
        onsets += [(local - before, part["TZOFFSETTO"].td) for local in moments]
    return sorted(onsets)


def offset_by(onsets: list[tuple[datetime, timedelta]], utc: datetime) -> timedelta:
    """Return the offset of the latest onset (RFC 5545 §3.6.5)."""
    return [after for at, after in onsets if at <= utc.replace(tzinfo=None)][-1]


@pytest.mark.parametrize("name", UNUSUAL)
def test_vtimezone_equals_zoneinfo_at_every_change_from_2020_to_2037(name):
    zone = ZoneInfo(name)
    written = onsets_of(icalendar.Timezone.from_ical(vtimezone(zone).to_ical()))
    seconds = [
        at for at, _ in offset_changes(zone, timegm(BEGIN.timetuple()), timegm(END.timetuple()))
    ]
    for second in [*seconds, timegm(END.timetuple()) - 1]:
        for instant in (second - 1, second, second + 1):
            utc = datetime.fromtimestamp(instant, UTC)
            assert offset_by(written, utc) == utc.astimezone(zone).utcoffset(), (name, utc)


def test_vtimezone_equals_zoneinfo_for_every_zone():
    names = sorted(available_timezones() - {"localtime", "Factory"})
    for name in names[:: 1 if BIG else 20]:
        zone = ZoneInfo(name)
        written = onsets_of(vtimezone(zone))
        for second, offset in offset_changes(
            zone, timegm(BEGIN.timetuple()), timegm(END.timetuple())
        ):
            utc = datetime.fromtimestamp(second, UTC)
            assert offset_by(written, utc) == timedelta(seconds=offset), (name, utc)


def test_vtimezone_onset_is_in_the_offset_before_the_change():
    summer = vtimezone(ZoneInfo("Europe/Berlin")).daylight[0]
    assert summer["DTSTART"].dt == datetime(2020, 3, 29, 2)
    assert summer["TZNAME"] == "CEST"
