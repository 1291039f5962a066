"""Days with times and days that the person set: the planner keeps them"""

from __future__ import annotations

import re

import pytest


def test_day_plan_keeps_a_typed_time_when_trifles_fill_the_day(person):
    person.typed("pick up kids", "Mid", 30, "Mon 16:00")
    person.series("tidy up", "Mid", 30)
    for number in range(30):
        person.task(f"trifle {number}", "Min", 15)
    proposal = person.plan("day")

    assert proposal.at("pick up kids") == "Mon 16:00"
    assert proposal.minutes("tidy up") == 30
    assert proposal.removed == set()
    assert proposal.collisions() == []


def test_repair_moves_only_the_passed_block_when_others_are_outside_the_hours(person):
    person.typed("gym", "Low", 30, "Mon 18:00")
    person.typed("dinner", "Mid", 60, "Mon 18:30")
    person.accepted("mail", "Mid", 60, "Mon 9:00")
    person.go("Mon 10:30")
    proposal = person.plan("repair")

    assert (proposal.at("gym"), proposal.at("dinner")) == ("Mon 18:00", "Mon 18:30")
    assert proposal.changed == {"mail"}
    assert "Mon 10:30" <= proposal.at("mail") <= "Mon 16:00"


@pytest.fixture
def habit_under_a_meeting(person):
    """Return a person with an accepted day of a series at 9:00, and a meeting from 9 to 10."""
    series = person.series("yoga", "Mid", 30)
    person.accept_day(series, "Mon 9:00")
    person.accepted("mail", "Mid", 30, "Mon 14:00")
    person.meeting("Mon 9:00-10:00")
    return person


def test_offer_names_the_accepted_habit_under_a_meeting(habit_under_a_meeting):
    offer = habit_under_a_meeting.offer()

    assert offer["offer"] is not None
    assert "yoga" in offer["sentence"]


@pytest.mark.parametrize("kind", ["repair", "day", "late"])
def test_plan_moves_an_accepted_habit_away_from_a_meeting(habit_under_a_meeting, kind):
    options = {"late_minutes": 10} if kind == "late" else {}
    proposal = habit_under_a_meeting.plan(kind, **options)

    assert "yoga" in proposal.changed
    assert "Mon 10:00" <= proposal.at("yoga") <= "Mon 16:30"
    assert proposal.at("mail") == "Mon 14:00"


def test_repaired_habit_stays_where_it_was_moved(habit_under_a_meeting):
    proposal = habit_under_a_meeting.plan("repair")
    habit_under_a_meeting.accept(proposal)

    assert habit_under_a_meeting.offer()["offer"] is None
    assert habit_under_a_meeting.plan("repair").changed == set()


def test_week_plan_keeps_a_chosen_day_after_the_plan_was_accepted(person):
    person.task("garden", "Mid", 60, day="Thu", due="Wed 17:00", deadline_hard=False)
    person.task("mail", "Mid", 60)
    first = person.plan("week")
    person.accept(first)
    second = person.plan("week")

    assert first.at("garden").startswith("Thu")
    assert second.at("garden") == first.at("garden")
    assert second.changed == set()
    assert {block.state for block in second.blocks} == {"kept"}


@pytest.mark.parametrize("day", ["Tue", "Fri"])
def test_chosen_day_survives_acceptance_and_a_free_morning_before_it(person, day):
    person.task("garden", "High", 60, day=day)
    person.accept(person.plan("week"))
    person.go("Mon 12:00")
    again = person.plan("week")

    assert again.at("garden").startswith(day)
    assert again.changed == set()


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"])
@pytest.mark.parametrize("at", ["Mon 9:10", "Mon 16:45", "Mon 22:00"])
def test_day_plan_keeps_a_typed_time_in_any_zone(person, zone, at):
    person.prefers(time_zone=zone)
    person.go("Mon 8:00")
    person.typed("pick up kids", "Min", 30, at)
    for number in range(8):
        person.task(f"work {number}", "High", 60, due="Mon")
    proposal = person.plan("day")

    assert len(proposal.of("pick up kids")) == 1
    assert proposal.collisions() == []


def test_two_promises_under_an_event_stay_and_the_offer_names_them(person):
    person.typed("call Anna", "Mid", 60, "Mon 10:00")
    person.typed("lunch", "Low", 60, "Mon 10:30")
    person.meeting("Mon 10:00-11:00")
    person.task("mail", "Mid", 30)
    offer, proposal = person.offer(), person.plan("day")

    assert {"call Anna", "lunch"} <= set(proposal.titles())
    assert re.search("call Anna|lunch", offer["sentence"])


def test_day_plan_leaves_everything_out_when_a_promise_fills_twelve_hours(person):
    person.typed("hike", "Low", 720, "Mon 8:00")
    person.task("mail", "High", 30)
    proposal = person.plan("day")

    assert proposal.at("hike") == "Mon 08:00"
    assert [b.title for b in proposal.on(person.monday) if b.title != "hike"] == []


def test_repair_moves_only_the_accepted_piece_under_a_meeting(person):
    task = person.task("book", "Mid", 120, chunk_min=60, chunk_max=60)
    pieces = [
        {"date": "2026-11-30", "time": "09:00:00", "minutes": 60, "by": "person"},
        {"date": "2026-11-30", "time": "14:00:00", "minutes": 60},
    ]
    type(task).objects.filter(pk=task.pk).update(
        chunks=pieces, scheduled_date="2026-11-30", scheduled_time="09:00", placed_by="plan"
    )
    person.meeting("Mon 14:00-15:00")
    first, second = person.plan("repair").of("book")

    assert (f"{first.begin:%a %H:%M}", first.state) == ("Mon 09:00", "kept")
    assert (second.state, second.minutes) == ("moved", 60)


@pytest.mark.parametrize("kind", ["day", "week", "repair"])
def test_pinned_block_stays_beside_a_deadline_that_needs_its_place(person, kind):
    person.typed("dentist", "Min", 60, "Mon 10:00", pinned=True)
    person.accepted("report", "High", 120, "Mon 14:00", due="Mon 12:00")
    proposal = person.plan(kind)

    assert proposal.at("dentist") == "Mon 10:00"
    assert proposal.collisions() == []
