"""Evenings, nights, weekends and whole days: the remaining hours decide which day is planned"""

from __future__ import annotations

import re
from datetime import date

import pytest


def test_day_plan_uses_the_evening_when_the_hours_last_until_ten(person):
    person.works("9:00-22:00")
    person.go("Mon 18:05")
    person.task("offer", "High", 60, due="Mon")

    assert person.plan("day").at("offer") == "Mon 18:05"


def test_day_plan_is_for_the_coming_night(person):
    person.works("22:00-27:00")
    person.go("Mon 21:00")
    person.task("essay", "Mid", 60)

    assert person.plan("day").at("essay") == "Mon 22:00"


def test_day_plan_uses_the_evening_hours_of_a_domain(person):
    person.domain("Home", "18:00-21:00")
    person.go("Mon 17:30")
    person.task("laundry", "Mid", 60, domain="Home")

    assert person.plan("day").at("laundry") == "Mon 18:00"


@pytest.mark.parametrize(
    ("hours", "now", "begin"),
    [
        ("22:00-27:00", "Mon 23:30", "Mon 23:30"),
        ("22:00-27:00", "Tue 1:30", "Tue 01:30"),
        ("20:00-24:00", "Mon 19:00", "Mon 20:00"),
        ("6:00-8:00", "Mon 5:00", "Mon 06:00"),
        ("6:00-8:00", "Mon 9:00", "Tue 06:00"),
        ("9:00-18:30", "Mon 17:15", "Mon 17:15"),
    ],
)
def test_day_plan_begins_in_the_hours_that_are_left(person, hours, now, begin):
    person.works(hours)
    person.go(now)
    person.task("essay", "Mid", 45)

    assert person.plan("day").at("essay") == begin


@pytest.mark.parametrize(("now", "begin"), [("Mon 19:30", "Mon"), ("Mon 21:30", "Tue")])
def test_day_plan_follows_the_hours_of_a_domain_in_the_evening(person, now, begin):
    person.domain("Home", "18:00-21:00")
    person.go(now)
    person.task("laundry", "Mid", 60, domain="Home")

    assert person.plan("day").at("laundry")[:3] == begin


def test_day_plan_on_friday_evening_is_for_monday(person):
    person.go("Fri 17:30")
    person.task("mail", "Mid", 60)
    proposal = person.plan("day")

    [block] = proposal.of("mail")
    assert (block.begin.date(), block.begin.hour) == (date(2026, 12, 7), 9)


def test_week_plan_offers_the_evening_when_a_deadline_is_today_and_the_hours_are_over(person):
    person.works("9:00-17:00")
    person.go("Mon 18:05")
    person.task("offer", "High", 60, due="Mon")
    proposal = person.plan("week")

    assert "offer" in proposal.left_out
    assert "Work until 19:30 on Monday." in person.why(proposal, "offer")


def test_week_plan_offers_saturday_when_a_deadline_is_on_sunday(person):
    person.go("Sat 9:00")
    person.task("essay", "High", 120, due="Sun")
    proposal = person.plan("week")

    assert "essay" in proposal.left_out
    assert all(block.begin.weekday() < 5 for block in proposal.blocks)
    assert re.search(r"work on Saturday.*10.*12", person.why(proposal, "essay"), re.IGNORECASE)


def test_week_plan_places_a_weekend_task_in_weekend_hours(person):
    person.works("10:00-14:00", days="Sat Sun")
    person.go("Fri 20:00")
    person.task("essay", "High", 120, due="Sun")
    proposal = person.plan("week")

    assert {f"{block.begin:%a}" for block in proposal.of("essay")} <= {"Sat", "Sun"}
    assert proposal.minutes("essay") == 120


def test_day_plan_names_an_event_that_takes_the_whole_day(person):
    person.meeting("Mon", title="Anna's birthday")
    person.task("mail", "Mid", 60)
    proposal = person.plan("day")

    assert "Anna's birthday" in proposal.text
    assert "Plan around “Anna's birthday”." in person.why(proposal, "mail")


def test_day_plan_ignores_a_whole_day_event_that_is_free(person):
    person.meeting("Mon", title="Anna's birthday", transparent=True)
    person.task("mail", "Mid", 60)

    assert person.plan("day").at("mail") == "Mon 09:00"


@pytest.mark.parametrize(
    ("zone", "evening", "monday"),
    [
        ("Europe/Berlin", "Sat 22:00", date(2026, 10, 19)),
        ("Europe/Berlin", "Sat 22:00", date(2026, 3, 23)),
        ("America/New_York", "Sat 22:00", date(2026, 10, 26)),
        ("Pacific/Auckland", "Sat 22:00", date(2026, 9, 21)),
    ],
)
def test_accepted_week_is_a_fixed_point_when_the_clocks_change(person, zone, evening, monday):
    person.prefers(time_zone=zone)
    person.works("0:00-6:00")
    person.go(evening, monday)
    for number in range(8):
        person.task(f"task {number}", "Mid", 60)
    person.accept(person.plan("week"))
    again = person.plan("week")

    assert person.offer()["offer"] is None
    assert again.changed == set()
    assert {block.state for block in again.blocks} == {"kept"}


def request_of(person, proposal, title: str) -> dict:
    """Return the request behind the first change that would help a task that was left out."""
    key = next(row["key"] for row in proposal.data["left_out"] if row["title"] == title)
    explanation = person.api.get(f"/plans/{proposal.data['id']}/why/{key}").json()
    return explanation["changes"][0]["request"]


def assert_all_plans_keep(person, title: str, at: str) -> None:
    for kind in ("week", "day", "repair"):
        again = person.plan(kind)
        assert again.changed == set(), kind
        assert not again.of(title) or again.at(title) == at
    assert person.offer()["offer"] is None


@pytest.mark.parametrize("minutes", [80, 120])
def test_later_plans_keep_work_that_the_person_accepted_for_saturday(person, minutes):
    person.go("Sat 9:00")
    person.task("essay", "High", minutes, due="Sun")
    request = request_of(person, person.plan("week"), "essay")
    person.accept(person.plan("week", **request))

    assert_all_plans_keep(person, "essay", "Sat 10:00")


def test_later_plans_keep_work_that_the_person_accepted_after_hours(person):
    person.go("Mon 16:30")
    person.task("essay", "High", 60, due="Mon")
    proposal = person.plan("day", **request_of(person, person.plan("day"), "essay"))
    person.accept(proposal)

    assert_all_plans_keep(person, "essay", proposal.at("essay"))


def test_later_plans_keep_work_that_the_person_accepted_for_a_range_of_the_evening(person):
    task = person.task("essay", "High", 60)
    evening = {"first": "2026-11-30T19:00", "last": "2026-11-30T21:00"}
    person.accept(person.plan("day", **evening))
    task.refresh_from_db()

    assert task.placed_by == "person"
    assert_all_plans_keep(person, "essay", "Mon 19:00")


def test_later_plans_keep_work_that_the_person_accepted_around_a_whole_day_event(person):
    event = person.meeting("Mon", title="Anna's birthday")
    person.task("mail", "Mid", 60)
    person.accept(person.plan("day", around=[event.pk]))

    assert_all_plans_keep(person, "mail", "Mon 09:00")


def test_range_within_the_hours_leaves_blocks_accepted(person):
    task = person.task("essay", "High", 60)
    morning = {"first": "2026-11-30T10:00", "last": "2026-11-30T12:00"}
    person.accept(person.plan("day", **morning))
    task.refresh_from_db()

    assert task.placed_by == "plan"
