"""Explanations of proposals and free slots, through /api/v1"""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.conftest import instances_of

from .proposals import left_out, plan

MONDAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("clock_at_eight")


def test_plan_says_which_thought_a_left_out_task_waits_for(api, add, make_task):
    thought = make_task("Ask somebody")
    add("Send", blocked_by=[thought.pk], scheduled_date=MONDAY)

    assert left_out(plan(api)) == {
        "Send": "Waits for “Ask somebody”, which isn't part of this plan."
    }


def test_plan_says_why_a_task_does_not_fit_and_what_would_help(api, add):
    task = add("Novel", duration=600, scheduled_date=MONDAY, chunk_min=1440)
    proposal = plan(api)
    why = api.get(f"/plans/{proposal['id']}/why/t{task.pk}").json()

    assert left_out(proposal)["Novel"].startswith(
        "Doesn't fit today: 10h needed, 8h free before 17:00."
    )
    assert {"duration": 480} in [change["patch"] for change in why["changes"]]


def test_explanation_of_a_block_names_its_obstacles_and_alternatives(api, add):
    task = add("Ship it", duration=60)
    proposal = plan(api, "week")
    why = api.get(f"/plans/{proposal['id']}/why/t{task.pk}").json()

    assert why["bindings"][0]["sentence"] == "Can't be earlier: its hours start here."
    assert why["alternatives"][0]["note"]


def test_plan_of_one_day_shows_times_without_dates(api, alice, add):
    alice.preferences.twelve_hour_clock = True
    alice.preferences.save()
    add("Novel", duration=600, scheduled_date=MONDAY)

    reason = left_out(plan(api))["Novel"]

    assert reason.startswith("Doesn't fit today: 10h needed, 8h free before 5:00 pm.")


def test_plan_summary_says_why_it_is_for_another_day(api, add, clock_at_eight):
    add("Ship it", duration=60)
    clock_at_eight.move_to("2026-03-02T18:00:00Z")

    assert plan(api)["sentence"] == (
        "No working time is left today, so this plan is for Tuesday. 1 task placed."
    )


def test_find_slots_returns_free_times_of_a_task(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    task = add("Call", duration=30)
    slots = api.get(f"/tasks/{task.pk}/slots?n=2").json()["slots"]

    assert [(s["date"], s["time"]) for s in slots] == [
        ("2026-03-02", "10:05"),
        ("2026-03-03", "09:00"),
    ]
    assert slots[0]["sentence"] == "Mon 2 Mar 10:05–10:35"


def test_find_slots_of_a_day_of_a_series_include_other_days(api, make_series):
    day = instances_of(make_series("FREQ=DAILY;COUNT=1", starts_on=MONDAY, starts_at=time(9)))[0]
    slots = api.get(f"/instances/{day.pk}/slots").json()["slots"]

    assert len({slot["date"] for slot in slots}) == 3


def test_plan_names_the_end_of_a_day_rather_than_midnight(api, add, home):
    home.hours = [[[1080, 1440]]] * 7
    home.save()
    add("Novel", duration=480, deadline_date=MONDAY, deadline_hard=True, scheduled_date=MONDAY)

    assert left_out(plan(api))["Novel"].startswith(
        "Doesn't fit today: 8h needed, 6h free before midnight."
    )
    assert left_out(plan(api, "week"))["Novel"].startswith(
        "Doesn't fit: 8h needed, 6h free before the end of Mon 2 Mar."
    )
