"""Invalid and failing responses to writes at a CalDAV server (a proxy in front of Radicale)"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils.html import escape

from tasks.calendars import actions
from tasks.editing import tasks
from tasks.models import Calendar, CalendarAccount, PushedBlock
from tests.calendars.radicale import RADICALE_WARNINGS, block_calendar_of, titles

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGN_IN = b"<html><body>Please sign in<br></body></html>"
HTML = {"Content_Type": "text/html"}
CREATION_FORBIDDEN = "The server doesn't allow us to create a calendar for your blocks."
DELETION_FORBIDDEN = "The server doesn't allow us to delete this calendar."

pytestmark = RADICALE_WARNINGS


@pytest.fixture
def account(proxied_account):
    return proxied_account


def weakened(response):
    """Make ETags weak, as a compressing proxy does."""
    status, headers, body = response
    if "ETag" in headers:
        headers = headers | {"ETag": f"W/{headers['ETag']}"}
    return status, headers, body.replace(b"<getetag>", b"<getetag>W/")


def test_unreadable_pushed_block_is_rejected_without_failing_the_sync(
    proxy, principal, make_task, block_calendar, run_sync
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    proxy.change(
        "REPORT *", lambda response: (*response[:2], response[2].replace(b"END:VCALENDAR", b""))
    )
    proxy.respond("GET *", 200, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", Content_Type="text/calendar")
    block_calendar_of(principal).add_event(summary="Hers", dtstart=NINE, dtend=NINE + HOUR)
    assert run_sync(2).trouble == ""
    row = PushedBlock.objects.get()
    assert (row.state, row.trouble) == (
        "refused",
        "This event was changed on the server and can't be read any more.",
    )


def test_sign_in_page_does_not_count_as_a_pushed_block(proxy, make_task, block_calendar, run_sync):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync(2)
    PushedBlock.objects.update(state="doubted")
    proxy.respond("GET *", 200, SIGN_IN, **HTML)
    assert run_sync().trouble == "Whendoist: This address doesn't contain a calendar."
    assert PushedBlock.objects.get().state == "doubted"


def test_forbidden_calendar_creation_stops_only_the_push(alice, account, proxy, run_sync):
    proxy.respond("MKCALENDAR *", 403)
    run_sync()
    actions.push_blocks(alice, account.pk)
    log = run_sync()
    account.refresh_from_db()
    assert log.trouble.startswith(f"Whendoist: {CREATION_FORBIDDEN}")
    assert (account.state, account.trouble) == ("active", "")
    push_calendar = Calendar.objects.get(made_here=True)
    assert not push_calendar.receives_blocks
    assert push_calendar.trouble.startswith(CREATION_FORBIDDEN)


def test_disconnect_shows_a_forbidden_deletion_and_can_be_repeated_without_it(
    client, alice, proxy, block_calendar, run_sync
):
    client.force_login(alice)
    proxy.respond("DELETE *", 403)
    leave = f"/settings/calendars/leave/{block_calendar.account_id}"
    client.post(f"{leave}/erase/")
    assert run_sync().trouble == DELETION_FORBIDDEN
    page = client.get("/settings/calendars/").text
    assert escape(DELETION_FORBIDDEN) in page
    assert "Next try:" in page
    assert "Remove now" in page

    client.post(f"{leave}/keep/")
    assert not CalendarAccount.objects.exists()


def test_forbidden_calendar_deletion_does_not_fail_the_sync(
    alice, proxy, make_task, block_calendar, run_sync
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync(2)
    proxy.respond("DELETE *", 403)
    actions.stop_pushing(alice, block_calendar.account_id, delete=True)
    run_sync()
    block_calendar.refresh_from_db()
    assert CalendarAccount.objects.get().trouble == ""
    assert (block_calendar.to_delete, block_calendar.receives_blocks) == (False, False)
    assert block_calendar.trouble.endswith("Delete it in your calendar program.")


def test_forbidden_block_is_rejected_without_failing_the_sync(
    proxy, make_task, block_calendar, run_sync
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    proxy.respond("PUT *", 403)
    assert run_sync().trouble == ""
    row = PushedBlock.objects.get()
    assert (row.state, row.trouble) == ("refused", "The server doesn't accept this event.")


def test_push_updates_events_when_a_proxy_weakens_etags(
    alice, proxy, principal, make_task, block_calendar, run_sync
):
    proxy.change("*", weakened)
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    tasks.change(alice, task.pk, {"title": "Read"})
    run_sync(2)
    assert titles(block_calendar_of(principal)) == ["Read"]
    assert PushedBlock.objects.get().state == "synced"


def test_push_creates_the_calendar_inside_a_home_without_a_final_slash(
    proxy, principal, make_task, request
):
    proxy.change(
        "PROPFIND 0 *",
        lambda response: (
            *response[:2],
            response[2].replace(b"<href>/alice/</href>", b"<href>/alice</href>"),
        ),
    )
    request.getfixturevalue("block_calendar")
    assert "/alice/whendoist-" in str(block_calendar_of(principal).url)


def test_push_updates_a_block_that_was_made_to_repeat_remotely(
    alice, principal, make_task, block_calendar, run_sync
):
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    (event,) = block_calendar_of(principal).get_events()
    with event.edit_icalendar_component() as component:
        component.add("RRULE", {"FREQ": "DAILY"})
    event.save()
    run_sync(3)
    assert PushedBlock.objects.get().state == "synced"
    tasks.change(alice, task.pk, {"title": "Read"})
    run_sync(2)
    assert titles(block_calendar_of(principal)) == ["Read"]
