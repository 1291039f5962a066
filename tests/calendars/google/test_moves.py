"""Moves of blocks at Google: by field, all day, far away, and into another calendar"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing import tasks
from tasks.models import Event, PushedBlock, SyncRun
from tests.calendars.phone import MONDAY, NINE, slot_of, undo_last


@pytest.fixture
def task(push_calendar, make_task, sync_now):
    """A task at 9 in Berlin, for an hour, whose event is at Google."""
    task = make_task("Write", duration=60, **NINE)
    sync_now(2)
    push_calendar.refresh_from_db()
    return task


@pytest.fixture
def change(google, task, push_calendar):
    """Return a function that changes the event of the task at Google."""

    def change(start, end, kind="dateTime"):
        (event,) = google.live_events(push_calendar.remote_id)
        times = {"start": {kind: start}, "end": {kind: end}}
        return google.write(push_calendar.remote_id, id=event["id"], **times)

    return change


@pytest.fixture
def begins(google, push_calendar):
    def begins():
        return [event["start"] for event in google.live_events(push_calendar.remote_id)]

    return begins


def test_google_move_applies_when_the_notes_were_edited(
    google, change, task, push_calendar, sync_now, alice
):
    tasks.change(alice, task.pk, {"description": "In the library"})
    change("2026-03-02T15:00:00Z", "2026-03-02T16:30:00Z")
    sync_now(2)

    assert (slot_of(task), task.duration) == ((MONDAY, time(16)), 90)
    (event,) = google.live_events(push_calendar.remote_id)
    assert event["description"] == "In the library"


def test_undo_of_a_google_move_is_pushed(change, task, begins, sync_now, alice):
    change("2026-03-02T15:00:00Z", "2026-03-02T16:00:00Z")
    sync_now(2)
    undo_last(alice)
    sync_now()

    assert slot_of(task) == (MONDAY, time(9))
    assert [begin["dateTime"] for begin in begins()] == ["2026-03-02T08:00:00+00:00"]


def test_google_event_made_all_day_is_for_any_time_that_day(change, task, begins, sync_now):
    change("2026-03-05", "2026-03-06", "date")
    sync_now(3)

    assert (slot_of(task), begins()) == ((date(2026, 3, 5), None), [{"date": "2026-03-05"}])


@pytest.mark.parametrize("year", [2025, 2028])
def test_google_event_moved_to_another_year_stays(change, task, begins, sync_now, year):
    change(f"{year}-03-02T15:00:00Z", f"{year}-03-02T16:00:00Z")
    sync_now(3)

    assert slot_of(task) == (date(year, 3, 2), time(16))
    assert [begin["dateTime"][:4] for begin in begins()] == [str(year)]
    assert PushedBlock.objects.get().state == "synced"


def test_google_event_moved_to_another_calendar_is_explained(
    google, change, task, push_calendar, begins, sync_now
):
    event = change("2026-03-02T15:00:00Z", "2026-03-02T16:00:00Z")
    google.write("work", **event)
    google.cancel_event(push_calendar.remote_id, event["id"])
    sync_now(3)

    assert (slot_of(task), begins(), Event.objects.count()) == ((MONDAY, time(16)), [], 0)
    explained = SyncRun.objects.exclude(trouble="").get().trouble
    assert explained.startswith("You moved “Write” to your calendar “Work”.")
