"""A CalDAV account, against a real Radicale"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tasks.calendars import actions, sync
from tasks.editing import tasks
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, Task
from tests.calendars.radicale import PASSWORD, USERNAME, ours, titles

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def account(alice, radicale, work, settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    secrets = {"address": radicale, "username": USERNAME, "password": PASSWORD}
    return actions.connect(alice, "caldav", secrets)


def test_its_calendars_and_events_appear(work, run):
    work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR)
    work.add_event(summary="Holiday", dtstart=MONDAY, dtend=date(2026, 3, 4))
    assert run().trouble == ""
    account = CalendarAccount.objects.get()
    assert (account.state, str(account)) == ("active", "alice at 127.0.0.1")
    assert Calendar.objects.get().name == "Work"
    assert Calendar.objects.get().writable
    assert sorted(row.title for row in Event.objects.all()) == ["Holiday", "Team"]


def test_a_series_there_is_its_occurrences_here(work, run):
    rule = {"FREQ": "WEEKLY", "COUNT": 3}
    work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR, rrule=rule)
    run()
    assert Event.objects.count() == 3


def test_what_has_not_changed_is_not_listed(work, run):
    work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR)
    run()
    generation = Calendar.objects.get().generation
    assert run().read == 0
    assert Calendar.objects.get().generation == generation


def test_changes_and_deletions_there_follow(work, run):
    event = work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR)
    gone = work.add_event(summary="Gone", dtstart=NINE, dtend=NINE + HOUR)
    run()
    with event.edit_icalendar_component() as component:
        component["SUMMARY"] = "Team, later"
    event.save()
    gone.delete()
    run(3)
    assert [row.title for row in Event.objects.all()] == ["Team, later"]


def test_blocks_are_pushed_into_a_calendar_of_their_own(there, make_task, made):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), reminder=10)
    sync.sync(made.account_id)
    (event,) = ours(there).get_events()
    assert event.component["SUMMARY"] == "Write"
    assert event.component["DTSTART"].dt == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert event.component.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-10)
    assert PushedBlock.objects.get().state == "synced"


def test_our_own_events_never_come_back_as_events(make_task, made, run):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run(3)
    assert not Event.objects.exists()


def test_edits_here_follow_there(alice, there, make_task, made, run):
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run()
    tasks.change(alice, task.pk, {"title": "Read", "scheduled_time": time(11)})
    run()
    (event,) = ours(there).get_events()
    assert event.component["SUMMARY"] == "Read"
    assert event.component["DTSTART"].dt.astimezone(UTC).hour == 10
    tasks.archive(alice, task.pk)
    run()
    assert titles(ours(there)) == []


def test_a_move_there_is_a_move_here(there, make_task, made, run):
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), duration=30)
    run()
    (event,) = ours(there).get_events()
    with event.edit_icalendar_component() as component:
        component["DTSTART"].dt += HOUR * 24
        component["DTEND"].dt += HOUR * 25
    event.save()
    run(2)
    task.refresh_from_db()
    assert (task.scheduled_date, task.duration) == (date(2026, 3, 3), 90)


def test_deleting_there_deletes_no_task_and_does_not_come_back(there, make_task, made, run):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run()
    ours(there).get_events()[0].delete()
    run(4)
    assert titles(ours(there)) == []
    assert Task.objects.get().scheduled_time == time(9)
    assert PushedBlock.objects.get().state == "detached"


def test_a_lost_answer_makes_no_second_event(there, make_task, made, run):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run()
    PushedBlock.objects.update(state="pending", etag="", pushed_hash="")
    run(2)
    assert titles(ours(there)) == ["Write"]
    assert PushedBlock.objects.get().state == "synced"


def test_leaving_takes_the_calendar_of_our_blocks_along(alice, there, make_task, made, run):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run()
    actions.disconnect(alice, made.account_id, delete=True)
    run()
    assert [str(each.get_display_name()) for each in there.get_calendars()] == ["Work"]
    assert not CalendarAccount.objects.exists()


def test_a_calendar_deleted_there_stops_the_pushing(there, make_task, made, run):
    ours(there).delete()
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run()
    assert not Calendar.objects.filter(receives_blocks=True).exists()
    assert Task.objects.exists()


def test_a_wrong_password_says_so(alice, radicale, settings, there):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    secrets = {"address": radicale, "username": USERNAME, "password": "wrong"}
    log = sync.sync(actions.connect(alice, "caldav", secrets).pk)
    assert log.trouble == "The server does not accept this name and password."
    assert CalendarAccount.objects.get().state == "signed_out"


def test_a_server_that_is_away_is_tried_again(alice, settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    secrets = {"address": "http://127.0.0.1:9/", "username": "a", "password": "b"}
    log = sync.sync(actions.connect(alice, "caldav", secrets).pk)
    assert log.trouble == "The server could not be reached."
    assert CalendarAccount.objects.get().state == "connecting"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
def test_private_addresses_are_refused_at_connect_time(alice, host):
    secrets = {"address": f"https://{host}/dav/", "username": "a", "password": "b"}
    log = sync.sync(actions.connect(alice, "caldav", secrets).pk)
    assert "private network" in log.trouble


def test_the_secrets_are_sealed(account):
    account.refresh_from_db()
    assert PASSWORD not in f"{account.credentials}{account.identity}{account.name}"
