"""Pushing blocks to Google: one calendar, and one event per block, whatever is lost on the way"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.calendars.base import Listing, RemoteEvent
from tasks.calendars.reconcile import apply_listing
from tasks.calendars.windows import read_window
from tasks.editing import instances, tasks
from tasks.models import Activity, Calendar, CalendarAccount, Event, PushedBlock
from tests.conftest import NOW, instances_of

TODAY = date(2026, 3, 2)
NINE = {"scheduled_date": TODAY, "scheduled_time": time(9)}


@pytest.fixture
def remote_events(google, push_calendar):
    """Return a function that lists the events in the calendar of blocks."""

    def live():
        push_calendar.refresh_from_db()
        return google.live_events(push_calendar.remote_id)

    return live


def test_push_creates_an_event_for_a_block(sync_now, remote_events, make_task):
    make_task("Write", duration=45, reminder=10, description="In the library", **NINE)
    sync_now()
    (event,) = remote_events()

    assert event["summary"] == "Write"
    assert event["start"] == {"dateTime": "2026-03-02T08:00:00+00:00", "timeZone": "Europe/Berlin"}
    assert event["end"]["dateTime"] == "2026-03-02T08:45:00+00:00"
    assert event["description"] == "In the library"
    assert event["reminders"]["overrides"] == [{"method": "popup", "minutes": 10}]


def test_push_creates_one_calendar_when_the_response_is_lost(
    google, sync_now, remote_events, make_task
):
    make_task(**NINE)
    google.inject_fault("POST /api/calendars", 503, after=True)
    sync_now(2)

    assert len(remote_events()) == 1
    assert len(google.calendars) == 2


def test_push_moves_the_event_when_the_task_moves(sync_now, remote_events, make_task, alice):
    task = make_task(**NINE)
    sync_now()
    tasks.change(alice, task.pk, {"scheduled_time": time(11)})
    sync_now()

    assert [event["start"]["dateTime"] for event in remote_events()] == [
        "2026-03-02T10:00:00+00:00"
    ]


@pytest.mark.parametrize("action", ["unschedule", "archive"])
def test_push_deletes_the_event_when_its_block_is_removed(
    sync_now, remote_events, make_task, alice, action
):
    task = make_task(**NINE)
    sync_now()
    if action == "archive":
        tasks.archive(alice, task.pk)
    else:
        tasks.change(alice, task.pk, {"scheduled_time": None})
    sync_now()

    assert remote_events() == []
    assert not PushedBlock.objects.exists()


def test_push_marks_a_completed_task(sync_now, remote_events, make_task, alice):
    task = make_task("Write", **NINE)
    sync_now()
    tasks.complete(alice, task.pk)
    sync_now()

    assert [event["summary"] for event in remote_events()] == ["✓ Write"]


def test_push_places_a_moved_occurrence_at_its_new_time(
    sync_now, remote_events, make_series, alice
):
    series = make_series(starts_at=time(9), title="Run", rrule="FREQ=DAILY;COUNT=2")
    instances.change(alice, instances_of(series)[0].pk, {"scheduled_time": time(18)})
    sync_now()

    starts = sorted(event["start"]["dateTime"] for event in remote_events())
    assert starts == ["2026-03-02T17:00:00+00:00", "2026-03-03T08:00:00+00:00"]


def test_push_includes_occurrences_without_a_time_only_on_request(
    sync_now, remote_events, make_series, push_calendar
):
    make_series(rrule="FREQ=DAILY;COUNT=3")
    sync_now()
    assert remote_events() == []

    Calendar.objects.filter(pk=push_calendar.pk).update(with_untimed=True)
    sync_now()
    assert {event["transparency"] for event in remote_events()} == {"transparent"}
    assert len(remote_events()) == 3


@pytest.mark.parametrize("fault", [{"how": 503, "after": True}, {"how": "cut", "after": True}])
def test_push_creates_one_event_when_the_response_is_lost(
    google, sync_now, remote_events, make_task, push_calendar, fault
):
    sync_now()
    make_task(**NINE)
    google.inject_fault("POST /api/calendars/made", fault.pop("how"), **fault)
    sync_now(2)

    assert len(remote_events()) == 1
    assert PushedBlock.objects.get().state == "synced"


def test_pull_never_copies_pushed_events(sync_now, remote_events, make_task):
    make_task(**NINE)
    sync_now(3)

    assert len(remote_events()) == 1
    assert not Event.objects.exists()


def test_pull_never_copies_pushed_events_when_the_ledger_is_lost(
    google, sync_now, remote_events, make_task
):
    make_task(**NINE)
    sync_now()
    PushedBlock.objects.all().delete()
    google.epoch += 1
    sync_now()

    assert not Event.objects.exists()


def test_remote_move_moves_the_task_as_an_activity(
    google, sync_now, remote_events, make_task, push_calendar
):
    task = make_task("Write", **NINE)
    sync_now()
    google.add_meeting(
        13, calendar=remote_id_of(push_calendar), id=remote_events()[0]["id"], summary="Write"
    )
    sync_now(2)
    task.refresh_from_db()

    assert (task.scheduled_time, task.duration) == (time(14), 60)
    assert Activity.objects.latest_first()[0].source == "job"
    assert [event["start"]["dateTime"] for event in remote_events()] == [
        "2026-03-02T13:00:00+00:00"
    ]


def remote_id_of(push_calendar) -> str:
    push_calendar.refresh_from_db()
    return push_calendar.remote_id


def test_remote_rename_is_overwritten(google, sync_now, remote_events, make_task, push_calendar):
    make_task("Write", **NINE)
    sync_now()
    google.write(remote_id_of(push_calendar), id=remote_events()[0]["id"], summary="Scribble")
    sync_now()

    assert [event["summary"] for event in remote_events()] == ["Write"]


def test_remote_deletion_keeps_the_task_and_lasts_until_it_changes(
    google, sync_now, remote_events, make_task, push_calendar, alice
):
    task = make_task("Write", **NINE)
    sync_now()
    google.cancel_event(remote_id_of(push_calendar), remote_events()[0]["id"])
    sync_now(3)
    task.refresh_from_db()
    assert (remote_events(), task.status, task.scheduled_time) == ([], "pending", time(9))

    tasks.change(alice, task.pk, {"scheduled_time": time(10)})
    sync_now()
    assert len(remote_events()) == 1
    assert CalendarAccount.objects.get().state == "active"


def test_push_deletes_many_removed_blocks_without_asking(sync_now, remote_events, make_task, alice):
    created = [make_task(f"Task {n}", **NINE) for n in range(12)]
    sync_now()
    for task in created[:6]:
        tasks.archive(alice, task.pk)
    for task in created[6:]:
        tasks.change(alice, task.pk, {"scheduled_time": None})
    log = sync_now()

    assert (remote_events(), log.withdrawn, log.held) == ([], 12, 0)


def test_push_stops_with_a_sentence_when_the_calendar_is_deleted_remotely(
    google, sync_now, remote_events, make_task, push_calendar, alice
):
    task = make_task(**NINE)
    sync_now()
    del google.calendars[remote_id_of(push_calendar)]
    tasks.change(alice, task.pk, {"scheduled_time": time(10)})
    sync_now()
    push_calendar.refresh_from_db()

    assert (push_calendar.receives_blocks, PushedBlock.objects.count()) == (False, 0)
    assert push_calendar.trouble.startswith("This calendar was deleted remotely")
    assert CalendarAccount.objects.get().state == "active"


def test_push_continues_when_google_rejects_a_block(google, sync_now, remote_events, make_task):
    sync_now()
    make_task("First", **NINE)
    make_task("Second", **NINE)
    google.inject_fault("POST /api/calendars/made", 400)
    sync_now()

    assert [event["summary"] for event in remote_events()] == ["Second"]
    assert "(400)" in PushedBlock.objects.get(state="refused").trouble


def test_pull_recognizes_pushed_events_in_a_subscribed_copy(
    sync_now, remote_events, make_task, account
):
    make_task("Write", **NINE)
    sync_now()
    uid = f"{remote_events()[0]['id']}@google.com"
    feed = CalendarAccount.objects.create(user=account.user, provider="ics", state="active")
    copy = Calendar.objects.create(user=account.user, account=feed, remote_id="feed", name="Copy")
    begin = NOW
    events = [RemoteEvent(uid, uid=uid, title="Write", starts_at=begin, ends_at=begin)]
    apply_listing(copy, Listing(events, "", complete=True), read_window(TODAY), {})

    assert not Event.objects.filter(calendar=copy).exists()


def test_sync_still_pulls_without_permission_to_write(google, sync_now, push_calendar):
    for scopes in google.grants.values():
        scopes -= {scope for scope in scopes if "created" in scope}
    google.add_meeting(9, summary="Stand-up")
    sync_now()
    push_calendar.refresh_from_db()

    assert CalendarAccount.objects.get().state == "active"
    assert not push_calendar.receives_blocks
    assert "create a calendar for blocks" in push_calendar.trouble
    assert Event.objects.filter(title="Stand-up").exists()


def test_disconnect_deletes_the_calendar_in_one_request_and_revokes_access(
    google, sync_now, remote_events, make_task, push_calendar
):
    make_task(**NINE)
    sync_now()
    google.requests.clear()
    Calendar.objects.filter(pk=push_calendar.pk).update(to_delete=True)
    CalendarAccount.objects.update(state="leaving")
    sync_now()

    assert [request.split("/")[0] for request in google.requests if "token" not in request] == [
        "DELETE ",
        "POST ",
    ]
    assert (list(google.calendars), google.grants) == (["work"], {})
    assert not CalendarAccount.objects.exists()
