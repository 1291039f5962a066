"""Reading from Google: pages, tokens, tombstones, refusals and silence"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.conftest import instant
from tests.calendars.google.fake_google import CUT, SILENT

TWO_DAYS = {"start": {"date": "2026-03-02"}, "end": {"date": "2026-03-04"}}
EVENTS = "/calendars/work/events"


def titles() -> list[str]:
    return sorted(Event.objects.values_list("title", flat=True))


def state(account) -> CalendarAccount:
    return CalendarAccount.objects.get(pk=account.pk)


def test_calendars_and_events_are_copied(google, sync_now):
    google.meet(9, summary="Stand-up")
    sync_now()

    calendar, event = Calendar.objects.get(), Event.objects.get()
    assert (calendar.name, calendar.colour, calendar.shown) == ("Work", "#9fe1e7", True)
    assert (event.title, event.starts_at, event.ends_at) == ("Stand-up", instant(9), instant(10))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"transparency": "transparent"}, {"transparent": True}),
        ({"status": "tentative"}, {"status": "tentative"}),
        ({"eventType": "outOfOffice"}, {"kind": "out_of_office"}),
        ({"eventType": "birthday"}, {"kind": "default"}),
        ({"attendees": [{"self": True, "responseStatus": "declined"}]}, {"response": "declined"}),
        ({"attendees": [{"responseStatus": "declined"}]}, {"response": ""}),
        ({"summary": "A\x00B\nC"}, {"title": "A B C"}),
        (TWO_DAYS, {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 4)}),
    ],
)
def test_what_an_event_says_is_kept(google, sync_now, said, kept):
    google.meet(9, **said)
    sync_now()
    event = Event.objects.get()

    assert {name: getattr(event, name) for name in kept} == kept


def test_all_pages_are_read(google, sync_now):
    google.page_size = 2
    for hour in range(9, 14):
        google.meet(hour)
    sync_now()

    assert Event.objects.count() == 5


def test_half_a_listing_is_no_listing(google, sync_now, account):
    google.page_size = 2
    for hour in range(9, 14):
        google.meet(hour)
    google.will(EVENTS, 200, body=b'{"items": [], "nextPageToken": "2"}')
    google.will(EVENTS, 503)
    sync_now()

    assert (Event.objects.count(), Calendar.objects.get().sync_token) == (0, "")
    assert state(account).trouble == "Google does not answer at the moment."


def test_only_changes_are_asked_for_the_second_time(google, sync_now):
    google.meet(9)
    sync_now()
    google.meet(11, summary="Lunch")
    log = sync_now()

    assert titles() == ["Lunch", "Meeting"]
    assert log.read == 1
    assert "syncToken" in google.requests[-1]


def test_what_is_called_off_there_goes(google, sync_now):
    first = google.meet(9)
    google.meet(11, summary="Lunch")
    sync_now()
    google.call_off("work", first["id"])
    sync_now()

    assert titles() == ["Lunch"]


def test_an_expired_token_lists_anew_and_what_is_missing_twice_goes(google, sync_now):
    first = google.meet(9)
    google.meet(11, summary="Lunch")
    sync_now()
    del google.events["work"][first["id"]]
    google.epoch += 1
    sync_now()
    assert titles() == ["Lunch", "Meeting"]

    sync_now()
    assert titles() == ["Lunch"]


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"items": null}', b"<html>", b"{}"])
def test_an_answer_that_says_nothing_deletes_nothing(google, sync_now, account, body):
    google.meet(9)
    sync_now()
    google.will(EVENTS, 200, body=body)
    sync_now()

    assert titles() == ["Meeting"]
    assert state(account).trouble
    assert not sync_now().trouble


@pytest.mark.parametrize("how", [CUT, SILENT])
def test_a_connection_that_breaks_is_tried_again_later(google, sync_now, account, how):
    google.meet(9)
    google.will(EVENTS, how)
    sync_now()
    assert state(account).trouble == "The server could not be reached."

    sync_now()
    assert titles() == ["Meeting"]


LIMITED = {"reason": "rateLimitExceeded", "domain": "usageLimits"}


@pytest.mark.parametrize(
    ("status", "more"), [(403, LIMITED), (429, {}), (500, {}), (503, {}), (502, {})]
)
def test_these_are_retryable_and_wait_as_long_as_told(google, sync_now, account, status, more):
    google.will(EVENTS, status, headers={"Retry-After": "7200"}, **more)
    sync_now()
    waiting = state(account)

    assert (waiting.state, waiting.failures) == ("active", 1)
    assert waiting.next_sync_at - account.budget_at > timedelta(hours=2)


def test_waiting_grows_and_ends_with_success(google, sync_now, account, clock):
    google.will(EVENTS, 503, times=4)
    sync_now(4)
    waiting = state(account)
    assert waiting.failures == 4
    assert waiting.next_sync_at - waiting.budget_at >= timedelta(minutes=8)

    sync_now()
    assert (state(account).failures, state(account).trouble) == (0, "")


def test_a_retry_after_may_be_a_date(google, sync_now, account):
    google.will(EVENTS, 503, headers={"Retry-After": "Mon, 02 Mar 2026 20:00:00 GMT"})
    sync_now()

    assert state(account).next_sync_at >= instant(20)


def test_a_calendar_that_is_gone_does_not_stop_the_others(google, sync_now, account):
    google.add_calendar("home", "Home")
    google.meet(9, calendar="home", summary="Dinner")
    google.will(EVENTS, 404)
    sync_now()

    assert titles() == ["Dinner"]
    assert "listed there" in Calendar.objects.get(name="Work").trouble
    assert state(account).state == "active"


def test_revoked_access_stops_the_account_with_a_sentence(google, sync_now, account):
    google.meet(9)
    sync_now()
    google.grants.clear()
    sync_now(2)
    stopped = state(account)

    assert (stopped.state, titles()) == ("signed_out", ["Meeting"])
    assert stopped.trouble == "Google no longer lets Whendoist in. Connect the account again."


def test_a_token_that_ran_out_early_is_refreshed_once(google, sync_now, account):
    sync_now()
    google.access.clear()  # their clock says so
    google.meet(9)
    sync_now()

    assert (titles(), state(account).state) == (["Meeting"], "active")


def test_the_budget_is_kept(google, sync_now, account, monkeypatch):
    monkeypatch.setattr("tasks.calendars.accounts.CALENDAR_BUDGET", 1)
    monkeypatch.setattr("tasks.calendars.accounts.CALENDAR_BUDGET_PER_SECOND", 0.0001)
    CalendarAccount.objects.update(budget=1)
    sync_now()

    assert [each for each in google.requests if "/api/" in each] == [
        "GET /api/users/me/calendarList?maxResults=250"
    ]
    assert state(account).failures == 1


def test_calendars_that_nobody_wants_are_not_read(google, sync_now):
    google.meet(9)
    sync_now()
    Calendar.objects.update(shown=False, busy=False)
    google.requests.clear()
    sync_now()

    assert not [each for each in google.requests if "/events" in each]


def test_choices_survive_a_sync(google, sync_now):
    sync_now()
    Calendar.objects.update(shown=False, busy=False)
    google.calendars["work"]["summaryOverride"] = "The office"
    sync_now()
    calendar = Calendar.objects.get()

    assert (calendar.name, calendar.shown, calendar.busy) == ("The office", False, False)


def test_an_empty_list_of_calendars_forgets_none(google, sync_now, account):
    google.meet(9)
    sync_now()
    google.will("calendarList", 200, body=b"{}")
    sync_now()
    assert "could not be read" in state(account).trouble
    assert (Calendar.objects.there().count(), titles()) == (1, ["Meeting"])

    sync_now()
    assert Calendar.objects.there().count() == 1


def test_bob_has_nothing_of_it(google, sync_now, bob):
    google.meet(9)
    sync_now()

    assert not Event.objects.for_user(bob).exists()
