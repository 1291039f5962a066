"""Invalid and failing responses of a CalDAV server, from a proxy in front of a real Radicale"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils.html import escape

from core import clock
from tasks.calendars import actions, sync
from tasks.editing import tasks
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock
from tests.calendars.proxy_server import proxying
from tests.calendars.radicale import PASSWORD, USERNAME, block_calendar_of, titles

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGN_IN = b"<html><body>Please sign in<br></body></html>"
EMPTY = b'<?xml version="1.0"?><multistatus xmlns="DAV:"/>'
NOT_FOUND = b"""<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/alice/</href>
<status>HTTP/1.1 404 Not Found</status></response></multistatus>"""
CUT_OFF = b"""<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/alice/work/</href>
<status>HTTP/1.1 507 Insufficient Storage</status></response></multistatus>"""
HTML, XML = {"Content_Type": "text/html"}, {"Content_Type": "text/xml"}
HOME, WORK = "PROPFIND 1 /alice/", "REPORT 1 /alice/work/"
UNREADABLE = "The server's response could not be read."
NO_CALENDARS = "No calendars were found at this address."
CREATION_FORBIDDEN = "The server doesn't allow us to create a calendar for your blocks."
DELETION_FORBIDDEN = "The server doesn't allow us to delete this calendar."
WRONG_PASSWORD = "The server doesn't accept this user name and password. Connect the account again."
SLOW_DOWN = "The server asks us to slow down. We'll try again later."
TOO_LARGE = "The response was too large."

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def proxy(radicale):
    with proxying(radicale) as server:
        yield server


@pytest.fixture
def account(alice, proxy, work, settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR)
    secrets = {"address": proxy.url, "username": USERNAME, "password": PASSWORD}
    return actions.connect(alice, "caldav", secrets)


def weakened(response):
    """Make ETags weak, as a compressing proxy does."""
    status, headers, body = response
    if "ETag" in headers:
        headers = headers | {"ETag": f"W/{headers['ETag']}"}
    return status, headers, body.replace(b"<getetag>", b"<getetag>W/")


@pytest.mark.parametrize(
    ("status", "body", "headers", "problem"),
    [
        (404, b"", {}, NO_CALENDARS),
        (403, b"", {}, NO_CALENDARS),
        (207, EMPTY, XML, NO_CALENDARS),
        (207, NOT_FOUND, XML, NO_CALENDARS),
        (207, b"", XML, UNREADABLE),
        (207, b"<multistatus", XML, UNREADABLE),
        (207, CUT_OFF, XML, UNREADABLE),
        (200, SIGN_IN, HTML, "The server responded with an error (200)."),
        (500, b"", {}, "The server responded with an error (500)."),
    ],
)
def test_invalid_calendar_list_marks_no_calendar_as_gone(
    proxy, run_sync, status, body, headers, problem
):
    run_sync()
    proxy.respond(HOME, status, body, **headers)
    assert run_sync(4).trouble == problem
    assert Calendar.objects.get().gone_at is None
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "body", "headers", "problem"),
    [
        (200, SIGN_IN, HTML, "The server responded with an error (200)."),
        (207, SIGN_IN, HTML, UNREADABLE),
        (207, b"", XML, UNREADABLE),
        (207, CUT_OFF, XML, UNREADABLE),
        (503, b"", {}, "The server responded with an error (503)."),
    ],
)
def test_invalid_listing_deletes_no_event(proxy, work, run_sync, status, body, headers, problem):
    run_sync()
    work.add_event(summary="New", dtstart=NINE, dtend=NINE + HOUR)
    proxy.respond(WORK, status, body, **headers)
    assert run_sync(4).trouble == problem
    assert Event.objects.get().title == "Team"


def test_empty_listing_is_valid_for_a_calendar_without_events(proxy, run_sync):
    proxy.respond(WORK, 207, EMPTY, **XML)
    assert run_sync().trouble == ""


def test_listing_skips_only_the_unreadable_object(proxy, work, run_sync, caplog):
    work.add_event(summary="Other", dtstart=NINE, dtend=NINE + HOUR)
    broken = re.compile(b"BEGIN:VCALENDAR.*?END:VCALENDAR", re.DOTALL)
    proxy.change(
        WORK, lambda response: (*response[:2], broken.sub(b"nonsense", response[2], count=1))
    )
    assert run_sync().trouble == ""
    assert Event.objects.count() == 1
    assert "objects skipped account=" in caplog.text
    assert "count=1" in caplog.text


def test_listing_stops_at_the_limit_of_objects_and_time(work, run_sync, monkeypatch):
    work.add_event(summary="Other", dtstart=NINE, dtend=NINE + HOUR)
    monkeypatch.setattr("tasks.calendars.caldav.provider.MAX_EVENTS", 1)
    log = run_sync()
    assert problem_of_work() == "This calendar has more than 1 event within a year."
    assert log.trouble == f"Work: {problem_of_work()}"
    monkeypatch.setattr("tasks.calendars.caldav.provider.TIME_LIMIT", -1)
    run_sync()
    assert problem_of_work() == "This calendar takes too long to read."
    monkeypatch.undo()
    assert run_sync().trouble == problem_of_work() == ""


def problem_of_work() -> str:
    return Calendar.objects.get(made_here=False).trouble


def test_unreadable_pushed_block_is_rejected_without_failing_the_sync(
    proxy, principal, make_task, block_calendar, run_sync
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run_sync()
    proxy.change(
        "REPORT *", lambda response: (*response[:2], response[2].replace(b"END:VEVENT", b""))
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
    assert run_sync().trouble == "This address doesn't contain a calendar."
    assert PushedBlock.objects.get().state == "doubted"


def test_forbidden_calendar_does_not_sign_out_the_account(proxy, principal, run_sync):
    principal.make_calendar(name="Other", cal_id="other")
    proxy.respond("REPORT * /alice/other/", 403)
    run_sync(2)
    assert CalendarAccount.objects.get().state == "active"
    assert [event.title for event in Event.objects.all()] == ["Team"]


def test_log_shows_a_calendar_error_next_to_successful_counts(
    client, alice, proxy, principal, run_sync
):
    principal.make_calendar(name="Other", cal_id="other")
    proxy.respond("REPORT * /alice/other/", 403)
    assert run_sync().trouble == f"Other: {sync.MISSING}"
    client.force_login(alice)
    page = client.get("/settings/calendars/").text
    assert escape(f"Other: {sync.MISSING}") in page
    assert "1 event updated." in page


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


def test_sync_signs_out_when_the_password_was_changed_remotely(proxy, run_sync):
    run_sync()
    proxy.respond("*", 401, WWW_Authenticate='Basic realm="calendars"')
    assert run_sync().trouble == WRONG_PASSWORD
    assert CalendarAccount.objects.get().state == "signed_out"


def test_connect_tries_the_well_known_address_when_the_given_one_is_forbidden(proxy, run_sync):
    proxy.respond("PROPFIND 0 /", 403)
    proxy.respond("PROPFIND 0 /.well-known/caldav", 308, Location="/alice/")
    run_sync()
    assert Event.objects.get().title == "Team"


@pytest.mark.parametrize("requests", ["*", HOME, WORK])
@pytest.mark.parametrize("status", [429, 503])
def test_sync_waits_as_long_as_retry_after_demands(proxy, run_sync, status, requests):
    proxy.respond(requests, status, Retry_After="36000")
    assert run_sync().trouble == SLOW_DOWN
    wait = CalendarAccount.objects.get().next_sync_at - clock.now()
    assert wait == timedelta(seconds=36000)


@pytest.mark.parametrize("retry_after", ["soon", "9" * 400, "Mon, 02 Mar 2026 08:00:00 -0000"])
def test_sync_uses_its_own_delay_when_retry_after_is_unreadable(proxy, run_sync, retry_after):
    proxy.respond("*", 429, Retry_After=retry_after)
    run_sync()
    wait = CalendarAccount.objects.get().next_sync_at - clock.now()
    assert timedelta() < wait < HOUR


def test_sync_rejects_a_response_that_is_too_large(proxy, run_sync, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MAX_BYTES", 10_000)
    proxy.respond(HOME, 207, b"x" * 20_000)
    assert run_sync().trouble == TOO_LARGE


def test_sync_rejects_a_response_that_takes_too_long(run_sync, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.TIME_LIMIT", -1)
    assert run_sync().trouble == "The server took too long to respond."


def test_sync_rejects_a_redirect_with_a_body_that_is_too_large(proxy, run_sync, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MAX_BYTES", 10_000)
    proxy.respond(HOME, 302, b"x" * 20_000, Location="/")
    assert run_sync().trouble == TOO_LARGE


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
