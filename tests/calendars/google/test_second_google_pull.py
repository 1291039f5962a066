"""Reading from a second Google, written independently from its published rules"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.conftest import instant

PRIMARY = "primary@gmail.example"
BERLIN = {"timeZone": "Europe/Berlin"}


@pytest.fixture
def account(second_account):
    return second_account


def hours(first, last, day=2):
    """Return the start and end of an event at wall-clock hours in Berlin, in March 2026."""
    template = f"2026-03-{day:02}T{{:02}}:00:00"
    return [{"dateTime": template.format(hour), **BERLIN} for hour in (first, last)]


def weekly(calendar_api, **fields):
    rule = ["RRULE:FREQ=WEEKLY;COUNT=6"]
    return calendar_api.add(PRIMARY, *hours(9, 10), summary="Team", recurrence=rule, **fields)


def starts():
    return sorted(Event.objects.values_list("starts_at", flat=True))


def test_pull_reads_every_page(calendar_api, sync_now):
    calendar_api.page_size = 2
    for n in range(5):
        calendar_api.add(PRIMARY, *hours(9 + n, 10 + n))
    sync_now()

    assert starts() == [instant(8 + n) for n in range(5)]


def test_pull_writes_nothing_when_a_page_token_is_forgotten(calendar_api, sync_now):
    calendar_api.page_size = 2
    for n in range(5):
        calendar_api.add(PRIMARY, *hours(9 + n, 10 + n))
    first = calendar_api._next_page
    calendar_api._next_page = lambda query: first({"pageToken": "unknown"})
    sync_now()
    assert starts() == []

    calendar_api._next_page = first
    sync_now()
    assert len(starts()) == 5


def test_idle_sync_makes_one_request_for_each_calendar(calendar_api, sync_now):
    calendar_api.add_calendar("team", "Team")
    sync_now(2)
    calendar_api.requests.clear()
    sync_now()

    listings = [request for request in calendar_api.requests if request.endswith("/events")]
    assert (len(listings), len(set(listings))) == (2, 2)


def test_series_keeps_its_wall_clock_time_when_clocks_change(calendar_api, sync_now):
    weekly(calendar_api)
    sync_now()

    expected = [instant(8, day) for day in (2, 9, 16, 23)] + [instant(7, 30)]
    assert starts()[:5] == expected


def test_series_moved_upstream_is_one_series_after_one_sync(calendar_api, sync_now):
    series = weekly(calendar_api)
    sync_now()
    start, end = hours(14, 15)
    calendar_api.change(PRIMARY, series["id"], start=start, end=end)
    sync_now()

    assert (len(starts()), starts()[0]) == (6, instant(13))


def test_series_moved_upstream_is_one_series_after_an_expired_token(calendar_api, sync_now):
    series = weekly(calendar_api)
    sync_now()
    start, end = hours(14, 15)
    calendar_api.change(PRIMARY, series["id"], start=start, end=end)
    calendar_api.expire_tokens()
    sync_now()

    assert (len(starts()), starts()[0]) == (6, instant(13))


def test_one_moved_occurrence_leaves_the_others(calendar_api, sync_now):
    series = weekly(calendar_api)
    sync_now()
    start, end = hours(18, 19, day=10)
    calendar_api.change(PRIMARY, f"{series['id']}_20260309T080000Z", start=start, end=end)
    sync_now()

    assert starts()[:3] == [instant(8), instant(17, 10), instant(8, 16)]


def test_cancelled_occurrence_is_removed_alone(calendar_api, sync_now):
    series = weekly(calendar_api)
    sync_now()
    calendar_api.remove(PRIMARY, f"{series['id']}_20260309T080000Z")
    sync_now()

    assert starts()[:2] == [instant(8), instant(8, 16)]


def test_deleted_series_is_removed(calendar_api, sync_now):
    series = weekly(calendar_api)
    calendar_api.add(PRIMARY, *hours(12, 13))
    sync_now()
    calendar_api.remove(PRIMARY, series["id"])
    sync_now()

    assert starts() == [instant(11)]


def test_event_that_leaves_the_listed_days_is_removed(calendar_api, sync_now):
    event = calendar_api.add(PRIMARY, *hours(9, 10))
    sync_now()
    calendar_api.drag(PRIMARY, event["id"], timedelta(days=900))
    sync_now()

    assert starts() == []


def test_all_day_event_ends_on_the_day_after(calendar_api, sync_now):
    calendar_api.add(PRIMARY, {"date": "2026-03-02"}, {"date": "2026-03-04"}, summary="Fair")
    sync_now()
    event = Event.objects.get()

    assert (event.starts_on, event.ends_on) == (date(2026, 3, 2), date(2026, 3, 4))


def test_partial_responses_contain_all_that_is_stored(calendar_api, sync_now):
    attendees = [{"email": "alice@gmail.example", "self": True, "responseStatus": "declined"}]
    place = {"location": "Room 1", "hangoutLink": "https://meet.google.com/abc"}
    calendar_api.add(PRIMARY, *hours(9, 10), summary="Team", attendees=attendees, **place)
    sync_now()
    event = Event.objects.get()

    assert (event.title, event.location, event.response) == ("Team", "Room 1", "declined")
    assert event.link == "https://meet.google.com/abc"


def test_expired_token_leads_to_a_complete_listing(calendar_api, sync_now):
    kept, gone = (calendar_api.add(PRIMARY, *hours(9 + n, 10 + n)) for n in range(2))
    sync_now()
    calendar_api.remove(PRIMARY, gone["id"])
    calendar_api.expire_tokens()
    sync_now(2)

    assert list(Event.objects.values_list("remote_id", flat=True)) == [kept["id"]]


@pytest.mark.parametrize(
    ("status", "reason", "domain"),
    [
        (403, "rateLimitExceeded", "usageLimits"),
        (403, "userRateLimitExceeded", "usageLimits"),
        (403, "quotaExceeded", "usageLimits"),
        (403, "dailyLimitExceeded", "usageLimits"),
        (429, "rateLimitExceeded", "usageLimits"),
        (503, "backendError", "global"),
    ],
)
def test_usage_limit_is_retried_and_deletes_nothing(calendar_api, sync_now, status, reason, domain):
    calendar_api.add(PRIMARY, *hours(9, 10))
    sync_now()
    calendar_api.fail("/events", status, reason, domain, retry_after="60")
    sync_now()
    assert (CalendarAccount.objects.get().state, len(starts())) == ("active", 1)

    calendar_api.add(PRIMARY, *hours(10, 11))
    sync_now(2)
    assert len(starts()) == 2


def test_expired_access_token_is_renewed_once(calendar_api, sync_now):
    sync_now()
    calendar_api.access_tokens = set()
    calendar_api.add(PRIMARY, *hours(9, 10))

    assert (sync_now().trouble, len(starts())) == ("", 1)


def test_revoked_access_signs_the_account_out(calendar_api, sync_now):
    calendar_api.add(PRIMARY, *hours(9, 10))
    sync_now()
    calendar_api.revoked = True
    sync_now()

    assert (CalendarAccount.objects.get().state, len(starts())) == ("signed_out", 1)


def test_calendar_that_is_no_longer_shared_is_gone_alone(calendar_api, sync_now):
    calendar_api.add_calendar("team", "Team")
    calendar_api.add(PRIMARY, *hours(9, 10))
    sync_now()
    del calendar_api.calendars["team"]
    sync_now()

    gone = Calendar.objects.exclude(gone_at=None)
    assert ([calendar.remote_id for calendar in gone], len(starts())) == (["team"], 1)
