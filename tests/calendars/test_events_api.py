"""Events in /api/v1/planner and /api/v1/events: of the requested days, in local time"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.conftest import instant
from tests.conftest import NOW

DAYS = "?first=2026-03-01&last=2026-03-08"


@pytest.fixture
def get_events(api):
    return lambda: api.get(f"/events{DAYS}").json()


def test_events_api_returns_local_times_and_the_calendars_colour(make_event, get_events):
    make_event(9, hours=1.5, title="Stand-up")
    (event,) = get_events()

    assert (event["title"], event["minutes"], event["colour"]) == ("Stand-up", 90, "#7a8194")
    assert (event["begins"], event["ends"]) == ("2026-03-02T10:00:00", "2026-03-02T11:30:00")
    assert event["free"] is False


def test_events_api_returns_dates_for_an_all_day_event(make_event, get_events):
    make_event(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 4))
    (event,) = get_events()

    assert (event["starts_on"], event["ends_on"]) == ("2026-03-02", "2026-03-04")
    assert event["begins"] is event["minutes"] is None


@pytest.mark.parametrize("fields", [{"transparent": True}, {"response": "declined"}])
def test_events_api_marks_transparent_and_declined_events_as_free(make_event, get_events, fields):
    make_event(9, **fields)

    assert [event["free"] for event in get_events()] == [True]


def test_events_api_marks_events_as_free_when_their_calendar_is_not_planned_around(
    make_event, get_events
):
    make_event(9)
    Calendar.objects.update(busy=False)

    assert [event["free"] for event in get_events()] == [True]


@pytest.mark.parametrize("change", [{"shown": False}, {"gone_at": NOW}])
def test_events_api_excludes_hidden_and_gone_calendars(make_event, get_events, change):
    make_event(9)
    Calendar.objects.update(**change)

    assert get_events() == []


def test_planner_api_includes_events(make_event, api):
    make_event(9, title="Stand-up")
    page = api.get(f"/planner{DAYS}").json()

    assert [event["title"] for event in page["events"]] == ["Stand-up"]


def test_details_of_an_event_name_its_calendar_and_the_answer(make_event, api):
    event = make_event(9, response="accepted")
    CalendarAccount.objects.update(name="alice@work.example")

    details = {"calendar": "Work", "account": "alice@work.example", "response": "accepted"}
    assert api.get(f"/events/{event.pk}").json() == details


def test_details_of_an_event_of_another_user_do_not_exist(make_event, bobs_api):
    assert bobs_api.get(f"/events/{make_event(9).pk}").status_code == 404


def test_details_of_an_event_of_a_hidden_calendar_do_not_exist(make_event, api):
    event = make_event(9)
    Calendar.objects.update(shown=False)

    assert api.get(f"/events/{event.pk}").status_code == 404


def test_events_api_excludes_events_of_another_user(make_event, bobs_api):
    make_event(9)

    assert bobs_api.get(f"/events{DAYS}").json() == []
    assert bobs_api.get(f"/planner{DAYS}").json()["events"] == []


def test_planner_api_costs_a_fixed_number_of_queries_with_24_000_events(
    account, api, django_assert_num_queries
):
    calendars = Calendar.objects.bulk_create(
        Calendar(user=account.user, account=account, remote_id=f"c{n}") for n in range(12)
    )
    Event.objects.bulk_create(
        Event(
            user=account.user,
            calendar=calendars[n % 12],
            remote_id=f"e{n}",
            starts_at=instant(9) + timedelta(minutes=20 * n),
            ends_at=instant(10) + timedelta(minutes=20 * n),
        )
        for n in range(24_000)
    )
    api.get(f"/planner{DAYS}")

    with django_assert_num_queries(3):
        page = api.get(f"/planner{DAYS}").json()
    assert len(page["events"]) == 3 * (6 * 24 + 14)  # from 10:00 on Monday to midnight on Sunday
