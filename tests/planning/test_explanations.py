"""Explanations of proposals and free slots, through /api/v1"""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.conftest import instances_of

from .proposals import apply, left_out, placement, plan

MONDAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("clock_at_eight")


def test_plan_says_which_thought_a_left_out_task_waits_for(api, add, make_task):
    thought = make_task("Ask somebody")
    add("Send", blocked_by=[thought.pk], scheduled_date=MONDAY)

    assert left_out(plan(api)) == {
        "Send": "Waits for “Ask somebody”, which isn't part of this plan."
    }


def why(api, proposal, task) -> dict:
    response = api.get(f"/plans/{proposal['id']}/why/t{task.pk}")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def whole_days(alice):
    """Let Alice plan all of her hours, without lunch and breaks."""
    rules = {"plan_share": 100, "lunch_minutes": 0, "break_after": 0}
    for name, value in rules.items():
        setattr(alice.preferences, name, value)
    alice.preferences.save()
    return alice


def sentences(explanation) -> list[str]:
    return [change["sentence"] for change in explanation["changes"]]


def follow(api, proposal, explanation, kind: str) -> dict:
    """Do what a button of an explanation does; return the next plan."""
    change = next(change for change in explanation["changes"] if change["kind"] == kind)
    if change["patch"]:
        row = {"t": "tasks", "i": "instances"}[change["key"][0]]
        response = api.patch(f"/{row}/{change['key'][1:]}", change["patch"])
        assert response.status_code == 200, response.content
    return plan(api, proposal["kind"], **change["request"])


def planned_minutes(proposal, title: str) -> int:
    return sum(row["minutes"] for row in proposal["blocks"] if row["title"] == title)


def test_plan_gives_no_reasons_before_they_are_requested(api, add):
    task = add("Novel", duration=600, scheduled_date=MONDAY, chunk_min=1440)
    proposal = plan(api)

    assert left_out(proposal) == {"Novel": ""}
    assert why(api, proposal, task)["sentence"] == (
        "Doesn't fit today: 10h needed, 8h free before 17:00."
    )


def test_explanation_of_a_block_names_its_reasons_and_alternatives(api, add):
    task = add("Ship it", duration=60)
    explanation = why(api, plan(api, "week"), task)

    assert [reason["sentence"] for reason in explanation["reasons"]] == [
        "Nothing in this plan is more important, so it comes first.",
        "Your hours for it start at 09:00.",
    ]
    assert {row["note"] for row in explanation["alternatives"]} == {
        "Done at 11:00 instead of 10:00.",
        "Done on Tuesday instead of Monday.",
    }


def reasons(api, proposal, task) -> list[str]:
    return [reason["sentence"] for reason in why(api, proposal, task)["reasons"]]


def test_explanation_names_no_hours_that_began_before_the_plan(api, add, clock_at_eight):
    clock_at_eight.move_to("2026-03-02T10:07:00+01:00")
    task = add("Ship it", duration=60)

    assert reasons(api, plan(api), task) == ["It is the most important thing you can start now."]
    chosen = plan(api, first=f"{MONDAY}T15:00", last=f"{MONDAY}T17:00")
    assert "hours" not in " ".join(reasons(api, chosen, task))


def test_explanation_names_no_hours_after_focus_time(api, add, alice, make_event):
    make_event(alice, MONDAY, time(9), time(11), title="Deep work", kind="focus")
    task = add("Ship it", duration=60)

    assert "Your “Deep work” ends at 11:00." in reasons(api, plan(api), task)


def test_explanation_names_the_event_that_ends_before_a_block(api, add, alice, make_event):
    make_event(alice, MONDAY, time(9), time(10), title="Team meeting")
    task = add("Ship it", duration=60)
    explanation = why(api, plan(api), task)

    assert "Your “Team meeting” ends at 10:00." in [r["sentence"] for r in explanation["reasons"]]


def test_explanation_of_a_promise_is_that_the_person_set_it(api, add):
    task = add("Call", duration=30, scheduled_date=MONDAY, scheduled_time="15:00")
    explanation = why(api, plan(api), task)

    assert explanation["reasons"] == [{"kind": "promise", "sentence": "You set this time."}]
    assert explanation["alternatives"] == []


def test_explanation_names_the_promise_that_ends_after_the_deadline(api, add):
    call = add("Call", duration=30, scheduled_date=MONDAY, scheduled_time=time(16))
    due = {"deadline_date": MONDAY, "deadline_time": time(15)}
    report = add("Report", duration=60, blocked_by=[call.pk], **due)

    sentence = why(api, plan(api), report)["sentence"]
    assert sentence == "Waits for “Call”, which ends at 16:30."


def test_explanation_names_the_ideal_time(api, add):
    task = add("Walk", duration=60, ideal_time="afternoon")
    explanation = why(api, plan(api), task)

    assert explanation["reasons"][0]["sentence"] == "Its ideal time is the afternoon."


def test_plan_of_one_day_shows_times_without_dates(api, alice, add):
    alice.preferences.twelve_hour_clock = True
    alice.preferences.save()
    task = add("Novel", duration=600, scheduled_date=MONDAY, chunk_min=1440)

    assert why(api, plan(api), task)["sentence"].endswith("8h free before 5:00 pm.")


def test_plan_names_the_end_of_a_day_rather_than_midnight(api, add, home):
    home.hours = [[[1080, 1440]]] * 7
    home.save()
    deadline = {"deadline_date": MONDAY, "deadline_hard": True}
    task = add("Novel", duration=480, scheduled_date=MONDAY, chunk_min=1440, **deadline)

    assert why(api, plan(api), task)["sentence"].endswith("6h free before midnight.")
    assert why(api, plan(api, "week"), task)["sentence"].endswith(
        "6h free before the end of Mon 2 Mar."
    )


def test_working_longer_today_makes_room(api, add, whole_days):
    add("Ship it", duration=420, scheduled_date=MONDAY, impact=1, chunk_min=1440)
    task = add("Mail", duration=60, scheduled_date=MONDAY)
    proposal = plan(api)
    explanation = why(api, proposal, task)

    assert "Work until 17:30." in sentences(explanation)
    assert planned_minutes(follow(api, proposal, explanation, "evening"), "Mail") == 60
    assert planned_minutes(plan(api), "Mail") == 0


def test_working_on_saturday_makes_room_before_a_deadline_on_sunday(api, add, clock_at_eight):
    clock_at_eight.move_to("2026-03-07T08:00:00Z")
    deadline = {"deadline_date": date(2026, 3, 8), "deadline_hard": True}
    task = add("Essay", duration=120, impact=1, **deadline)
    proposal = plan(api, "week")
    explanation = why(api, proposal, task)

    assert explanation["sentence"] == ("Doesn't fit: no working hours before the end of Sun 8 Mar.")
    assert "Work on Saturday 10:00–12:00." in sentences(explanation)
    longer = follow(api, proposal, explanation, "weekend")
    assert [(row["date"], row["time"]) for row in longer["blocks"]] == [("2026-03-07", "10:00")]
    assert apply(api, longer).status_code == 200
    assert placement(task) == (date(2026, 3, 7), "10:00")


def test_plan_in_part_says_what_is_missing_and_what_would_help(api, alice, add):
    alice.preferences.working_hours = [[[540, 680]], [[540, 690]], *[[[540, 1020]]] * 3, [], []]
    alice.preferences.save()
    deadline = {"deadline_date": date(2026, 3, 3), "deadline_time": "11:30", "deadline_hard": True}
    task = add("Thesis", duration=360, impact=1, **deadline)
    proposal = plan(api, "week")
    explanation = why(api, proposal, task)
    missing = 360 - planned_minutes(proposal, "Thesis")

    assert explanation["sentence"] == (
        f"{missing} of 360 min of “Thesis” don't fit before Tue 3 Mar 11:30."
    )
    assert planned_minutes(follow(api, proposal, explanation, "evening"), "Thesis") == 360


def test_planning_around_an_event_that_takes_the_day_makes_room(api, alice, add, make_event):
    make_event(alice, MONDAY, title="Anna's birthday")
    task = add("Mail", duration=60, scheduled_date=MONDAY)
    proposal = plan(api, first="2026-03-02T09:00", last="2026-03-02T17:00")
    explanation = why(api, proposal, task)

    assert sentences(explanation)[0] == "Plan around “Anna's birthday”."


def test_moving_an_accepted_block_to_another_day_makes_room(api, add, whole_days):
    whole_days.preferences.working_hours = [[[540, 600]], *[[[540, 1020]]] * 6]
    whole_days.preferences.save()
    accepted = {"placed_by": "plan", "day_chosen": False}
    times = {"scheduled_date": MONDAY, "scheduled_time": time(9)}
    add("Mail", duration=60, impact=1, **times, **accepted)
    task = add("Receipt", duration=60, impact=4, deadline_date=MONDAY, deadline_hard=True)
    proposal = plan(api, "week")
    explanation = why(api, proposal, task)

    assert sentences(explanation)[0] == "Move “Mail” to Tue 3 Mar 09:00."
    assert planned_minutes(follow(api, proposal, explanation, "move"), "Receipt") == 60


def test_doing_a_task_on_another_day_makes_room(api, add, whole_days):
    add("Ship it", duration=420, scheduled_date=MONDAY, impact=1, chunk_min=1440)
    task = add("Mail", duration=120, scheduled_date=MONDAY, chunk_min=1440)
    proposal = plan(api)
    explanation = why(api, proposal, task)

    assert "Do it on Tue 3 Mar instead." in sentences(explanation)
    follow(api, proposal, explanation, "day")
    assert placement(task) == (date(2026, 3, 3), None)


def test_no_change_shortens_a_task(api, add, whole_days):
    task = add("Novel", duration=500, scheduled_date=MONDAY, chunk_min=1440)

    changes = why(api, plan(api), task)["changes"]

    assert changes
    assert not any("duration" in (change["patch"] or {}) for change in changes)


def test_explanations_are_not_for_other_people(api, add, bobs_api):
    task = add("Ship it", duration=60)
    proposal = plan(api)

    assert bobs_api.get(f"/plans/{proposal['id']}/why/t{task.pk}").status_code == 404


@pytest.mark.parametrize(
    "span",
    [
        ["2026-03-02T18:00", "2026-03-02T17:00"],
        ["2026-03-02T08:00", "2026-03-03T08:00"],
        ["9999-12-31T08:00", "9999-12-31T09:00"],
    ],
)
def test_plan_rejects_extra_hours_that_make_no_sense(api, span):
    response = api.post("/plans", {"kind": "day", "extra_hours": [span]})

    assert response.status_code == 422, response.content


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


def test_no_other_task_takes_the_room_that_a_change_makes(api, add, whole_days):
    add("Ship it", duration=450, scheduled_date=MONDAY, impact=1, chunk_min=1440)
    add("Call", duration=60, scheduled_date=MONDAY, impact=2)
    task = add("Mail", duration=60, scheduled_date=MONDAY, impact=4)
    proposal = plan(api)
    longer = follow(api, proposal, why(api, proposal, task), "evening")

    assert [planned_minutes(longer, title) for title in ("Ship it", "Mail")] == [450, 60]


def test_plan_prefers_no_row_of_another_user(bobs_api, add):
    task = add("Mail", duration=60)
    response = bobs_api.post("/plans", {"kind": "day", "preferred": [f"t{task.pk}"]})

    assert response.status_code == 404
