"""Compare random rules with recurring-ical-events and rrule.js"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from core.wallclock import instants
from tasks.recurrence.ics import to_ics_lines
from tests.lanes import BIG
from tests.recurrence.dateutil_engine import dateutil_input, within_bounds
from tests.recurrence.random_rules import SEED, rules

ROOT = Path(__file__).parents[2]
CHUNKS = range(80 if BIG else 3)
ZONES = (
    *("America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/St_Johns"),
    *("Africa/Casablanca", "Europe/Berlin", "Pacific/Auckland", "Pacific/Apia"),
)


def calendar(series, zone):
    events = [
        line
        for uid, rule in enumerate(series)
        for line in ("BEGIN:VEVENT", f"UID:{uid}", *to_ics_lines(rule, zone), "END:VEVENT")
    ]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *events, "END:VCALENDAR", ""]
    return icalendar.Calendar.from_ical("\r\n".join(text))


def without_mixed_weekdays(series):
    """Drop rules such as BYDAY=MO,2TU, which dateutil reads as "a Monday and second Tuesday"."""
    return [rule for rule in series if len({n == 0 for n, _ in rule.parts.weekdays}) < 2]


@pytest.mark.parametrize("chunk", CHUNKS)
def test_rules_have_the_same_instants_in_recurring_ical_events(chunk):
    """Expand 300 series over one year, written as iCalendar in a different zone per chunk."""
    zone = ZONES[chunk % len(ZONES)]
    name = f"ical-{chunk}"
    series = without_mixed_weekdays(rules(name, 300, starts_at=time(9, 30)))
    year = date(2029, 12, 31), date(2031, 1, 2)
    moments = defaultdict(set)
    for event in recurring_ical_events.of(calendar(series, zone)).between(*year):
        moments[int(event["UID"])].add(event["DTSTART"].dt.astimezone(UTC))
    first, last = date(2030, 1, 1), date(2030, 12, 31)
    edges = [datetime.combine(d, time(9, 30), ZoneInfo(zone)) for d in (first, last)]
    for uid, rule in enumerate(series):
        days = rule.ordinals(first.toordinal(), last.toordinal())
        actual = instants(days, time(9, 30), ZoneInfo(zone))
        expected = sorted(
            moment.timestamp() for moment in moments[uid] if edges[0] <= moment <= edges[1]
        )
        assert actual == expected, (SEED, zone, rule)


@pytest.mark.skipif(
    not os.environ.get("CI")
    and not (shutil.which("node") and (ROOT / "node_modules/rrule").exists()),
    reason="rrule.js is not installed (make frontend)",
)
@pytest.mark.parametrize("chunk", CHUNKS)
def test_rules_have_the_same_dates_in_rrule_js(chunk):
    """Expand 300 rules over ten years."""
    cases = []
    for rule in rules(f"rrule-{chunk}", 300):
        if rule.parts.positions:
            continue  # rrule.js wraps around when a position exceeds the number of days
        text, start = dateutil_input(rule)
        cases.append(
            (rule, {"text": text, "start": str(start), "last": str(_ten_years_after_start(rule))})
        )
    process = subprocess.run(
        ["node", "tests/recurrence/rrule_engine.mjs"],
        input="\n".join(json.dumps(request) for _, request in cases),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for (rule, _), line in zip(cases, process.stdout.splitlines(), strict=True):
        expected = [date.fromisoformat(day) for day in json.loads(line)]
        actual = rule.between(rule.starts_on, _ten_years_after_start(rule))
        assert actual == within_bounds(rule, expected), (SEED, rule)


def _ten_years_after_start(rule):
    return rule.starts_on + timedelta(days=3653)
