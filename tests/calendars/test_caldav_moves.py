"""Moves of blocks at a real Radicale, as phones and calendar programs make them"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.editing import tasks
from tasks.models import Event, PushedBlock, SyncRun
from tests.calendars.phone import HOUR, MONDAY, NINE, slot_of, undo_last
from tests.calendars.radicale import RADICALE_WARNINGS, block_calendar_of, titles
from tests.conftest import instances_of

TUESDAY = date(2026, 3, 3)

pytestmark = RADICALE_WARNINGS


@pytest.fixture
def account(caldav_account):
    return caldav_account


@pytest.fixture
def task(block_calendar, make_task, run_sync):
    task = make_task("Write", duration=60, **NINE)
    run_sync(2)
    return task


@pytest.fixture
def events(principal):
    """Return a function that lists the events of blocks by their start."""

    def live():
        return sorted(
            block_calendar_of(principal).get_events(),
            key=lambda event: str(event.component["DTSTART"].dt),
        )

    return live


def edit(event, start, end):
    """Give an event another start and end, as a calendar program writes them."""
    with event.edit_icalendar_component() as component:
        for name, value in (("DTSTART", start), ("DTEND", end)):
            component.pop(name)
            component.add(name, value)
    event.save()


def drag(event, by):
    component = event.component
    edit(event, component["DTSTART"].dt + by, component["DTEND"].dt + by)


def starts(events):
    return [event.component["DTSTART"].dt for event in events]


def test_caldav_move_applies_when_the_title_was_edited(task, events, run_sync, alice):
    tasks.change(alice, task.pk, {"title": "Read"})
    drag(events()[0], HOUR)
    run_sync(2)

    assert (slot_of(task), task.title) == ((MONDAY, time(10)), "Read")
    assert [str(event.component["SUMMARY"]) for event in events()] == ["Read"]


def test_undo_of_a_caldav_move_is_pushed(task, events, run_sync, alice):
    drag(events()[0], HOUR)
    run_sync(2)
    undo_last(alice)
    run_sync(2)

    assert slot_of(task) == (MONDAY, time(9))
    assert starts(events()) == [datetime(2026, 3, 2, 8, tzinfo=UTC)]


def test_caldav_move_in_another_time_zone_keeps_its_instant(task, events, run_sync):
    new_york = ZoneInfo("America/New_York")
    edit(
        events()[0],
        datetime(2026, 3, 3, 4, tzinfo=new_york),
        datetime(2026, 3, 3, 5, 30, tzinfo=new_york),
    )
    run_sync(2)

    assert (slot_of(task), task.duration) == ((TUESDAY, time(10)), 90)


def test_caldav_block_made_all_day_is_for_any_time_that_day(task, events, run_sync, alice):
    edit(events()[0], TUESDAY, TUESDAY + timedelta(days=1))
    run_sync(3)
    assert (slot_of(task), starts(events())) == ((TUESDAY, None), [TUESDAY])

    tasks.change(alice, task.pk, {"scheduled_time": time(12)})
    run_sync(2)
    assert starts(events()) == [datetime(2026, 3, 3, 11, tzinfo=UTC)]


@pytest.mark.parametrize("days", [-25, 90, 500, 5000])
def test_caldav_move_outside_the_listed_days_keeps_the_event(task, events, run_sync, days):
    drag(events()[0], timedelta(days=days))
    run_sync(3)

    assert slot_of(task)[0] == MONDAY + timedelta(days=days)
    assert len(events()) == 1
    assert PushedBlock.objects.get().state == "synced"


def test_one_piece_moves_at_a_caldav_server(block_calendar, make_task, events, run_sync, alice):
    task = make_task("Write", duration=120)
    halves = [
        {"date": "2026-03-02", "time": f"{hour}:00:00", "minutes": 60} for hour in ("09", "11")
    ]
    tasks.change(alice, task.pk, {"chunks": halves})
    run_sync(2)
    drag(events()[1], HOUR)
    run_sync(2)
    task.refresh_from_db()

    assert [chunk["time"] for chunk in task.chunks] == ["09:00:00", "12:00:00"]


def test_one_of_several_times_a_day_moves_at_a_caldav_server(
    block_calendar, make_series, events, run_sync
):
    series = make_series("FREQ=DAILY;COUNT=1", times=[time(9), time(18)], title="Stretch")
    run_sync(2)
    drag(events()[1], HOUR)
    run_sync(2)

    assert [row.scheduled_time for row in instances_of(series)] == [time(9), time(19)]


def test_caldav_event_moved_to_another_calendar_is_explained_and_followed(
    task, events, work, run_sync
):
    (event,) = events()
    work.save_event(event.data)
    event.delete()
    run_sync(3)
    explained = SyncRun.objects.exclude(trouble="").get().trouble
    assert explained.startswith("You moved “Write” to your calendar “Work”.")
    assert not Event.objects.exists()

    drag(work.get_events()[0], HOUR)
    run_sync(2)
    assert (slot_of(task), events(), titles(work)) == ((MONDAY, time(10)), [], ["Write"])
