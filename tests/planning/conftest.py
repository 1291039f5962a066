"""Fixtures for the tests of proposals"""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from core.wallclock import instant
from tasks.models import Calendar, CalendarAccount, Event


@pytest.fixture
def clock_at_eight(alice):
    """Freeze the clock at 8:00 in Berlin on Monday, 2 March 2026."""
    alice.preferences.time_zone = "Europe/Berlin"
    alice.preferences.save()
    with time_machine.travel("2026-03-02T07:00:00Z", tick=False) as now:
        yield now


@pytest.fixture
def home(make_domain):
    return make_domain("Home")


@pytest.fixture
def add(make_task, home):
    """Add a task of the domain Home."""
    return lambda title, **fields: make_task(title, domain_id=home.pk, **fields)


@pytest.fixture
def make_event():
    """Return a function that adds a busy event in Berlin, all day without `begin`."""

    def make(user, day: date, begin=None, end=None, **fields):
        account, _ = CalendarAccount.objects.get_or_create(
            user=user, provider="google", identity=str(user.pk), state="active"
        )
        calendar, _ = Calendar.objects.get_or_create(
            user=user, account=account, remote_id="work", name="Work"
        )
        if begin is None:
            times = {"starts_on": day, "ends_on": day + timedelta(days=1)}
        else:
            zone = ZoneInfo("Europe/Berlin")
            times = {"starts_at": instant(day, begin, zone), "ends_at": instant(day, end, zone)}
        names = {"remote_id": f"e{Event.objects.count()}", "title": "Meeting"}
        return Event.objects.create(user=user, calendar=calendar, **times, **names | fields)

    return make
