"""Pulling from Google: pages, tokens, tombstones, errors and timeouts"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.calendars.google.errors import NO_RESPONSE
from tasks.calendars.google.tokens import REVOKED
from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.conftest import instant
from tests.calendars.google.fake_google import CUT, SILENT

TWO_DAYS = {"start": {"date": "2026-03-02"}, "end": {"date": "2026-03-04"}}
EVENTS = "/calendars/work/events"
MEET = "https://meet.google.com/abc-defg"


def titles() -> list[str]:
    return sorted(Event.objects.values_list("title", flat=True))


def state(account) -> CalendarAccount:
    return CalendarAccount.objects.get(pk=account.pk)


def test_pull_copies_calendars_and_events(google, sync_now):
    google.add_meeting(9, summary="Stand-up")
    sync_now()

    calendar, event = Calendar.objects.get(), Event.objects.get()
    assert (calendar.name, calendar.colour, calendar.shown) == ("Work", "#9fe1e7", True)
    assert (event.title, event.starts_at, event.ends_at) == ("Stand-up", instant(9), instant(10))


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({"transparency": "transparent"}, {"transparent": True}),
        ({"status": "tentative"}, {"status": "tentative"}),
        ({"eventType": "outOfOffice"}, {"kind": "out_of_office"}),
        ({"eventType": "focusTime"}, {"kind": "focus"}),
        ({"eventType": "birthday"}, {"kind": "default"}),
        ({"attendees": [{"self": True, "responseStatus": "declined"}]}, {"response": "declined"}),
        ({"attendees": [{"responseStatus": "declined"}]}, {"response": ""}),
        ({"summary": "A\x00B\nC"}, {"title": "A B C"}),
        ({"hangoutLink": MEET, "htmlLink": "https://calendar.google.com/e"}, {"link": MEET}),
        ({"conferenceData": {"entryPoints": [{"uri": "tel:+49"}, {"uri": MEET}]}}, {"link": MEET}),
        ({"htmlLink": "https://calendar.google.com/e"}, {"link": "https://calendar.google.com/e"}),
        (TWO_DAYS, {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 4)}),
    ],
)
def test_pull_stores_event_fields(google, sync_now, item, fields):
    google.add_meeting(9, **item)
    sync_now()
    event = Event.objects.get()

    assert {name: getattr(event, name) for name in fields} == fields


def test_pull_reads_all_pages(google, sync_now):
    google.page_size = 2
    for hour in range(9, 14):
        google.add_meeting(hour)
    sync_now()

    assert Event.objects.count() == 5


def test_pull_stores_nothing_when_a_page_fails(google, sync_now, account):
    google.page_size = 2
    for hour in range(9, 14):
        google.add_meeting(hour)
    google.inject_fault(EVENTS, 200, body=b'{"items": [], "nextPageToken": "2"}')
    google.inject_fault(EVENTS, 503)
    sync_now()

    assert (Event.objects.count(), Calendar.objects.get().sync_token) == (0, "")
    assert state(account).trouble == str(NO_RESPONSE)


def test_pull_requests_only_changes_with_a_sync_token(google, sync_now):
    google.add_meeting(9)
    sync_now()
    google.add_meeting(11, summary="Lunch")
    log = sync_now()

    assert titles() == ["Lunch", "Meeting"]
    assert log.read == 1
    assert "syncToken" in google.requests[-1]


def test_pull_deletes_a_cancelled_event(google, sync_now):
    first = google.add_meeting(9)
    google.add_meeting(11, summary="Lunch")
    sync_now()
    google.cancel_event("work", first["id"])
    sync_now()

    assert titles() == ["Lunch"]


def test_pull_lists_everything_when_the_token_expired_and_deletes_what_is_missing(google, sync_now):
    first = google.add_meeting(9)
    google.add_meeting(11, summary="Lunch")
    sync_now()
    del google.events["work"][first["id"]]
    google.epoch += 1
    sync_now()

    assert titles() == ["Lunch"]


def add_weekly_series(google, hour: int) -> list[str]:
    """Write the instances of a series, as a listing with `singleEvents` has them."""
    ids = []
    for day in (2, 9, 16, 23):
        start, end = (f"2026-03-{day:02}T{hour + n:02}:00:00Z" for n in (0, 1))
        ids.append(f"team_202603{day:02}T{hour:02}0000Z")
        times = {"start": {"dateTime": start}, "end": {"dateTime": end}}
        series = {"recurringEventId": "team", "iCalUID": "team@google.com", "summary": "Team"}
        google.write("work", id=ids[-1], originalStartTime=times["start"], **times, **series)
    return ids


@pytest.mark.parametrize("token_expires", [True, False])
def test_pull_shows_a_moved_series_once(google, sync_now, token_expires):
    old = add_weekly_series(google, 9)
    for hour in range(8, 20):
        google.add_meeting(hour)
    sync_now()
    for pk in old:
        if token_expires:
            del google.events["work"][pk]
        else:
            google.cancel_event("work", pk)
    add_weekly_series(google, 14)
    google.epoch += token_expires
    log = sync_now()

    team = Event.objects.filter(title="Team")
    assert [row.starts_at.hour for row in team] == [14] * 4
    assert (set(team.values_list("entry", flat=True)), log.held) == ({"team"}, 0)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"items": null}', b"<html>", b"{}"])
def test_pull_deletes_nothing_when_a_response_is_empty(google, sync_now, account, body):
    google.add_meeting(9)
    sync_now()
    google.inject_fault(EVENTS, 200, body=body)
    sync_now()

    assert titles() == ["Meeting"]
    assert state(account).trouble
    assert not sync_now().trouble


@pytest.mark.parametrize("fault", [CUT, SILENT])
def test_pull_is_retried_when_the_connection_breaks(google, sync_now, account, fault):
    google.add_meeting(9)
    google.inject_fault(EVENTS, fault)
    sync_now()
    assert state(account).trouble == "The server could not be reached."

    sync_now()
    assert titles() == ["Meeting"]


LIMITED = {"reason": "rateLimitExceeded", "domain": "usageLimits"}


@pytest.mark.parametrize(
    ("status", "fields"), [(403, LIMITED), (429, {}), (500, {}), (503, {}), (502, {})]
)
def test_pull_is_retried_after_retry_after_for_temporary_errors(
    google, sync_now, account, status, fields
):
    google.inject_fault(EVENTS, status, headers={"Retry-After": "7200"}, **fields)
    sync_now()
    row = state(account)

    assert (row.state, row.failures) == ("active", 1)
    assert row.next_sync_at - account.budget_at > timedelta(hours=2)


def test_retry_delay_grows_until_a_sync_succeeds(google, sync_now, account, clock):
    google.inject_fault(EVENTS, 503, times=4)
    sync_now(4)
    row = state(account)
    assert row.failures == 4
    assert row.next_sync_at - row.budget_at >= timedelta(minutes=8)

    sync_now()
    assert (state(account).failures, state(account).trouble) == (0, "")


def test_retry_after_can_be_a_date(google, sync_now, account):
    google.inject_fault(EVENTS, 503, headers={"Retry-After": "Mon, 02 Mar 2026 20:00:00 GMT"})
    sync_now()

    assert state(account).next_sync_at >= instant(20)


def test_pull_reads_other_calendars_when_one_is_not_found(google, sync_now, account):
    google.add_calendar("home", "Home")
    google.add_meeting(9, calendar="home", summary="Dinner")
    google.inject_fault(EVENTS, 404)
    sync_now()

    assert titles() == ["Dinner"]
    assert "lists this calendar" in Calendar.objects.get(name="Work").trouble
    assert state(account).state == "active"


def test_revoked_access_signs_out_the_account_with_a_sentence(google, sync_now, account):
    google.add_meeting(9)
    sync_now()
    google.grants.clear()
    sync_now(2)
    stopped = state(account)

    assert (stopped.state, titles()) == ("signed_out", ["Meeting"])
    assert stopped.trouble == str(REVOKED)


def test_access_token_is_refreshed_when_google_rejects_it(google, sync_now, account):
    sync_now()
    google.access.clear()  # Google considers it expired
    google.add_meeting(9)
    sync_now()

    assert (titles(), state(account).state) == (["Meeting"], "active")


def test_pull_stops_at_the_request_budget(google, sync_now, account, monkeypatch):
    monkeypatch.setattr("tasks.calendars.accounts.CALENDAR_BUDGET", 1)
    monkeypatch.setattr("tasks.calendars.accounts.CALENDAR_BUDGET_PER_SECOND", 0.0001)
    CalendarAccount.objects.update(budget=1)
    sync_now()

    assert [request for request in google.requests if "/api/" in request] == [
        "GET /api/users/me/calendarList?maxResults=250"
    ]
    assert state(account).failures == 1


def test_pull_skips_calendars_that_are_neither_shown_nor_busy(google, sync_now):
    google.add_meeting(9)
    sync_now()
    Calendar.objects.update(shown=False, busy=False)
    google.requests.clear()
    sync_now()

    assert not [request for request in google.requests if "/events" in request]


def test_pull_keeps_the_choices_for_a_calendar(google, sync_now):
    sync_now()
    Calendar.objects.update(shown=False, busy=False)
    google.calendars["work"]["summaryOverride"] = "The office"
    sync_now()
    calendar = Calendar.objects.get()

    assert (calendar.name, calendar.shown, calendar.busy) == ("The office", False, False)


def test_pull_keeps_calendars_when_the_list_is_empty(google, sync_now, account):
    google.add_meeting(9)
    sync_now()
    google.inject_fault("calendarList", 200, body=b"{}")
    sync_now()
    assert "could not be read" in state(account).trouble
    assert (Calendar.objects.listed().count(), titles()) == (1, ["Meeting"])

    sync_now()
    assert Calendar.objects.listed().count() == 1


def test_pull_stores_no_events_for_another_user(google, sync_now, bob):
    google.add_meeting(9)
    sync_now()

    assert not Event.objects.for_user(bob).exists()
