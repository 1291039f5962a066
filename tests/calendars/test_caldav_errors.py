"""A CalDAV server that answers as no server should: a real Radicale, and somebody in between"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core import clock as now
from tasks.calendars import actions, sync
from tasks.editing import tasks
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock
from tests.calendars.proxy_server import between
from tests.calendars.radicale import PASSWORD, USERNAME, ours, titles

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGN_IN = b"<html><body>Please sign in<br></body></html>"
NOTHING = b'<?xml version="1.0"?><multistatus xmlns="DAV:"/>'
ABSENT = b"""<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/alice/</href>
<status>HTTP/1.1 404 Not Found</status></response></multistatus>"""
CUT_OFF = b"""<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/alice/work/</href>
<status>HTTP/1.1 507 Insufficient Storage</status></response></multistatus>"""
HTML, XML = {"Content_Type": "text/html"}, {"Content_Type": "text/xml"}
HOME, WORK = "PROPFIND 1 /alice/", "REPORT 1 /alice/work/"
UNREADABLE = "The server's answer could not be read."
NOWHERE = "No calendars were found at this address."

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def front(radicale):
    with between(radicale) as server:
        yield server


@pytest.fixture
def account(alice, front, work, settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    work.add_event(summary="Team", dtstart=NINE, dtend=NINE + HOUR)
    secrets = {"address": front.url, "username": USERNAME, "password": PASSWORD}
    return actions.connect(alice, "caldav", secrets)


def weakened(answer):
    """As a proxy does that compresses."""
    status, headers, body = answer
    if "ETag" in headers:
        headers = headers | {"ETag": f"W/{headers['ETag']}"}
    return status, headers, body.replace(b"<getetag>", b"<getetag>W/")


@pytest.mark.parametrize(
    ("status", "body", "headers", "trouble"),
    [
        (404, b"", {}, NOWHERE),
        (403, b"", {}, NOWHERE),
        (207, NOTHING, XML, NOWHERE),
        (207, ABSENT, XML, NOWHERE),
        (207, b"", XML, UNREADABLE),
        (207, b"<multistatus", XML, UNREADABLE),
        (207, CUT_OFF, XML, UNREADABLE),
        (200, SIGN_IN, HTML, "The server answered 200."),
        (500, b"", {}, "The server answered 500."),
    ],
)
def test_a_home_that_lists_nothing_takes_no_calendar_away(
    front, run, status, body, headers, trouble
):
    run()
    front.says(HOME, status, body, **headers)
    assert run(4).trouble == trouble
    assert Calendar.objects.get().gone_at is None
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "body", "headers", "trouble"),
    [
        (200, SIGN_IN, HTML, "The server answered 200."),
        (207, SIGN_IN, HTML, UNREADABLE),
        (207, b"", XML, UNREADABLE),
        (207, CUT_OFF, XML, UNREADABLE),
        (503, b"", {}, "The server answered 503."),
    ],
)
def test_a_listing_that_is_none_takes_no_event_away(
    front, work, run, status, body, headers, trouble
):
    run()
    work.add_event(summary="New", dtstart=NINE, dtend=NINE + HOUR)
    front.says(WORK, status, body, **headers)
    assert run(4).trouble == trouble
    assert Event.objects.get().title == "Team"


def test_a_calendar_without_events_is_none_of_that(front, run):
    front.says(WORK, 207, NOTHING, **XML)
    assert run().trouble == ""


def test_an_object_that_cannot_be_read_costs_only_itself(front, work, run, caplog):
    work.add_event(summary="Other", dtstart=NINE, dtend=NINE + HOUR)
    broken = re.compile(b"BEGIN:VCALENDAR.*?END:VCALENDAR", re.DOTALL)
    front.changes(WORK, lambda said: (*said[:2], broken.sub(b"nonsense", said[2], count=1)))
    assert run().trouble == ""
    assert Event.objects.count() == 1
    assert "objects unreadable account=" in caplog.text
    assert "count=1" in caplog.text


def test_a_calendar_of_too_many_objects_is_not_read_to_its_end(work, run, monkeypatch):
    work.add_event(summary="Other", dtstart=NINE, dtend=NINE + HOUR)
    monkeypatch.setattr("tasks.calendars.caldav.provider.MOST", 1)
    log = run()
    assert trouble_of_work() == "This calendar has more than 1 events within a year."
    assert log.trouble == f"Work: {trouble_of_work()}"
    monkeypatch.setattr("tasks.calendars.caldav.provider.PATIENCE", -1)
    run()
    assert trouble_of_work() == "This calendar takes too long to read."
    monkeypatch.undo()
    assert run().trouble == trouble_of_work() == ""


def trouble_of_work() -> str:
    return Calendar.objects.get(made_here=False).trouble


def test_a_block_of_ours_that_cannot_be_read_there_costs_only_itself(
    front, there, make_task, made, run
):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run()
    front.changes("REPORT *", lambda said: (*said[:2], said[2].replace(b"END:VEVENT", b"")))
    front.says("GET *", 200, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", Content_Type="text/calendar")
    ours(there).add_event(summary="Hers", dtstart=NINE, dtend=NINE + HOUR)
    assert run(2).trouble == ""
    row = PushedBlock.objects.get()
    assert (row.state, row.trouble) == (
        "refused",
        "What became of this event there cannot be read.",
    )


def test_a_page_to_sign_in_at_is_no_event_of_ours(front, make_task, made, run):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run(2)
    PushedBlock.objects.update(state="doubted")
    front.says("GET *", 200, SIGN_IN, **HTML)
    assert run().trouble == "What is there is not a calendar."
    assert PushedBlock.objects.get().state == "doubted"


def test_a_calendar_that_may_not_be_read_signs_nobody_out(front, there, run):
    there.make_calendar(name="Other", cal_id="other")
    front.says("REPORT * /alice/other/", 403)
    run(2)
    assert CalendarAccount.objects.get().state == "active"
    assert [event.title for event in Event.objects.all()] == ["Team"]


def test_trouble_of_one_calendar_stands_in_the_log_beside_what_went_well(
    client, alice, front, there, run
):
    there.make_calendar(name="Other", cal_id="other")
    front.says("REPORT * /alice/other/", 403)
    assert run().trouble == f"Other: {sync.MISSING}"
    client.force_login(alice)
    page = client.get("/settings/calendars/").text
    assert f"Other: {sync.MISSING} 1 read." in page


def test_a_calendar_that_may_not_be_made_stops_nothing_but_the_pushing(alice, account, front, run):
    front.says("MKCALENDAR *", 403)
    run()
    actions.push_blocks(alice, account.pk)
    log = run()
    account.refresh_from_db()
    assert log.trouble.startswith("Whendoist: No calendar may be made there.")
    assert (account.state, account.trouble) == ("active", "")
    pushing = Calendar.objects.get(made_here=True)
    assert not pushing.receives_blocks
    assert pushing.trouble.startswith("No calendar may be made there.")


def test_what_may_not_be_deleted_there_is_said_and_the_account_may_be_removed_all_the_same(
    client, alice, front, made, run
):
    client.force_login(alice)
    front.says("DELETE *", 403)
    leave = f"/settings/calendars/leave/{made.account_id}"
    client.post(f"{leave}/erase/")
    assert run().trouble == "The server does not let us delete this calendar."
    page = client.get("/settings/calendars/").text
    assert "The server does not let us delete this calendar. The next try is" in page
    assert "Remove it now" in page

    client.post(f"{leave}/keep/")
    assert not CalendarAccount.objects.exists()


def test_a_calendar_that_may_not_be_deleted_stops_nothing_else(alice, front, make_task, made, run):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run(2)
    front.says("DELETE *", 403)
    actions.stop_pushing(alice, made.account_id, delete=True)
    run()
    made.refresh_from_db()
    assert CalendarAccount.objects.get().trouble == ""
    assert (made.to_delete, made.receives_blocks) == (False, False)
    assert made.trouble.endswith("Delete it there.")


def test_a_block_that_may_not_be_written_is_refused_alone(front, make_task, made, run):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    front.says("PUT *", 403)
    assert run().trouble == ""
    row = PushedBlock.objects.get()
    assert (row.state, row.trouble) == ("refused", "The server does not accept this event.")


def test_a_password_that_was_changed_there_signs_out(front, run):
    run()
    front.says("*", 401, WWW_Authenticate='Basic realm="there"')
    assert run().trouble == "The server does not accept this name and password."
    assert CalendarAccount.objects.get().state == "signed_out"


def test_an_address_that_is_closed_is_not_the_well_known_place(front, run):
    front.says("PROPFIND 0 /", 403)
    front.says("PROPFIND 0 /.well-known/caldav", 308, Location="/alice/")
    run()
    assert Event.objects.get().title == "Team"


@pytest.mark.parametrize("requests", ["*", HOME, WORK])
@pytest.mark.parametrize("status", [429, 503])
def test_we_wait_as_long_as_we_are_told(front, run, status, requests):
    front.says(requests, status, Retry_After="36000")
    assert run().trouble == "The server asks to be asked less often."
    wait = CalendarAccount.objects.get().next_sync_at - now.now()
    assert wait == timedelta(seconds=36000)


@pytest.mark.parametrize("told", ["soon", "9" * 400, "Mon, 02 Mar 2026 08:00:00 -0000"])
def test_a_wait_that_cannot_be_read_is_ours_to_choose(front, run, told):
    front.says("*", 429, Retry_After=told)
    run()
    wait = CalendarAccount.objects.get().next_sync_at - now.now()
    assert timedelta() < wait < HOUR


def test_an_answer_that_is_too_large_is_not_taken(front, run, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MOST", 10_000)
    front.says(HOME, 207, b"x" * 20_000)
    assert run().trouble == "The answer was too large."


def test_an_answer_that_trickles_is_not_waited_for(run, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.PATIENCE", -1)
    assert run().trouble == "The answer took too long."


def test_an_answer_that_leads_elsewhere_is_bounded_as_well(front, run, monkeypatch):
    monkeypatch.setattr("tasks.calendars.http.MOST", 10_000)
    front.says(HOME, 302, b"x" * 20_000, Location="/")
    assert run().trouble == "The answer was too large."


def test_a_proxy_that_weakens_etags_lets_edits_through(alice, front, there, make_task, made, run):
    front.changes("*", weakened)
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run()
    tasks.change(alice, task.pk, {"title": "Read"})
    run(2)
    assert titles(ours(there)) == ["Read"]
    assert PushedBlock.objects.get().state == "synced"


def test_a_home_without_a_final_slash_is_where_our_calendar_is_made(
    front, there, make_task, request
):
    front.changes(
        "PROPFIND 0 *",
        lambda said: (*said[:2], said[2].replace(b"<href>/alice/</href>", b"<href>/alice</href>")),
    )
    request.getfixturevalue("made")
    assert "/alice/whendoist-" in str(ours(there).url)


def test_a_block_that_was_made_to_repeat_there_is_still_ours(alice, there, make_task, made, run):
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    run()
    (event,) = ours(there).get_events()
    with event.edit_icalendar_component() as component:
        component.add("RRULE", {"FREQ": "DAILY"})
    event.save()
    run(3)
    assert PushedBlock.objects.get().state == "synced"
    tasks.change(alice, task.pk, {"title": "Read"})
    run(2)
    assert titles(ours(there)) == ["Read"]
