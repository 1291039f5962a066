"""Lunch, breaks, the share and best times in proposals, with another person's preferences beside"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing.settings import change_preferences

from .proposals import blocks, plan

pytestmark = pytest.mark.usefixtures("clock_at_eight")

MONDAY = date(2026, 3, 2)
NONE = {"lunch_minutes": 0, "break_after": 0, "plan_share": 100}


@pytest.fixture
def twelve(add):
    """Give Alice twelve tasks of 45 minutes, more than a day of work."""
    for number in range(12):
        add(f"Task {number}", duration=45)


@pytest.fixture(autouse=True)
def preferences_of_bob(bob):
    change_preferences(bob, NONE)


def spans(proposal) -> list[tuple[int, int]]:
    """Return begin and end of each block in minutes from midnight."""
    rows = [(row["time"].split(":"), row["minutes"]) for row in proposal["blocks"]]
    begins = [(int(hour) * 60 + int(minute), minutes) for (hour, minute), minutes in rows]
    return sorted((begin, begin + minutes) for begin, minutes in begins)


def longest_pause(proposal, begin: int, end: int) -> int:
    """Return the longest time without a block between two times."""
    inside = [(max(a, begin), min(b, end)) for a, b in spans(proposal) if a < end and b > begin]
    edges = [begin, *(edge for span in inside for edge in span), end]
    return max(b - a for a, b in zip(edges[::2], edges[1::2], strict=True))


def test_lunch_stays_free_around_noon(api, twelve):
    assert longest_pause(plan(api), 690, 840) >= 45


def test_there_is_no_lunch_for_a_person_who_wants_none(api, alice, twelve):
    change_preferences(alice, NONE)

    assert longest_pause(plan(api), 690, 840) < 45


def test_break_follows_two_hours_of_work(api, twelve):
    worked, previous = 0, 0
    for begin, end in spans(plan(api)):
        worked = (worked if begin - previous < 15 else 0) + end - begin
        previous = end
        assert worked <= 120


def test_four_fifths_of_the_free_time_are_planned(api, alice, twelve):
    assert sum(b - a for a, b in spans(plan(api))) == 7 * 45  # at most 345 minutes

    change_preferences(alice, {"plan_share": 50})
    assert sum(b - a for a, b in spans(plan(api))) == 4 * 45  # at most 215 minutes


def test_task_is_placed_in_its_best_time(api, alice, add):
    add("Mail", duration=30)
    add("Read", duration=30, ideal_time="afternoon")
    add("Call", duration=30, ideal_time="14:00-15:00")
    placed = blocks(plan(api))

    assert placed["Mail"] == "02 09:00"
    assert "02 12:00" <= placed["Read"] <= "02 17:30"
    assert "02 14:00" <= placed["Call"] <= "02 14:30"


def test_day_of_a_series_is_placed_in_its_best_time(api, add):
    series = {"rrule": "FREQ=DAILY;COUNT=1", "starts_on": MONDAY}
    add("Stretch", duration=15, ideal_time="midday", series=series)

    assert "02 11:00" <= blocks(plan(api))["Stretch"] <= "02 13:45"


def test_plan_of_one_hour_is_full(api, alice, add, make_event):
    make_event(alice, MONDAY, time(10), time(17))
    add("Report", duration=55)

    assert blocks(plan(api)) == {"Report": "02 09:00"}
