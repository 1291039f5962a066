"""Events in /api/v1/planner and /api/v1/events: of the days asked for, on the person's clocks"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.models import Calendar, Event
from tests.calendars.conftest import instant
from tests.conftest import NOW

DAYS = "?first=2026-03-01&last=2026-03-08"


@pytest.fixture
def shown(api):
    return lambda: api.get(f"/events{DAYS}").json()


def test_an_event_shows_local_time_and_the_colour_of_its_calendar(make_event, shown):
    make_event(9, hours=1.5, title="Stand-up")
    (event,) = shown()

    assert (event["title"], event["minutes"], event["colour"]) == ("Stand-up", 90, "#7a8194")
    assert (event["begins"], event["ends"]) == ("2026-03-02T10:00:00", "2026-03-02T11:30:00")
    assert event["free"] is False


def test_a_whole_day_has_days(make_event, shown):
    make_event(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 4))
    (event,) = shown()

    assert (event["starts_on"], event["ends_on"]) == ("2026-03-02", "2026-03-04")
    assert event["begins"] is event["minutes"] is None


@pytest.mark.parametrize("fields", [{"transparent": True}, {"response": "declined"}])
def test_what_takes_no_time_says_so(make_event, shown, fields):
    make_event(9, **fields)

    assert [event["free"] for event in shown()] == [True]


def test_a_calendar_not_planned_around_is_free(make_event, shown):
    make_event(9)
    Calendar.objects.update(busy=False)

    assert [event["free"] for event in shown()] == [True]


@pytest.mark.parametrize("change", [{"shown": False}, {"gone_at": NOW}])
def test_hidden_calendars_are_not_there(make_event, shown, change):
    make_event(9)
    Calendar.objects.update(**change)

    assert shown() == []


def test_the_page_brings_them_along(make_event, api):
    make_event(9, title="Stand-up")
    page = api.get(f"/planner{DAYS}").json()

    assert [event["title"] for event in page["events"]] == ["Stand-up"]


def test_bob_sees_none_of_them(make_event, bobs_api):
    make_event(9)

    assert bobs_api.get(f"/events{DAYS}").json() == []
    assert bobs_api.get(f"/planner{DAYS}").json()["events"] == []


def test_twelve_calendars_of_two_thousand_events_cost_no_more_queries(
    account, api, django_assert_num_queries
):
    made = Calendar.objects.bulk_create(
        Calendar(user=account.user, account=account, remote_id=f"c{n}") for n in range(12)
    )
    Event.objects.bulk_create(
        Event(
            user=account.user,
            calendar=made[n % 12],
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
