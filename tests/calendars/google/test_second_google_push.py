"""Pushing to a second Google, written independently from its published rules"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.calendars import actions
from tasks.editing import instances, tasks
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, SyncRun
from tests.calendars.phone import HOUR, MONDAY, NINE, slot_of, undo_last
from tests.conftest import instances_of

PRIMARY = "primary@gmail.example"


@pytest.fixture
def account(second_account):
    return second_account


@pytest.fixture
def own(calendar_api, push_calendar, sync_now):
    """The id of the calendar of blocks, created remotely."""
    sync_now()
    push_calendar.refresh_from_db()
    return push_calendar.remote_id


@pytest.fixture
def task(own, make_task, sync_now):
    task = make_task("Write", duration=60, **NINE)
    sync_now(2)  # an empty listing has no token, so the next one is complete
    return task


@pytest.fixture
def events(calendar_api, own):
    """Return a function that lists the events of blocks by their start."""

    def live():
        return sorted(calendar_api.live(own), key=lambda event: str(event["start"]))

    return live


def begins(events):
    return [event["start"].get("dateTime") or event["start"]["date"] for event in events]


def test_pushed_block_obeys_the_rules_of_events(task, events, make_task, sync_now):
    make_task("Read", scheduled_date=MONDAY, scheduled_time=time(14), reminder=10)
    sync_now()

    assert [event["summary"] for event in events()] == ["Write", "Read"]
    assert not PushedBlock.objects.exclude(state="synced").exists()


def test_pushed_block_without_a_time_is_all_day(own, events, make_task, sync_now):
    Calendar.objects.filter(remote_id=own).update(with_untimed=True)
    make_task("Write", scheduled_date=MONDAY)
    sync_now()

    (event,) = events()
    assert (event["start"], event["end"]) == ({"date": "2026-03-02"}, {"date": "2026-03-03"})


def test_update_replaces_all_fields(calendar_api, own, task, events, sync_now, alice):
    calendar_api.change(own, events()[0]["id"], location="Library", recurrence=None)
    sync_now()
    tasks.change(alice, task.pk, {"title": "Read"})
    sync_now()

    (event,) = events()
    assert (event["summary"], "location" in event) == ("Read", False)


def test_dragged_event_moves_the_task_whose_title_was_edited(
    calendar_api, own, task, events, sync_now, alice
):
    tasks.change(alice, task.pk, {"title": "Read"})
    calendar_api.drag(own, events()[0]["id"], HOUR)
    sync_now(2)

    assert (slot_of(task), task.title) == ((MONDAY, time(10)), "Read")
    assert [event["summary"] for event in events()] == ["Read"]
    undo_last(alice)
    sync_now()
    assert begins(events()) == ["2026-03-02T08:00:00+00:00"]


def test_event_changed_after_the_listing_is_not_overwritten_unseen(
    calendar_api, own, task, events, sync_now, alice
):
    tasks.change(alice, task.pk, {"title": "Read"})
    listed = calendar_api._list

    def drag_after_listing(pk, query):
        answer = listed(pk, query)
        if pk == own:
            calendar_api._list = listed
            calendar_api.drag(own, events()[0]["id"], HOUR)
        return answer

    calendar_api._list = drag_after_listing
    sync_now(2)

    assert slot_of(task) == (MONDAY, time(10))
    assert [event["summary"] for event in events()] == ["Read"]


@pytest.mark.parametrize("days", [90, 900])
def test_event_dragged_out_of_the_listed_days_keeps_its_task(
    calendar_api, own, task, events, sync_now, days
):
    """Google reports it as deleted: it left the days of the sync token."""
    calendar_api.drag(own, events()[0]["id"], timedelta(days=days))
    sync_now(3)

    assert slot_of(task)[0] == MONDAY + timedelta(days=days)
    assert len(events()) == 1
    assert PushedBlock.objects.get().state == "synced"


def test_event_made_all_day_is_for_any_time_that_day(
    calendar_api, own, task, events, sync_now, alice
):
    days = {"start": {"date": "2026-03-03"}, "end": {"date": "2026-03-04"}}
    calendar_api.change(own, events()[0]["id"], **days)
    sync_now(3)
    assert (slot_of(task), begins(events())) == ((date(2026, 3, 3), None), ["2026-03-03"])

    undo_last(alice)
    sync_now()
    assert begins(events()) == ["2026-03-02T08:00:00+00:00"]


def test_deleted_event_stays_deleted_until_its_block_changes(
    calendar_api, own, task, events, sync_now, alice
):
    calendar_api.remove(own, events()[0]["id"])
    sync_now(3)
    assert (events(), slot_of(task)) == ([], (MONDAY, time(9)))

    tasks.change(alice, task.pk, {"title": "Read"})
    sync_now()
    assert [event["summary"] for event in events()] == ["Read"]


def test_undeleted_event_is_synced_again(calendar_api, own, task, events, sync_now):
    pk = events()[0]["id"]
    calendar_api.remove(own, pk)
    sync_now(2)
    calendar_api.change(own, pk, status="confirmed")
    calendar_api.drag(own, pk, HOUR)
    sync_now(2)

    assert (slot_of(task), PushedBlock.objects.get().state) == ((MONDAY, time(10)), "synced")


def test_event_that_is_already_deleted_needs_no_second_deletion(
    calendar_api, own, task, events, sync_now, alice
):
    tasks.archive(alice, task.pk)
    calendar_api.remove(own, events()[0]["id"])
    sync_now(2)

    assert not PushedBlock.objects.exists()


def test_id_in_use_adopts_the_event(calendar_api, own, task, events, sync_now):
    PushedBlock.objects.update(state="pending", etag="", pushed_hash="")
    sync_now(2)

    assert (len(events()), PushedBlock.objects.get().state) == (1, "synced")
    assert "409" not in SyncRun.objects.latest_first()[0].trouble


def test_event_moved_to_another_calendar_is_explained_and_followed(
    calendar_api, own, task, events, sync_now
):
    pk = events()[0]["id"]
    calendar_api.move(own, pk, PRIMARY)
    sync_now(2)
    explained = SyncRun.objects.exclude(trouble="").get().trouble
    assert explained.startswith("You moved “Write” to your calendar “Alice”.")
    assert not Event.objects.exists()

    calendar_api.drag(PRIMARY, pk, HOUR)
    sync_now(2)
    assert (slot_of(task), events()) == ((MONDAY, time(10)), [])


def test_event_moved_to_another_calendar_and_back_is_synced_again(
    calendar_api, own, task, events, sync_now
):
    pk = events()[0]["id"]
    calendar_api.move(own, pk, PRIMARY)
    sync_now(2)
    calendar_api.move(PRIMARY, pk, own)
    calendar_api.drag(own, pk, HOUR)
    sync_now(2)

    assert (slot_of(task), PushedBlock.objects.get().state) == ((MONDAY, time(10)), "synced")


def test_copy_of_an_event_is_not_copied_back(calendar_api, own, task, events, sync_now):
    copied = {"extendedProperties": events()[0]["extendedProperties"]}
    calendar_api.add(PRIMARY, events()[0]["start"], events()[0]["end"], **copied)
    sync_now(2)

    assert (Event.objects.count(), len(events())) == (0, 1)


def test_event_made_to_repeat_is_single_again_after_its_block_changes(
    calendar_api, own, task, events, sync_now, alice
):
    calendar_api.change(own, events()[0]["id"], recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    sync_now(2)
    tasks.change(alice, task.pk, {"title": "Read"})
    sync_now(3)

    (event,) = events()
    assert (event["summary"], "recurrence" in event) == ("Read", False)
    assert not Event.objects.exists()


def test_one_piece_is_dragged(calendar_api, own, events, make_task, sync_now, alice):
    task = make_task("Write", duration=120)
    halves = [
        {"date": "2026-03-02", "time": f"{hour}:00:00", "minutes": 60} for hour in ("09", "11")
    ]
    tasks.change(alice, task.pk, {"chunks": halves})
    sync_now()
    calendar_api.drag(own, events()[1]["id"], HOUR)
    sync_now(2)
    task.refresh_from_db()

    assert [chunk["time"] for chunk in task.chunks] == ["09:00:00", "12:00:00"]


def test_one_of_several_times_a_day_is_dragged(
    calendar_api, own, events, make_series, sync_now, alice
):
    series = make_series("FREQ=DAILY;COUNT=1", times=[time(9), time(18)], title="Stretch")
    sync_now()
    evening = instances_of(series)[1]
    instances.change(alice, evening.pk, {"own_title": "Long stretch"})
    calendar_api.drag(own, events()[1]["id"], HOUR)
    sync_now(2)

    assert slot_of(evening) == (MONDAY, time(19))
    assert [event["summary"] for event in events()] == ["Stretch", "Long stretch"]


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "quotaExceeded"])
def test_usage_limit_while_pushing_sends_each_block_once(
    calendar_api, own, events, make_task, sync_now, reason
):
    for n in range(3):
        make_task(f"Task {n}", **NINE)
    calendar_api.fail(f"POST /api/calendars/{own}/events", 403, reason, "usageLimits")
    sync_now(3)

    assert sorted(event["summary"] for event in events()) == ["Task 0", "Task 1", "Task 2"]


def test_deleted_calendar_stops_the_push(calendar_api, own, task, sync_now):
    del calendar_api.calendars[own]
    sync_now(2)

    assert not Calendar.objects.filter(receives_blocks=True).exists()
    assert slot_of(task) == (MONDAY, time(9))


def test_disconnecting_deletes_the_calendar(calendar_api, own, task, account, sync_now, alice):
    actions.disconnect(alice, account.pk, delete=True)
    sync_now()

    assert list(calendar_api.calendars) == [PRIMARY]
    assert not CalendarAccount.objects.exists()
