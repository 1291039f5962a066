"""Days too full for everything: what matters is planned, and the plan says what is missing"""

from __future__ import annotations

import re

import pytest


def test_day_plan_puts_the_important_task_before_overdue_trifles(person):
    for number in range(8):
        person.task(f"trifle {number}", "Min", 60, due="Mon 7:00", deadline_hard=False)
    person.task("launch", "High", 180, day="Mon")
    proposal = person.plan("day")

    assert proposal.minutes("launch") == 180
    assert proposal.titles()[0] == "launch"
    assert proposal.at("launch").startswith("Mon 09:00")
    assert any(title.startswith("trifle") for title in proposal.titles())


def test_day_plan_lets_a_receipt_be_five_minutes_late_for_an_important_task(plain):
    plain.works("9:00-13:00", "13:15-17:00")
    plain.meeting("Mon 14:00-17:00")
    plain.task("launch", "High", 240)
    plain.task("receipt", "Min", 30, due="Mon 13:40", deadline_hard=False)
    proposal = plain.plan("day")

    assert proposal.times() == {"launch": "Mon 09:00", "receipt": "Mon 13:15"}


def test_day_plan_puts_an_important_deadline_before_five_small_habits(person):
    for title in ("walk", "read", "piano", "plants", "diary"):
        person.series(title, "Min", 45)
    person.task("thesis", "High", 300, due="Mon 17:00")
    proposal = person.plan("day")

    assert proposal.minutes("thesis") == 300
    assert proposal.of("thesis")[-1].end.hour <= 17
    assert proposal.collisions() == []


def test_day_plan_prefers_two_important_tasks_to_a_small_deadline(person):
    person.task("forms", "Min", 360, due="Mon")
    person.task("launch", "High", 120, day="Mon")
    person.task("pitch", "High", 120, day="Mon")
    proposal = person.plan("day")

    assert (proposal.minutes("launch"), proposal.minutes("pitch")) == (120, 120)
    assert proposal.minutes("forms") < 360
    assert "forms" in proposal.text
    assert re.search(r"deadline|of 360 min|due", proposal.text)


def test_day_plan_gives_up_the_buffer_to_keep_three_deadlines(person):
    person.works("9:00-11:15")
    for title in "abc":
        person.task(title, "High", 45, due="Mon 11:15")
    proposal = person.plan("day")

    assert sorted(proposal.times().values()) == ["Mon 09:00", "Mon 09:45", "Mon 10:30"]
    assert "buffer" in proposal.text


def test_day_plan_keeps_the_buffer_when_the_deadlines_allow_it(person):
    person.prefers(plan_share=100, break_after=0)
    person.works("9:00-11:45")
    for title in "abc":
        person.task(title, "High", 45, due="Mon 11:45")
    proposal = person.plan("day")

    assert sorted(proposal.times().values()) == ["Mon 09:00", "Mon 09:50", "Mon 10:40"]


@pytest.mark.parametrize("count", [3, 10, 20])
def test_day_plan_puts_the_important_task_before_any_number_of_trifles(person, count):
    for number in range(count):
        person.task(f"trifle {number}", "Min", 15)
    person.task("launch", "High", 180)
    proposal = person.plan("day")

    assert proposal.at("launch").startswith("Mon 09:00")
    assert proposal.minutes("launch") == 180


def test_day_plan_takes_a_fair_share_of_a_long_report(person):
    person.task("report", "High", 600, due="Fri", chunk_min=60, chunk_max=120)
    proposal = person.plan("day")

    assert 90 <= proposal.minutes("report") <= 180
    assert all(60 <= block.minutes <= 120 for block in proposal.blocks)


def test_fair_share_grows_when_fewer_days_are_left(person):
    person.task("report", "High", 600, due="Fri", chunk_min=60, chunk_max=120)
    person.go("Wed 8:00")

    assert 150 <= person.plan("day").minutes("report") <= 300


def test_week_plan_works_on_a_long_report_every_day(person):
    person.task("report", "High", 600, due="Fri", chunk_min=60, chunk_max=120)
    proposal = person.plan("week")
    by_day = [sum(b.minutes for b in proposal.blocks if b.begin.weekday() == n) for n in range(5)]

    assert sum(by_day) == 600
    assert max(by_day) <= 240
    assert min(by_day) >= 60


def test_week_plan_places_what_fits_before_the_deadline_and_says_what_is_missing(person):
    person.prefers(lunch_minutes=0, break_after=0, plan_share=100)
    hours = [[[540, 680]], [[540, 690]], *[[[540, 1020]]] * 3, [], []]
    person.prefers(working_hours=hours)
    person.task("thesis", "High", 360, due="Tue 11:30")
    proposal = person.plan("week")

    assert proposal.minutes("thesis") == 290
    assert re.search(r"70 of 360 min", proposal.text)


def test_day_plan_slides_accepted_trifles_for_a_new_important_deadline(person):
    for hour in range(9, 13):
        person.accepted(f"trifle {hour}", "Min", 55, f"Mon {hour}:00")
    person.go("Mon 8:30")
    person.task("offer", "High", 120, due="Mon")
    proposal = person.plan("day")

    assert proposal.at("offer").startswith("Mon 09:00")
    assert proposal.minutes("offer") == 120
    assert proposal.removed == set()
    assert {proposal.at(f"trifle {hour}")[:3] for hour in range(9, 13)} == {"Mon"}


@pytest.mark.parametrize(
    ("minutes", "due", "word"),
    [(100, "Mon 14:00", "lunch"), (60, "Mon 12:00", "break"), (150, "Mon 17:00", "free time|%")],
)
def test_day_plan_gives_up_comfort_to_keep_hard_deadlines_and_says_so(person, minutes, due, word):
    for title in "abc":
        person.task(title, "High", minutes, due=due)
    proposal = person.plan("day")

    assert [proposal.minutes(title) for title in "abc"] == [minutes] * 3
    assert re.search(word, proposal.text, re.IGNORECASE)


def test_day_plan_gives_up_no_lunch_for_a_task_without_a_deadline(person):
    for title in "abc":
        person.task(title, "High", 150)
    minutes = sum(block.minutes for block in person.plan("day").blocks)

    assert minutes <= 0.8 * 8 * 60


@pytest.mark.parametrize("impact", ["Min", "Low", "Mid"])
def test_overfull_day_leaves_the_least_important_out(person, impact):
    for number in range(5):
        person.task(f"important {number}", "High", 60, day="Mon")
    for number in range(4):
        person.task(f"other {number}", impact, 60, day="Mon")
    proposal = person.plan("day")

    assert {f"important {number}" for number in range(5)} <= set(proposal.titles())


@pytest.mark.parametrize("day", ["Tue", "Wed", "Thu"])
def test_small_habit_of_a_day_does_not_displace_an_important_task(person, day):
    person.series("diary", "Min", 30)
    person.works("9:00-11:00")
    person.task("thesis", "High", 95, day=day)
    proposal = person.plan("week")

    assert proposal.minutes("thesis") == 95
    assert proposal.at("thesis").startswith(day)


def test_equal_tasks_are_planned_in_the_order_of_the_list(person):
    titles = [f"task {number}" for number in range(12)]
    for title in titles:
        person.task(title, "Mid", 45)
    proposal = person.plan("day")
    person.accept(proposal)

    assert len(proposal.blocks) < len(titles)
    assert proposal.titles() == titles[: len(proposal.blocks)]
    assert person.plan("day").changed == set()
