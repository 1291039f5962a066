"""Calendars elsewhere, already connected."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tasks.models import Calendar, CalendarAccount, Event


def instant(hour: float, day: int = 2) -> datetime:
    """In UTC, in March 2026."""
    minutes = round(hour * 60)
    return datetime(2026, 3, day, minutes // 60, minutes % 60, tzinfo=UTC)


@pytest.fixture
def account(alice) -> CalendarAccount:
    return CalendarAccount.objects.create(
        user=alice, provider="google", identity="1", name="Alice at work", state="active"
    )


@pytest.fixture
def calendar(account) -> Calendar:
    return Calendar.objects.create(
        user=account.user, account=account, remote_id="work", name="Work"
    )


@pytest.fixture
def make_event(calendar):
    """An event of an hour, from an hour of 2 March on, or of whole days."""

    def make(start: float = 9, hours: float = 1, **fields) -> Event:
        count = Event.objects.count()
        owner = fields.get("calendar", calendar)
        when = {"starts_at": instant(start), "ends_at": instant(start + hours)}
        if "starts_on" in fields:
            when = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 3)}
        told = {"remote_id": f"e{count}", "title": "Meeting"} | when | fields
        return Event.objects.create(**{"user": owner.user, "calendar": owner} | told)

    return make
