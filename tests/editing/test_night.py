"""A time before the day start belongs to the night after its day, everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.test import Client

from tasks.calendars.base import Window
from tasks.calendars.blocks import blocks_of
from tasks.editing import instances, settings
from tasks.editing.quickadd import quick_add
from tasks.models import CalendarFeed, Task
from tasks.models.sharing import digest_of, new_secret
from tests.conftest import NOW, instances_of

MONDAY = NOW.date()
SATURDAY = date(2026, 3, 7)
NIGHT = datetime(2026, 3, 8, 1, tzinfo=UTC)  # Sunday 02:00 in Berlin


@pytest.fixture
def owl(alice):
    """A person whose day starts at 5."""
    settings.change_preferences(alice, {"day_start_hour": 5})
    return alice


def feed_of(user):
    secret = new_secret()
    CalendarFeed.objects.create(user=user, name="All", digest=digest_of(secret))
    return icalendar.Calendar.from_ical(Client().get(f"/feeds/{secret}.ics").content)


def test_quick_add_keeps_the_day_of_a_line_and_places_it_in_the_night(owl):
    quick_add(owl, "Dance sat 2:00am", {})
    task = Task.objects.get()

    assert (task.scheduled_date, task.scheduled_time) == (SATURDAY, time(2))
    (block,) = blocks_of(owl, Window(MONDAY, MONDAY + timedelta(days=20))).values()
    assert (block.starts_at, block.day) == (NIGHT, date(2026, 3, 8))
    assert feed_of(owl).walk("VEVENT")[0]["DTSTART"].dt == NIGHT


def test_quick_add_at_night_counts_minutes_on_the_day_that_has_not_ended(owl, clock):
    clock.move_to(datetime(2026, 3, 8, 0, 30, tzinfo=UTC))  # Sunday 01:30, still Saturday
    quick_add(owl, "Check oven in 20 minutes", {})
    task = Task.objects.get()

    assert (task.scheduled_date, task.scheduled_time) == (SATURDAY, time(1, 50))


def test_series_at_night_has_the_instants_of_the_next_date(owl, make_series):
    make_series("FREQ=WEEKLY;BYDAY=SA", starts_at=time(2))
    rows = instances_of(Task.objects.get())

    assert (rows[0].recurrence_id, rows[0].starts_at) == (SATURDAY, NIGHT)
    after_the_change = rows[4]  # Saturday 4 April, summer time
    assert after_the_change.starts_at == datetime(2026, 4, 5, 0, tzinfo=UTC)


def test_moving_a_day_into_the_night_keeps_its_day(owl, make_series):
    make_series("FREQ=WEEKLY;BYDAY=SA", starts_at=time(22))
    row = instances_of(Task.objects.get())[0]
    instances.change(owl, row.pk, {"scheduled_time": time(2)})
    row.refresh_from_db()

    assert (row.scheduled_date, row.starts_at) == (SATURDAY, NIGHT)


def test_change_of_the_day_start_moves_the_instants_of_the_night(alice, make_series):
    make_series("FREQ=WEEKLY;BYDAY=SA", starts_at=time(2))
    row = instances_of(Task.objects.get())[0]
    assert row.starts_at == NIGHT - timedelta(days=1)
    settings.change_preferences(alice, {"day_start_hour": 5})
    row.refresh_from_db()

    assert row.starts_at == NIGHT


def test_feed_repeats_a_series_of_the_night_on_the_next_weekday(owl, make_series):
    make_series("FREQ=WEEKLY;BYDAY=SA", starts_at=time(2))
    instances.skip(owl, instances_of(Task.objects.get())[1].pk)
    (event,) = feed_of(owl).walk("VEVENT")

    assert event["RRULE"]["BYDAY"] == ["SU"]
    assert event["DTSTART"].dt == NIGHT
    assert event["EXDATE"].dts[0].dt == NIGHT + timedelta(days=7)


def test_feed_lists_each_night_of_a_rule_that_calendars_cannot_express(owl, make_series):
    make_series("FREQ=MONTHLY;BYMONTHDAY=-1", starts_at=time(2))
    events = feed_of(owl).walk("VEVENT")

    assert [event["DTSTART"].dt.date() for event in events] == [date(2026, 4, 1), date(2026, 5, 1)]
    assert not any("RRULE" in event for event in events)


def test_feed_of_a_person_whose_day_starts_at_midnight_is_unchanged(alice, bob, make_series):
    make_series("FREQ=WEEKLY;BYDAY=SA", starts_at=time(2))
    (event,) = feed_of(alice).walk("VEVENT")

    assert (event["RRULE"]["BYDAY"], event["DTSTART"].dt) == (["SA"], NIGHT - timedelta(days=1))
    assert not feed_of(bob).walk("VEVENT")
