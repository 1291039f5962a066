"""Other iCalendar libraries read the plan from a feed"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from core.wallclock import instant
from tasks.calendars import feed_document
from tasks.constants import ASSUMED_DURATION
from tasks.editing import instances, settings
from tasks.models import CalendarFeed, Task, TaskInstance

ROOT = Path(__file__).parents[2]
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
RULES = [
    *("FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;COUNT=20", "FREQ=WEEKLY;BYDAY=MO,TH"),
    *("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=-1FR"),
    *("FREQ=WEEKLY;UNTIL=20260420", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=3"),
]
CHUNKS = [
    {"date": "2026-03-03", "time": "10:00", "minutes": 60},
    {"date": "2026-03-29", "time": "02:30", "minutes": 45},
    {"date": "2026-04-02", "time": "23:30", "minutes": 90},
]
FIRST, LAST = datetime(2026, 2, 25, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC)

needs_node = pytest.mark.skipif(
    not shutil.which("node") or not (ROOT / "node_modules/ical.js").exists(),
    reason="ical.js is not installed (make install)",
)


@pytest.fixture(params=ZONES)
def feed_and_plan(request, alice, make_task, make_series):
    """A feed of a plan with every kind of change, and the events it must contain."""
    rng = random.Random(request.param)
    settings.change_preferences(alice, {"time_zone": request.param})
    for n, rule in enumerate(RULES):
        at = rng.choice([None, time(9), time(23, 45)])
        missing = rng.choice(["skip", "clamp"])
        make_series(rule, f"Series {n}", starts_at=at, missing_days=missing)
    make_series("FREQ=DAILY;INTERVAL=2", "After completion", kind="after_completion")
    make_task("Write", scheduled_date=date(2026, 3, 29), scheduled_time=time(1, 30), duration=90)
    make_task("Read", scheduled_date=date(2026, 3, 28))
    make_task("Paint", chunks=CHUNKS)
    for row in TaskInstance.objects.order_by("pk"):
        _change_randomly(alice, row, rng)
    feed = CalendarFeed.objects.create(user=alice, name="Everything", digest="x")
    return feed_document.render(feed).decode(), sorted(_plan(alice))


def _change_randomly(alice, row, rng):
    to = date(2026, 3, 1) + timedelta(days=rng.randrange(60))
    changes = {
        1: lambda: instances.skip(alice, row.pk),
        2: lambda: instances.complete(alice, row.pk),
        3: lambda: instances.change(alice, row.pk, {"scheduled_date": to}),
        4: lambda: instances.change(alice, row.pk, {"scheduled_time": time(7, 15)}),
        5: lambda: instances.change(alice, row.pk, {"own_title": "Else", "own_duration": 50}),
    }
    changes.get(rng.randrange(20), lambda: None)()


def _plan(alice):
    """Yield title, start and end of each event of the plan, read from the rows."""
    zone = ZoneInfo(alice.preferences.time_zone)
    days = TaskInstance.objects.exclude(status="skipped").select_related("task")
    for row in days:
        minutes = row.own_duration or row.task.duration or ASSUMED_DURATION
        yield from _slot(row, row.own_title or row.task.title, minutes, zone)
    for n, (day, at, minutes) in enumerate(map(dict.values, CHUNKS), 1):
        slot = {"scheduled_date": date.fromisoformat(day), "scheduled_time": time.fromisoformat(at)}
        yield from _slot(TaskInstance(**slot), f"Paint ({n}/{len(CHUNKS)})", minutes, zone)
    unchunked = Task.objects.filter(series=None, scheduled_date__isnull=False, chunks=[])
    for task in unchunked:
        yield from _slot(task, task.title, task.duration or ASSUMED_DURATION, zone)


def _slot(row, title, minutes, zone):
    title = f"✓ {title}" if row.completed_at else title
    if row.scheduled_time is None:
        day = row.scheduled_date
        if FIRST.date() < day < LAST.date():
            yield title, str(day), str(day + timedelta(days=1))
        return
    start = instant(row.scheduled_date, row.scheduled_time, zone)
    end = start + timedelta(minutes=minutes)
    if end > FIRST and start < LAST:
        yield title, _utc(start), _utc(end)


def _utc(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _event_tuple(event):
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    if isinstance(start, datetime):
        return str(event["SUMMARY"]), _utc(start), _utc(end)
    return str(event["SUMMARY"]), str(start), str(end)


def test_feed_equals_the_plan_when_read_by_recurring_ical_events(feed_and_plan):
    text, plan = feed_and_plan
    calendar = icalendar.Calendar.from_ical(text)
    events = [
        _event_tuple(event) for event in recurring_ical_events.of(calendar).between(FIRST, LAST)
    ]
    assert sorted(_in_range(events)) == plan


@needs_node
def test_feed_equals_the_plan_when_read_by_ical_js(feed_and_plan):
    text, plan = feed_and_plan
    request = {"text": text, "first": FIRST.isoformat(), "last": LAST.isoformat()}
    result = subprocess.run(
        ["node", "tests/calendars/ical_engine.mjs"],
        input=json.dumps(request),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(_in_range(map(tuple, json.loads(result.stdout)))) == plan


def _in_range(events):
    """Leave out all-day events at the edges, which depend on the reader's time zone."""
    for title, start, end in events:
        if "T" in start or FIRST.date() < date.fromisoformat(start) < LAST.date():
            yield title, start, end
