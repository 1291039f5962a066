"""Event.objects: what is shown, and what keeps a person busy"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tasks.models import Calendar, Event
from tasks.models.event import days_around, merged_spans
from tests.calendars.conftest import instant

BERLIN = ZoneInfo("Europe/Berlin")
DAY = instant(0), instant(0, day=3)


@pytest.fixture
def busy(alice):
    """When Alice is busy on 2 March, as pairs of hours in UTC."""

    def spans(first=DAY[0], last=DAY[1]):
        found = busy_between(alice, first, last)
        return [tuple((at - DAY[0]).total_seconds() / 3600 for at in span) for span in found]

    return spans


def busy_between(user, first, last):
    events = Event.objects.for_user(user).busy()
    return merged_spans(
        events.touching(first, last, *days_around(first, last)), first, last, BERLIN
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "tentative"},
        {"response": "tentative"},
        {"response": "unanswered"},
        {"kind": "out_of_office"},
        {"kind": "focus"},
    ],
)
def test_these_keep_busy(make_event, busy, fields):
    make_event(9, **fields)

    assert busy() == [(9, 10)]


@pytest.mark.parametrize(
    "fields",
    [
        {"transparent": True},
        {"response": "declined"},
        {"status": "cancelled"},
        {"kind": "working_location"},
        {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 3), "transparent": True},
    ],
)
def test_these_leave_free(make_event, busy, fields):
    make_event(9, **fields)

    assert busy() == []


def test_a_whole_day_is_the_persons_own(make_event, busy):
    make_event(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3))

    assert busy() == [(0, 23)]  # midnight in Berlin is 23:00 UTC the day before
    assert busy(instant(0, day=1), instant(0, day=2)) == [(-1, 0)]


def test_a_whole_day_in_march_has_23_hours(make_event, alice):
    make_event(starts_on=date(2026, 3, 29), ends_on=date(2026, 3, 30))
    begin, end = Event.objects.for_user(alice).get().span(BERLIN)

    assert (end - begin).total_seconds() == 23 * 3600


def test_spans_that_touch_are_one_and_are_cut_to_what_was_asked(make_event, busy):
    make_event(8, hours=2)
    make_event(9, hours=3)
    make_event(12, hours=1)
    make_event(14, hours=1)

    assert busy(instant(9), instant(14.5)) == [(9, 13), (14, 14.5)]


def test_an_event_across_midnight_counts_on_both_days(make_event, busy):
    make_event(starts_at=instant(22), ends_at=instant(2, day=3))

    assert busy() == [(22, 24)]
    assert busy(instant(0, day=3), instant(0, day=4)) == [(24, 26)]


@pytest.mark.parametrize("change", [{"busy": False}, {"gone_at": DAY[0]}])
def test_a_calendar_may_be_left_out(make_event, busy, change):
    make_event(9)
    Calendar.objects.update(**change)

    assert busy() == []


def test_bob_is_not_busy_with_what_is_alices(make_event, bob):
    make_event(9)

    assert busy_between(bob, *DAY) == []


def test_what_the_latest_listing_lacked_is_suspected(make_event, calendar):
    make_event(9, title="Gone", generation=1)
    make_event(9, title="There", generation=2)
    Calendar.objects.update(generation=2)

    assert [event.title for event in calendar.events.suspected()] == ["Gone"]


def test_busy_is_one_query(make_event, busy, django_assert_num_queries):
    for hour in range(20):
        make_event(hour)

    with django_assert_num_queries(1):
        assert busy() == [(0, 20)]


def test_what_somebody_put_outside_of_their_hours_makes_way_for_an_event(
    alice, api, make_task, make_domain, make_event
):
    evening = {"scheduled_date": date(2026, 3, 2), "scheduled_time": "20:00"}
    make_task("Read", domain_id=make_domain().pk, duration=60, **evening)
    make_event(19)  # which is 20:00 in Berlin

    (block,) = api.post("/plans", {"kind": "day"}).json()["blocks"]
    assert (block["state"], block["time"] < "17:00") == ("moved", True)
