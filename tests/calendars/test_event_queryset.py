"""Event.objects: which events are shown, and which keep a person busy"""

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
    """Return a function that gives the hours in UTC in which Alice is busy on 2 March."""

    def spans(first=DAY[0], last=DAY[1]):
        busy_spans = busy_between(alice, first, last)
        return [tuple((at - DAY[0]).total_seconds() / 3600 for at in span) for span in busy_spans]

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
def test_busy_includes_events_that_take_time(make_event, busy, fields):
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
def test_busy_excludes_events_that_take_no_time(make_event, busy, fields):
    make_event(9, **fields)

    assert busy() == []


def test_busy_all_day_event_lasts_from_local_midnight_to_midnight(make_event, busy):
    make_event(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3))

    assert busy() == [(0, 23)]  # midnight in Berlin is 23:00 UTC the day before
    assert busy(instant(0, day=1), instant(0, day=2)) == [(-1, 0)]


def test_all_day_event_has_23_hours_when_clocks_go_forward(make_event, alice):
    make_event(starts_on=date(2026, 3, 29), ends_on=date(2026, 3, 30))
    begin, end = Event.objects.for_user(alice).get().span(BERLIN)

    assert (end - begin).total_seconds() == 23 * 3600


def test_busy_merges_adjacent_spans_and_clips_them_to_the_range(make_event, busy):
    make_event(8, hours=2)
    make_event(9, hours=3)
    make_event(12, hours=1)
    make_event(14, hours=1)

    assert busy(instant(9), instant(14.5)) == [(9, 13), (14, 14.5)]


def test_busy_event_across_midnight_counts_on_both_days(make_event, busy):
    make_event(starts_at=instant(22), ends_at=instant(2, day=3))

    assert busy() == [(22, 24)]
    assert busy(instant(0, day=3), instant(0, day=4)) == [(24, 26)]


@pytest.mark.parametrize("change", [{"busy": False}, {"gone_at": DAY[0]}])
def test_busy_excludes_calendars_that_are_off_or_gone(make_event, busy, change):
    make_event(9)
    Calendar.objects.update(**change)

    assert busy() == []


def test_busy_excludes_events_of_another_user(make_event, bob):
    make_event(9)

    assert busy_between(bob, *DAY) == []


def test_suspected_returns_events_missing_from_the_latest_listing(make_event, calendar):
    make_event(9, title="Gone", generation=1)
    make_event(9, title="Listed", generation=2)
    Calendar.objects.update(generation=2)

    assert [event.title for event in calendar.events.suspected()] == ["Gone"]


def test_busy_costs_one_query(make_event, busy, django_assert_num_queries):
    for hour in range(20):
        make_event(hour)

    with django_assert_num_queries(1):
        assert busy() == [(0, 20)]


@pytest.mark.parametrize(("placed_by", "state"), [("plan", "moved"), ("person", "kept")])
def test_plan_moves_an_accepted_block_away_from_an_event_and_keeps_a_promise(
    alice, api, make_task, make_domain, make_event, placed_by, state
):
    evening = {"scheduled_date": date(2026, 3, 2), "scheduled_time": "20:00"}
    make_task("Read", domain_id=make_domain().pk, duration=60, placed_by=placed_by, **evening)
    make_event(19)  # which is 20:00 in Berlin

    (block,) = api.post("/plans", {"kind": "day"}).json()["blocks"]
    assert (block["state"], block["time"] < "17:00") == (state, state == "moved")
