"""Random files have the same occurrences in recurring-ical-events, where it follows the RFCs.

Not generated, as the library differs from the specification there:
- times that a change of clocks skips or repeats (RFC 5545 §3.3.5), so events are at noon;
- a date-only UNTIL of a series with times, inclusive in the zone of DTSTART (README of the cases);
- BYSETPOS in a WEEKLY rule whose first week began before DTSTART: dateutil counts the rest of that
  week, not all of it (RFC 5545 §3.3.10: "within the set of events specified by the rule");
- BYWEEKNO without BYDAY: the weekday is that of DTSTART (RFC 5545 §3.3.10), not all seven;
- times in UTC of a calendar with X-WR-TIMEZONE: the library moves them with the clocks of that zone
  (RFC 5545 §3.3.5, form 2);
- UNTIL before DTSTART: DTSTART is always an instance (RFC 5545 §3.8.5.3);
- DTEND across a change of clocks: RFC 5545 §3.8.5.3 makes the exact duration count.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from icalendar import Calendar
from recurring_ical_events.errors import BadRuleStringFormat

from tasks.calendars.base import Window
from tasks.calendars.occurrences import expand, parse_calendars
from tests.calendars.icalendar_text import ics
from tests.lanes import BIG

WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31))
ZONES = ["", "Z", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
# The parts that a frequency may have besides INTERVAL, COUNT and UNTIL.
DAYS = {
    "YEARLY": ["BYMONTH", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"],
    "MONTHLY": ["BYMONTH", "BYDAY", "NTH", "BYMONTHDAY", "BYSETPOS"],
    "WEEKLY": ["BYMONTH", "BYDAY", "WKST"],
    "DAILY": ["BYMONTH", "BYDAY", "BYMONTHDAY"],
    "HOURLY": ["BYMONTH", "BYDAY", "BYHOUR"],
    "MINUTELY": ["BYDAY", "BYHOUR", "BYMINUTE"],
}


def joined(values):
    return ",".join(map(str, values))


def numbers(low, high, *, signed=False):
    one = st.integers(low, high)
    if signed:
        one |= one.map(lambda n: -n)
    return st.lists(one, min_size=1, max_size=3, unique=True).map(joined)


VALUES = {
    "BYMONTH": numbers(1, 12),
    "BYDAY": st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True).map(joined),
    "NTH": st.tuples(st.sampled_from([1, 2, -1]), st.sampled_from(WEEKDAYS)).map(
        lambda pair: f"{pair[0]}{pair[1]}"
    ),
    "BYMONTHDAY": numbers(1, 28, signed=True),
    "BYYEARDAY": numbers(1, 365, signed=True),
    "BYWEEKNO": numbers(1, 52),
    "BYSETPOS": st.sampled_from(["1", "-1", "2"]),
    "BYHOUR": numbers(9, 15),
    "BYMINUTE": numbers(0, 59),
    "WKST": st.sampled_from(WEEKDAYS),
}


@st.composite
def rules(draw, start, *, timed):
    freq = draw(st.sampled_from([f for f in DAYS if timed or f not in ("HOURLY", "MINUTELY")]))
    names = draw(st.lists(st.sampled_from(DAYS[freq]), max_size=2, unique=True))
    if {"NTH", "BYDAY"} <= {*names}:
        names.remove("NTH")
    if "BYWEEKNO" in names:
        names = ["BYWEEKNO", "BYDAY"]
    if "BYYEARDAY" in names:
        names = ["BYYEARDAY"]  # with others it may match in no year, which dateutil searches for
    if names == ["BYSETPOS"]:
        names = ["BYDAY", "BYSETPOS"]
    intervals = st.integers(40, 300) if freq == "MINUTELY" else st.integers(1, 5)
    parts = [f"FREQ={freq}", f"INTERVAL={draw(intervals)}"]
    parts += [f"{'BYDAY' if name == 'NTH' else name}={draw(VALUES[name])}" for name in names]
    if freq in ("HOURLY", "MINUTELY") or draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    elif draw(st.booleans()):
        until = start + timedelta(days=draw(st.integers(1, 600)))
        parts.append(f"UNTIL={until:%Y%m%d}" + "T090000Z" * timed)
    return ";".join(parts)


@st.composite
def files(draw):
    """Return a calendar with one series, excluded and extra dates, and a moved occurrence."""
    timed = draw(st.booleans())
    zone = draw(st.sampled_from(ZONES))
    start = datetime(2025, 1, 1, 12) + timedelta(days=draw(st.integers(0, 600)))
    days = draw(st.lists(st.integers(0, 90), max_size=4, unique=True))

    def line(name, moment):
        if not timed:
            return f"{name};VALUE=DATE:{moment:%Y%m%d}"
        if zone in ("", "Z"):
            return f"{name}:{moment:%Y%m%dT%H%M%S}{zone}"
        return f"{name};TZID={zone}:{moment:%Y%m%dT%H%M%S}"

    length = timedelta(hours=1) if timed else timedelta(days=draw(st.integers(1, 3)))
    lines = ["UID:1", line("DTSTART", start), line("DTEND", start + length)]
    lines += [f"RRULE:{draw(rules(start, timed=timed))}"]
    lines += [line("EXDATE", start + timedelta(days=n)) for n in days[:2]]
    lines += [line("RDATE", start + timedelta(days=n, hours=2 * timed)) for n in days[2:]]
    moved = []
    if draw(st.booleans()):
        original = start + timedelta(days=draw(st.integers(0, 30)))
        to = original + timedelta(days=draw(st.integers(-40, 40)), hours=3 * timed)
        moved = ["UID:1", line("RECURRENCE-ID", original), line("DTSTART", to)]
        moved += [line("DTEND", to + length), "SUMMARY:Moved"]
    entries = [lines, moved] if moved else [lines]
    return ics(*("\n".join(["BEGIN:VEVENT", *entry, "END:VEVENT"]) for entry in entries))


def ours(text, zone):
    return sorted(
        (str(event.starts_on or event.starts_at), str(event.ends_on or event.ends_at), event.title)
        for event in expand(parse_calendars(text.encode()), WINDOW, zone)
    )


def oracle(text, zone):
    calendar = Calendar.from_ical(text)
    end = WINDOW.last + timedelta(days=1)
    first, after = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (WINDOW.first, end))
    try:
        events = recurring_ical_events.of(calendar).between(first, after)
    except (
        BadRuleStringFormat,
        ValueError,
    ):  # dateutil rejects hours that the interval never reaches
        reject()
    return sorted(
        (
            *(_moment(event[name].dt, zone) for name in ("DTSTART", "DTEND")),
            event.get("SUMMARY", ""),
        )
        for event in events
    )


def _moment(value, zone):
    if not isinstance(value, datetime):
        return str(value)
    local = value if value.tzinfo else value.replace(tzinfo=zone)
    return str(local.astimezone(UTC))


@settings(max_examples=2_000 if BIG else 150, deadline=None)
@given(files())
def test_random_files_have_the_same_occurrences_in_recurring_ical_events(text):
    zone = ZoneInfo("Europe/Berlin")
    assert ours(text, zone) == oracle(text, zone)
