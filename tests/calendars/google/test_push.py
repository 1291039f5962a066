"""Pushing blocks to Google: one calendar, one event a block, whatever is lost on the way"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.calendars.base import Listing, RemoteEvent
from tasks.calendars.reconcile import take_in
from tasks.calendars.windows import read_window
from tasks.editing import instances, tasks
from tasks.models import Activity, Calendar, CalendarAccount, Event, PushedBlock
from tests.conftest import NOW, instances_of

TODAY = date(2026, 3, 2)
NINE = {"scheduled_date": TODAY, "scheduled_time": time(9)}


@pytest.fixture
def pushing(account) -> Calendar:
    ours = {"name": "Whendoist", "made_here": True, "receives_blocks": True}
    return Calendar.objects.create(user=account.user, account=account, **ours)


@pytest.fixture
def there(google, pushing):
    """What stands in our calendar there."""

    def live():
        pushing.refresh_from_db()
        return google.live(pushing.remote_id)

    return live


def test_a_block_becomes_an_event(sync_now, there, make_task):
    make_task("Write", duration=45, reminder=10, description="In the library", **NINE)
    sync_now()
    (event,) = there()

    assert event["summary"] == "Write"
    assert event["start"] == {"dateTime": "2026-03-02T08:00:00+00:00", "timeZone": "Europe/Berlin"}
    assert event["end"]["dateTime"] == "2026-03-02T08:45:00+00:00"
    assert event["description"] == "In the library"
    assert event["reminders"]["overrides"] == [{"method": "popup", "minutes": 10}]


def test_the_calendar_is_made_once_even_if_the_answer_is_lost(google, sync_now, there, make_task):
    make_task(**NINE)
    google.will("POST /api/calendars", 503, after=True)
    sync_now(2)

    assert len(there()) == 1
    assert len(google.calendars) == 2


def test_moving_it_here_moves_it_there(sync_now, there, make_task, alice):
    task = make_task(**NINE)
    sync_now()
    tasks.change(alice, task.pk, {"scheduled_time": time(11)})
    sync_now()

    assert [event["start"]["dateTime"] for event in there()] == ["2026-03-02T10:00:00+00:00"]


@pytest.mark.parametrize("how", ["unschedule", "archive"])
def test_what_is_no_block_any_more_goes(sync_now, there, make_task, alice, how):
    task = make_task(**NINE)
    sync_now()
    if how == "archive":
        tasks.archive(alice, task.pk)
    else:
        tasks.change(alice, task.pk, {"scheduled_time": None})
    sync_now()

    assert there() == []
    assert not PushedBlock.objects.exists()


def test_completing_marks_it(sync_now, there, make_task, alice):
    task = make_task("Write", **NINE)
    sync_now()
    tasks.complete(alice, task.pk)
    sync_now()

    assert [event["summary"] for event in there()] == ["✓ Write"]


def test_a_day_of_a_series_stands_where_it_was_moved(sync_now, there, make_series, alice):
    series = make_series(starts_at=time(9), title="Run", rrule="FREQ=DAILY;COUNT=2")
    instances.change(alice, instances_of(series)[0].pk, {"scheduled_time": time(18)})
    sync_now()

    starts = sorted(event["start"]["dateTime"] for event in there())
    assert starts == ["2026-03-02T17:00:00+00:00", "2026-03-03T08:00:00+00:00"]


def test_days_without_a_time_only_on_request(sync_now, there, make_series, pushing):
    make_series(rrule="FREQ=DAILY;COUNT=3")
    sync_now()
    assert there() == []

    Calendar.objects.filter(pk=pushing.pk).update(with_untimed=True)
    sync_now()
    assert {event["transparency"] for event in there()} == {"transparent"}
    assert len(there()) == 3


@pytest.mark.parametrize("fault", [{"how": 503, "after": True}, {"how": "cut", "after": True}])
def test_a_lost_answer_doubles_nothing(google, sync_now, there, make_task, pushing, fault):
    sync_now()
    make_task(**NINE)
    google.will("POST /api/calendars/made", fault.pop("how"), **fault)
    sync_now(2)

    assert len(there()) == 1
    assert PushedBlock.objects.get().state == "synced"


def test_own_events_are_never_imported(sync_now, there, make_task):
    make_task(**NINE)
    sync_now(3)

    assert len(there()) == 1
    assert not Event.objects.exists()


def test_not_even_when_the_ledger_is_lost(google, sync_now, there, make_task):
    make_task(**NINE)
    sync_now()
    PushedBlock.objects.all().delete()
    google.epoch += 1
    sync_now()

    assert not Event.objects.exists()


def test_moving_it_there_moves_it_here_and_can_be_undone(
    google, sync_now, there, make_task, pushing
):
    task = make_task("Write", **NINE)
    sync_now()
    google.meet(13, calendar=pushing_id(pushing), id=there()[0]["id"], summary="Write")
    sync_now(2)
    task.refresh_from_db()

    assert (task.scheduled_time, task.duration) == (time(14), 60)
    assert Activity.objects.latest_first()[0].source == "job"
    assert [event["start"]["dateTime"] for event in there()] == ["2026-03-02T13:00:00+00:00"]


def pushing_id(pushing) -> str:
    pushing.refresh_from_db()
    return pushing.remote_id


def test_renaming_it_there_is_put_back(google, sync_now, there, make_task, pushing):
    make_task("Write", **NINE)
    sync_now()
    google.write(pushing_id(pushing), id=there()[0]["id"], summary="Scribble")
    sync_now()

    assert [event["summary"] for event in there()] == ["Write"]


def test_deleting_it_there_leaves_it_here_and_away_there(
    google, sync_now, there, make_task, pushing, alice
):
    task = make_task("Write", **NINE)
    sync_now()
    google.call_off(pushing_id(pushing), there()[0]["id"])
    sync_now(3)
    task.refresh_from_db()
    assert (there(), task.status, task.scheduled_time) == ([], "pending", time(9))

    tasks.change(alice, task.pk, {"scheduled_time": time(10)})
    sync_now()
    assert len(there()) == 1
    assert CalendarAccount.objects.get().state == "active"


def test_too_many_removals_wait_for_a_person(sync_now, there, make_task, alice):
    made = [make_task(f"Task {n}", **NINE) for n in range(8)]
    sync_now()
    for task in made:
        tasks.archive(alice, task.pk)
    log = sync_now()
    assert (len(there()), log.held) == (8, 8)

    PushedBlock.objects.update(removal_confirmed=True)
    sync_now()
    assert there() == []


def test_the_calendar_deleted_there_stops_pushing_with_a_sentence(
    google, sync_now, there, make_task, pushing, alice
):
    task = make_task(**NINE)
    sync_now()
    del google.calendars[pushing_id(pushing)]
    tasks.change(alice, task.pk, {"scheduled_time": time(10)})
    sync_now()
    pushing.refresh_from_db()

    assert (pushing.receives_blocks, PushedBlock.objects.count()) == (False, 0)
    assert pushing.trouble.startswith("This calendar was deleted there")
    assert CalendarAccount.objects.get().state == "active"


def test_a_block_google_refuses_does_not_hold_up_the_others(google, sync_now, there, make_task):
    sync_now()
    make_task("First", **NINE)
    make_task("Second", **NINE)
    google.will("POST /api/calendars/made", 400)
    sync_now()

    assert [event["summary"] for event in there()] == ["Second"]
    assert "(400)" in PushedBlock.objects.get(state="refused").trouble


def test_blocks_read_back_by_another_way_are_known(sync_now, there, make_task, account):
    make_task("Write", **NINE)
    sync_now()
    uid = f"{there()[0]['id']}@google.com"
    feed = CalendarAccount.objects.create(user=account.user, provider="ics", state="active")
    copy = Calendar.objects.create(user=account.user, account=feed, remote_id="feed", name="Copy")
    begin = NOW
    told = [RemoteEvent(uid, uid=uid, title="Write", starts_at=begin, ends_at=begin)]
    take_in(copy, Listing(told, "", complete=True), read_window(TODAY), {})

    assert not Event.objects.filter(calendar=copy).exists()


def test_without_the_permission_to_write_it_still_reads(google, sync_now, pushing):
    for scopes in google.grants.values():
        scopes -= {each for each in scopes if "created" in each}
    google.meet(9, summary="Stand-up")
    sync_now()
    pushing.refresh_from_db()

    assert CalendarAccount.objects.get().state == "active"
    assert not pushing.receives_blocks
    assert "keep a calendar for blocks" in pushing.trouble
    assert Event.objects.filter(title="Stand-up").exists()


def test_leaving_deletes_our_calendar_in_one_call_and_revokes(
    google, sync_now, there, make_task, pushing
):
    make_task(**NINE)
    sync_now()
    google.requests.clear()
    Calendar.objects.filter(pk=pushing.pk).update(to_delete=True)
    CalendarAccount.objects.update(state="leaving")
    sync_now()

    assert [each.split("/")[0] for each in google.requests if "token" not in each] == [
        "DELETE ",
        "POST ",
    ]
    assert (list(google.calendars), google.grants) == (["work"], {})
    assert not CalendarAccount.objects.exists()
