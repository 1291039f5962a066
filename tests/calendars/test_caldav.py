"""Syncing a CalDAV account with a real Radicale"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tasks.calendars import actions, sync
from tasks.calendars.caldav import CalDav
from tasks.calendars.caldav.client import WRONG_PASSWORD
from tasks.editing import tasks
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, Task
from tests.calendars.radicale import (
    PASSWORD,
    RADICALE_WARNINGS,
    USERNAME,
    block_calendar_of,
    titles,
)

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADDRESSES = b"""<X:calendar-user-address-set xmlns:X="urn:ietf:params:xml:ns:caldav">
<href>mailto:Alice@Example.org</href><href>/alice/</href><href>urn:uuid:1</href>
<href>MAILTO:a%2Bb@example.org</href></X:calendar-user-address-set></prop>"""

pytestmark = RADICALE_WARNINGS


@pytest.fixture
def account(caldav_account):
    return caldav_account


def test_caldav_sync_copies_calendars_and_events(work, run_sync):
    work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR)
    work.add_event(summary="Holiday", dtstart=MONDAY, dtend=date(2026, 3, 4))
    assert run_sync().trouble == ""
    account = CalendarAccount.objects.get()
    assert (account.state, str(account)) == ("active", "alice at 127.0.0.1")
    assert Calendar.objects.get().name == "Work"
    assert Calendar.objects.get().writable
    assert sorted(row.title for row in Event.objects.all()) == ["Holiday", "Team"]


def test_caldav_sync_expands_a_series_into_occurrences(work, run_sync):
    rule = {"FREQ": "WEEKLY", "COUNT": 3}
    work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR, rrule=rule)
    run_sync()
    assert Event.objects.count() == 3


def test_caldav_sync_shows_a_moved_series_once(work, run_sync):
    rule = {"FREQ": "WEEKLY", "COUNT": 3}
    event = work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR, rrule=rule)
    run_sync()
    with event.edit_icalendar_component() as component:
        component["DTSTART"].dt += 5 * HOUR
        component["DTEND"].dt += 5 * HOUR
    event.save()
    assert run_sync().held == 0
    assert [row.starts_at.hour for row in Event.objects.all()] == [14] * 3


def test_caldav_sync_lists_no_events_when_the_sync_token_is_unchanged(work, run_sync):
    work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR)
    run_sync()
    generation = Calendar.objects.get().generation
    assert run_sync().read == 0
    assert Calendar.objects.get().generation == generation


def test_caldav_sync_sends_no_request_for_an_unchanged_calendar(proxy, proxied_account, clock):
    for _ in range(2):
        clock.shift(timedelta(minutes=20))
        proxy.requests.clear()
        sync.sync(proxied_account.pk)
    assert proxy.requests == ["PROPFIND 0 /"] * 2 + ["PROPFIND 0 /alice/", "PROPFIND 1 /alice/"]


def test_caldav_finds_the_persons_addresses(proxy, proxied_account):
    proxy.change(
        "PROPFIND 0 /alice/",
        lambda response: (*response[:2], response[2].replace(b"</prop>", ADDRESSES, 1)),
    )
    provider = CalDav(CalendarAccount.objects.get())
    assert provider.addresses == ("alice@example.org", "a+b@example.org")


def test_caldav_sync_stores_the_persons_addresses(proxy, proxied_account):
    proxy.change(
        "PROPFIND 0 /alice/",
        lambda response: (*response[:2], response[2].replace(b"</prop>", ADDRESSES, 1)),
    )
    sync.sync(proxied_account.pk)
    account = CalendarAccount.objects.get()
    assert account.addresses == ["a+b@example.org", "alice@example.org"]


def test_caldav_sync_applies_remote_changes_and_deletions(work, run_sync):
    event = work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR)
    deleted = work.add_event(summary="Deleted", dtstart=NINE, dtend=NINE + HOUR)
    run_sync()
    with event.edit_icalendar_component() as component:
        component["SUMMARY"] = "Team, later"
    event.save()
    deleted.delete()
    run_sync()
    assert [row.title for row in Event.objects.all()] == ["Team, later"]


def test_caldav_push_creates_an_event_in_the_calendar_of_blocks(
    principal, make_task, block_calendar
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), reminder=10)
    sync.sync(block_calendar.account_id)
    (event,) = block_calendar_of(principal).get_events()
    assert event.component["SUMMARY"] == "Write"
    assert event.component["DTSTART"].dt == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert event.component.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-10)
    assert PushedBlock.objects.get().state == "synced"


def test_caldav_pull_does_not_copy_pushed_blocks(make_task, block_calendar, run_sync):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync(3)
    assert not Event.objects.exists()


def test_caldav_push_follows_local_edits(alice, principal, make_task, block_calendar, run_sync):
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    tasks.change(alice, task.pk, {"title": "Read", "scheduled_time": time(11)})
    run_sync()
    (event,) = block_calendar_of(principal).get_events()
    assert event.component["SUMMARY"] == "Read"
    assert event.component["DTSTART"].dt.astimezone(UTC).hour == 10
    tasks.archive(alice, task.pk)
    run_sync()
    assert titles(block_calendar_of(principal)) == []


def test_caldav_pull_applies_a_remote_move_to_the_task(
    principal, make_task, block_calendar, run_sync
):
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), duration=30)
    run_sync()
    (event,) = block_calendar_of(principal).get_events()
    with event.edit_icalendar_component() as component:
        component["DTSTART"].dt += HOUR * 24
        component["DTEND"].dt += HOUR * 25
    event.save()
    run_sync(2)
    task.refresh_from_db()
    assert (task.scheduled_date, task.duration) == (date(2026, 3, 3), 90)


def test_remote_deletion_of_a_caldav_block_keeps_the_task_and_detaches_the_block(
    principal, make_task, block_calendar, run_sync
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    block_calendar_of(principal).get_events()[0].delete()
    run_sync(4)
    assert titles(block_calendar_of(principal)) == []
    assert Task.objects.get().scheduled_time == time(9)
    assert PushedBlock.objects.get().state == "detached"


def test_caldav_push_creates_no_second_event_after_a_lost_response(
    principal, make_task, block_calendar, run_sync
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    PushedBlock.objects.update(state="pending", etag="", pushed_hash="")
    run_sync(2)
    assert titles(block_calendar_of(principal)) == ["Write"]
    assert PushedBlock.objects.get().state == "synced"


def test_caldav_disconnect_deletes_the_calendar_of_blocks(
    alice, principal, make_task, block_calendar, run_sync
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    actions.disconnect(alice, block_calendar.account_id, delete=True)
    run_sync()
    assert [str(calendar.get_display_name()) for calendar in principal.get_calendars()] == ["Work"]
    assert not CalendarAccount.objects.exists()


def test_caldav_push_stops_when_the_calendar_of_blocks_is_deleted_remotely(
    principal, make_task, block_calendar, run_sync
):
    block_calendar_of(principal).delete()
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    assert not Calendar.objects.filter(receives_blocks=True).exists()
    assert Task.objects.exists()


def test_caldav_connect_signs_out_with_a_wrong_password(alice, radicale, allow_private, principal):
    secrets = {"address": radicale, "username": USERNAME, "password": "wrong"}
    log = sync.sync(actions.connect(alice, "caldav", secrets).pk)
    assert log.trouble == WRONG_PASSWORD
    assert CalendarAccount.objects.get().state == "signed_out"


def test_caldav_connect_is_retried_when_the_server_is_unreachable(alice, allow_private):
    secrets = {"address": "http://127.0.0.1:9/", "username": "a", "password": "b"}
    log = sync.sync(actions.connect(alice, "caldav", secrets).pk)
    assert log.trouble == "The server could not be reached."
    assert CalendarAccount.objects.get().state == "connecting"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
def test_caldav_connect_rejects_private_addresses(alice, host):
    secrets = {"address": f"https://{host}/dav/", "username": "a", "password": "b"}
    log = sync.sync(actions.connect(alice, "caldav", secrets).pk)
    assert "private network" in log.trouble


def test_caldav_credentials_are_stored_encrypted(account):
    account.refresh_from_db()
    assert PASSWORD not in f"{account.credentials}{account.identity}{account.name}"
