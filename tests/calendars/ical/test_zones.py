"""vtimezone: the clocks of every zone, as other programs read them"""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest

from core.wallclock import changes
from tasks.calendars.ical.zones import BEGIN, END, vtimezone

# As odd as they come: half hours, 45 minutes, Ramadan, negative DST, a day left out.
ODD = ["Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Nuuk"]
ODD += ["Africa/Casablanca", "Africa/Cairo", "America/St_Johns", "Pacific/Apia", "Asia/Gaza"]


def offset_by(timezone, utc):
    """RFC 5545 §3.6.5: the observance with the latest onset counts."""
    onsets = []
    for part in timezone.subcomponents:
        moments = [part["DTSTART"].dt]
        if "RDATE" in part:
            moments += [each.dt for dates in part["RDATE"] for each in dates.dts]
        before = part["TZOFFSETFROM"].td
        onsets += [(local - before, part["TZOFFSETTO"].td) for local in moments]
    naive = utc.replace(tzinfo=None)
    return max((at, after) for at, after in onsets if at <= naive)[1]


@pytest.mark.parametrize("name", ODD)
def test_it_equals_zoneinfo_at_every_change_from_2020_to_2037(name):
    zone = ZoneInfo(name)
    written = icalendar.Timezone.from_ical(vtimezone(zone).to_ical())
    seconds = [at for at, _ in changes(zone, timegm(BEGIN.timetuple()), timegm(END.timetuple()))]
    for second in [*seconds, timegm(END.timetuple()) - 1]:
        for instant in (second - 1, second, second + 1):
            utc = datetime.fromtimestamp(instant, UTC)
            assert offset_by(written, utc) == utc.astimezone(zone).utcoffset(), (name, utc)


def test_so_does_every_other_zone():
    for name in sorted(available_timezones() - {"localtime", "Factory"}):
        zone = ZoneInfo(name)
        for second, offset in changes(zone, timegm(BEGIN.timetuple()), timegm(END.timetuple())):
            utc = datetime.fromtimestamp(second, UTC)
            assert offset_by(vtimezone(zone), utc) == timedelta(seconds=offset), (name, utc)


def test_an_onset_is_in_the_time_before_it():
    summer = vtimezone(ZoneInfo("Europe/Berlin")).daylight[0]
    assert summer["DTSTART"].dt == datetime(2020, 3, 29, 2)
    assert summer["TZNAME"] == "CEST"
