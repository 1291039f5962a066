"""Invalid and failing responses to reads from a CalDAV server (a proxy in front of Radicale)"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.html import escape

from core import clock
from tasks.calendars import sync
from tasks.calendars.caldav.client import NO_CALENDARS, WRONG_PASSWORD
from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.radicale import RADICALE_WARNINGS

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
SLOW_DOWN = "The server asks us to slow down. We'll try again later."
TOO_LARGE = "The response was too large."

pytestmark = RADICALE_WARNINGS


@pytest.fixture
def account(proxied_account):
    return proxied_account


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


def test_listing_skips_only_the_unreadable_object(proxy, work, run_sync):
    work.add_event(summary="Other", dtstart=NINE, dtend=NINE + HOUR)
    broken = re.compile(b"BEGIN:VCALENDAR.*?END:VCALENDAR", re.DOTALL)
    proxy.change(
        WORK, lambda response: (*response[:2], broken.sub(b"nonsense", response[2], count=1))
    )
    assert run_sync().trouble == ""
    assert Event.objects.count() == 1
    assert Calendar.objects.get().ignored == [["", "error"]]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"END:VCALENDAR", b"", "error"),
        (b"END:VEVENT", b"BEGIN:X\n" * 20 + b"END:VEVENT", "too_large"),
    ],
)
def test_object_that_cannot_be_read_any_more_keeps_its_last_copy(
    proxy, work, run_sync, old, new, reason
):
    run_sync()
    work.add_event(summary="Other", dtstart=NINE, dtend=NINE + HOUR)
    proxy.change(WORK, lambda response: (*response[:2], response[2].replace(old, new)))
    log = run_sync(2)
    assert (log.trouble, log.held, Event.objects.get().title) == ("", 0, "Team")
    assert sorted(Calendar.objects.get().ignored) == [["Other", reason], ["Team", reason]]


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


def test_connect_names_the_other_server_that_an_address_leads_to(proxy, run_sync, site):
    other = site.url.replace("127.0.0.1", "localhost")
    proxy.respond("PROPFIND 0 /", 302, Location=f"{other}/")
    site.respond("/", "", 401, WWW_Authenticate='Basic realm="calendars"')
    assert "leads to another server, localhost, which" in run_sync().trouble
    assert all("authorization" not in headers for _, headers in site.requests)


@pytest.mark.parametrize("requests", ["*", HOME, WORK])
@pytest.mark.parametrize("status", [429, 503])
def test_sync_waits_as_long_as_retry_after_demands(proxy, run_sync, status, requests):
    proxy.respond(requests, status, Retry_After="36000")
    assert run_sync().trouble == SLOW_DOWN
    wait = CalendarAccount.objects.get().next_sync_at - clock.now()
    assert wait == timedelta(seconds=36000)


@pytest.mark.parametrize("retry_after", ["soon", "Mon, 02 Mar 2026 08:00:00 -0000"])
def test_sync_uses_its_own_delay_when_retry_after_is_unreadable(proxy, run_sync, retry_after):
    proxy.respond("*", 429, Retry_After=retry_after)
    run_sync()
    wait = CalendarAccount.objects.get().next_sync_at - clock.now()
    assert timedelta() < wait < HOUR


def test_sync_waits_a_day_when_retry_after_is_longer(proxy, run_sync):
    proxy.respond("*", 429, Retry_After="9" * 400)
    run_sync()
    wait = CalendarAccount.objects.get().next_sync_at - clock.now()
    assert wait == timedelta(days=1)


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
