"""Humane days: lunch, breaks, long stretches, few changes"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest


def longest_gap(proposal, day, begin: str, end: str) -> int:
    """Return the longest free stretch between two times of a day, in minutes."""
    first, last = (datetime.combine(day, time.fromisoformat(at)) for at in (begin, end))
    free, longest = first, timedelta()
    for block in proposal.on(day):
        longest = max(longest, min(block.begin, last) - free)
        free = max(free, min(block.end, last))
    return int(max(longest, last - free).total_seconds() // 60)


def test_week_plan_fills_the_mornings_of_a_person_who_is_best_in_the_morning(person):
    person.prefers(energy_curve="morning")
    for number in range(8):
        person.task(f"task {number}", "High", 60)
    proposal = person.plan("week")
    days = {block.begin.date() for block in proposal.blocks}

    assert len(proposal.blocks) == 8
    assert {proposal.on(day)[0].begin.time() for day in days} == {time(9)}
    assert longest_gap(proposal, person.monday, "09:00", "11:30") <= 30


def test_day_plan_puts_an_important_brainstorm_before_short_tasks(person):
    person.task("brainstorm", "High", 120, clarity="brainstorm")
    for number in range(6):
        person.task(f"task {number}", "Mid", 45)
    proposal = person.plan("day")

    assert proposal.at("brainstorm") == "Mon 09:00"
    assert proposal.minutes("brainstorm") == 120


def test_day_plan_splits_a_long_task_into_few_long_pieces(plain):
    for span in ("9:25-10:00", "10:20-11:00", "11:20-12:00", "13:30-14:00"):
        plain.meeting(f"Mon {span}")
    plain.task("essay", "Mid", 240, chunk_min=15, chunk_max=240)
    proposal = plain.plan("day")

    assert proposal.minutes("essay") == 240
    assert len(proposal.blocks) <= 3
    assert min(block.minutes for block in proposal.blocks) >= 30


@pytest.mark.parametrize("minutes", [120, 180, 240])
def test_long_task_is_split_by_default_into_pieces_of_half_an_hour_or_more(person, minutes):
    person.meeting("Mon 9:45-10:30")
    person.meeting("Mon 11:00-11:30")
    person.task("essay", "Mid", minutes)
    proposal = person.plan("day")

    assert proposal.minutes("essay") == minutes
    assert min(block.minutes for block in proposal.blocks) >= 30


def test_day_plan_leaves_lunch_breaks_and_a_fifth_of_the_day_free(person):
    for number in range(12):
        person.task(f"task {number}", "Mid", 30 + 5 * (number % 4))
    proposal = person.plan("day")
    minutes = sum(block.minutes for block in proposal.blocks)

    assert longest_gap(proposal, person.monday, "11:30", "14:00") >= 30
    assert proposal.longest_work() <= 120
    assert 300 <= minutes <= 0.8 * 8 * 60


@pytest.mark.parametrize(
    ("window", "begin", "end"),
    [
        ((690, 780), "11:30", "13:00"),
        ((720, 840), "12:00", "14:00"),
        ((780, 900), "13:00", "15:00"),
    ],
)
def test_day_plan_leaves_time_for_lunch_in_the_window_that_the_person_chose(
    person, window, begin, end
):
    person.prefers(lunch_begin=window[0], lunch_end=window[1], lunch_minutes=60)
    for number in range(14):
        person.task(f"task {number}", "Mid", 30)
    proposal = person.plan("day")

    assert longest_gap(proposal, person.monday, begin, end) >= 60


@pytest.mark.parametrize(("share", "most"), [(50, 240), (60, 288), (100, 420)])
def test_day_plan_fills_no_more_than_the_share_that_the_person_chose(person, share, most):
    person.prefers(plan_share=share)
    for number in range(20):
        person.task(f"task {number}", "Mid", 30)
    minutes = sum(block.minutes for block in person.plan("day").blocks)

    assert most - 120 <= minutes <= most


def test_day_plan_changes_the_domain_seldom(person):
    for number in range(12):
        person.task(f"task {number}", "Mid", 30, domain=["Work", "Home", "Club"][number % 3])
    proposal = person.plan("day")
    domains = [int(block.title.split()[1]) % 3 for block in proposal.blocks]
    changes = sum(a != b for a, b in pairwise(domains))

    assert len(proposal.blocks) >= 10
    assert changes <= 4


def test_day_plan_places_a_brainstorm_inside_focus_time(person):
    person.meeting("Mon 9:00-12:00", title="Focus", kind="focus")
    person.task("brainstorm", "High", 120, clarity="brainstorm", due="Mon")
    [block] = person.plan("day").of("brainstorm")

    assert time(9) <= block.begin.time() <= time(10)


def test_day_plan_keeps_routine_work_out_of_focus_time(person):
    person.meeting("Mon 9:00-12:00", title="Focus", kind="focus")
    person.task("filing", "Mid", 60, clarity="autopilot")
    [block] = person.plan("day").of("filing")

    assert block.begin.time() >= time(12)


@pytest.mark.parametrize(
    ("ideal", "begin", "end"),
    [
        ("midday", time(11), time(14)),
        ("afternoon", time(12), time(18)),
        ("14:00-15:00", time(14), time(15)),
    ],
)
def test_day_plan_respects_the_ideal_time_of_a_task(person, ideal, begin, end):
    person.task("walk", "Low", 30, ideal_time=ideal)
    person.task("mail", "Mid", 30)
    [block] = person.plan("day").of("walk")

    assert begin <= block.begin.time() <= block.end.time() <= end
