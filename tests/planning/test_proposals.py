"""Proposals through /api/v1/plans"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import time_machine

from tasks.models import Proposal, Task, TaskInstance
from tests.conftest import instances_of

MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def clock_at_eight(alice):
    alice.preferences.time_zone = "Europe/Berlin"
    alice.preferences.save()
    with time_machine.travel("2026-03-02T07:00:00Z", tick=False) as now:
        yield now


@pytest.fixture
def home(make_domain):
    return make_domain("Home")


@pytest.fixture
def add(make_task, home):
    """Add a task of the domain Home."""
    return lambda title, **fields: make_task(title, domain_id=home.pk, **fields)


def plan(api, kind="day", **options) -> dict:
    response = api.post("/plans", {"kind": kind, **options})
    assert response.status_code == 200, response.content
    return response.json()


def blocks(proposal) -> dict[str, str]:
    return {row["title"]: f"{row['date'][8:]} {row['time']}" for row in proposal["blocks"]}


def left_out(proposal) -> dict[str, str]:
    return {row["title"]: row["sentence"] for row in proposal["left_out"]}


def apply(api, proposal, accept=None):
    return api.post(f"/plans/{proposal['id']}/apply", {"accept": accept})


def placement(task) -> tuple:
    task.refresh_from_db()
    return task.scheduled_date, task.scheduled_time and task.scheduled_time.strftime("%H:%M")


def test_plan_fills_the_working_hours_by_impact(api, add):
    add("Sort photos", duration=60, impact=4)
    add("Ship it", duration=60, impact=1)

    assert blocks(plan(api)) == {"Ship it": "02 09:00", "Sort photos": "02 10:05"}


def test_plan_changes_no_task_until_applied(api, add):
    task = add("Ship it", scheduled_date=MONDAY)
    plan(api)

    assert placement(task) == (MONDAY, None)


def test_apply_is_one_activity_with_one_undo(api, add):
    tasks = [add("Ship it", duration=60, scheduled_date=MONDAY), add("Call", duration=30)]
    response = apply(api, plan(api)).json()

    assert {row["scheduled_time"] for row in response["tasks"]} == {"09:00:00", "09:35:00"}
    api.post(f"/activity/{response['activity']}/undo")
    assert [placement(task) for task in tasks] == [(MONDAY, None), (None, None)]


def test_apply_moves_only_the_accepted_tasks(api, add):
    first, second = add("Ship it", duration=60, impact=1), add("Call", duration=30)
    apply(api, plan(api), [f"t{second.pk}"])

    assert (placement(first), placement(second)) == ((None, None), (MONDAY, "10:05"))


def test_apply_rejects_a_part_that_overlaps_a_task_that_stays(api, add, clock_at_eight):
    first = add("First", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    second = add("Second", duration=60, impact=1, deadline_date=MONDAY, deadline_time="10:00")
    response = apply(api, plan(api), [f"t{second.pk}"])

    assert response.status_code == 422
    assert response.json()["title"].startswith("“Second” would take the place of “First”")
    assert (placement(first), placement(second)) == ((MONDAY, "09:00"), (None, None))


@pytest.mark.parametrize(
    "edit",
    [{"duration": 90}, {"deadline_date": "2026-03-02", "deadline_time": "09:30"}],
)
def test_apply_returns_an_updated_plan_when_a_task_was_edited(api, add, edit):
    task = add("Ship it", duration=60)
    outdated = plan(api)
    api.patch(f"/tasks/{task.pk}", edit)
    response = apply(api, outdated)

    assert response.status_code == 409
    assert response.json()["proposal"]["id"] > outdated["id"]
    assert placement(task) == (None, None)


def test_apply_returns_an_updated_plan_when_a_new_block_is_in_the_way(api, add):
    task = add("Ship it", duration=60)
    outdated = plan(api)
    add("Meeting", duration=30, scheduled_date=MONDAY, scheduled_time="09:15")
    updated = apply(api, outdated).json()["proposal"]

    assert (placement(task)[1], blocks(updated)["Ship it"]) == (None, "02 09:50")


def test_apply_returns_an_updated_plan_when_a_task_was_completed(api, add):
    task = add("Ship it", duration=60)
    outdated = plan(api)
    api.post(f"/tasks/{task.pk}/complete")

    assert apply(api, outdated).status_code == 409


def test_apply_succeeds_when_only_a_title_changed(api, add):
    task = add("Ship it", duration=60)
    proposal = plan(api)
    api.patch(f"/tasks/{task.pk}", {"title": "Ship it today"})

    assert apply(api, proposal).status_code == 200


def test_apply_changes_nothing_the_second_time(api, add):
    add("Ship it", duration=60)
    proposal = plan(api)
    apply(api, proposal)
    again = apply(api, proposal)

    assert (again.status_code, again.json()["activity"]) == (200, None)


def test_apply_returns_an_updated_plan_when_a_block_would_start_in_the_past(
    api, add, clock_at_eight
):
    task = add("Ship it", duration=60)
    proposal = plan(api)
    clock_at_eight.move_to("2026-03-02T08:30:00Z")

    assert apply(api, proposal).status_code == 409
    assert (placement(task), blocks(plan(api))) == ((None, None), {"Ship it": "02 09:30"})


def test_day_plan_is_for_tomorrow_from_six_in_the_evening(api, add, clock_at_eight):
    add("Ship it", duration=60)
    clock_at_eight.move_to("2026-03-02T17:00:00Z")
    proposal = plan(api)

    assert (proposal["title"], blocks(proposal)) == (
        "Plan for Tuesday 3 March",
        {"Ship it": "03 09:00"},
    )


def test_day_plan_skips_days_without_working_hours(api, add, clock_at_eight):
    add("Ship it", duration=60)
    clock_at_eight.move_to("2026-03-07T09:00:00Z")

    assert blocks(plan(api)) == {"Ship it": "09 09:00"}


def test_plan_ignores_working_hours_in_a_chosen_range(api, add):
    add("Ship it", duration=60)
    proposal = plan(api, first="2026-03-02T19:00", last="2026-03-02T21:00")

    assert blocks(proposal) == {"Ship it": "02 19:00"}


def test_plan_rejects_a_range_in_the_past(api):
    response = api.post("/plans", {"kind": "day", "last": "2026-03-01T09:00"})

    assert (response.status_code, response.json()["field"]) == (422, "last")


def test_week_plan_places_days_of_series_within_their_day_and_keeps_timed_ones(
    api, make_series, home
):
    water = make_series("FREQ=DAILY;COUNT=2", "Water", starts_on=MONDAY)
    make_series("FREQ=DAILY;COUNT=1", "Standup", starts_on=MONDAY, starts_at=time(9))
    proposal = plan(api, "week")

    assert [(b["title"], b["date"][8:], b["time"], b["state"]) for b in proposal["blocks"]] == [
        ("Standup", "02", "09:00", "kept"),
        ("Water", "02", "09:35", "added"),
        ("Water", "03", "09:00", "added"),
    ]
    apply(api, proposal)
    assert instances_of(water)[0].scheduled_time.strftime("%H:%M") == "09:35"


def test_week_plan_respects_days_and_dependencies(api, add):
    blocker = add("Draft", duration=60)
    add("Send", duration=30, impact=1, blocked_by=[blocker.pk])
    add("Dentist form", duration=30, scheduled_date=MONDAY + timedelta(days=2))
    placed = blocks(plan(api, "week"))

    assert placed["Draft"] < placed["Send"]
    assert placed["Dentist form"] == "04 09:00"


def test_plan_says_which_thought_a_left_out_task_waits_for(api, add, make_task):
    thought = make_task("Ask somebody")
    add("Send", blocked_by=[thought.pk], scheduled_date=MONDAY)

    assert left_out(plan(api)) == {
        "Send": "Waits for “Ask somebody”, which isn't part of this plan."
    }


def test_plan_says_why_a_task_does_not_fit_and_what_would_help(api, add):
    task = add("Novel", duration=600, scheduled_date=MONDAY)
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


def test_apply_splits_a_long_task_into_chunks(api, add, clock_at_eight):
    task = add("Book", duration=600, chunk_min=60, chunk_max=300)
    proposal = plan(api, "week")
    assert sum(b["minutes"] for b in proposal["blocks"]) == 600
    apply(api, proposal)
    task.refresh_from_db()

    assert len(task.chunks) == len(proposal["blocks"]) >= 2
    assert plan(api, "week")["sentence"] == "Nothing needs to change."


def test_repair_keeps_a_chunk_that_has_ended(api, add, clock_at_eight):
    task = add("Book", duration=120, chunk_min=60, chunk_max=60)
    chunks = [
        {"date": "2026-03-02", "time": "09:00:00", "minutes": 60},
        {"date": "2026-03-02", "time": "15:00:00", "minutes": 60},
    ]
    api.patch(f"/tasks/{task.pk}", {"chunks": chunks})
    clock_at_eight.move_to("2026-03-02T11:00:00Z")
    add("Meeting", scheduled_date=MONDAY, scheduled_time="15:00", duration=60, pinned=True)
    apply(api, plan(api, "repair"))
    task.refresh_from_db()

    assert task.chunks[0] == chunks[0]
    assert task.chunks[1]["time"] != "15:00:00"


def test_push_moves_blocks_that_start_while_running_late(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Call", duration=30, scheduled_date=MONDAY, scheduled_time="14:00")
    proposal = plan(api, "push", late_minutes=90)

    assert blocks(proposal) == {"Ship it": "02 09:35", "Call": "02 14:00"}


def test_push_to_the_next_day_keeps_pinned_tasks(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="11:00", pinned=True)

    assert blocks(plan(api, "push", rest_of_day=True)) == {
        "Dentist": "02 11:00",
        "Ship it": "03 09:00",
    }


def test_repair_moves_a_block_that_ended_undone(api, add, clock_at_eight):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    assert api.get("/plans/offer").json()["offer"] is None
    clock_at_eight.move_to("2026-03-02T10:00:00Z")

    issue = api.get("/plans/offer").json()
    assert issue["sentence"] == "1 block is over but not done."
    [block] = plan(api, issue["kind"])["blocks"]
    assert (block["time"], block["state"], block["was"]["time"]) == ("11:00", "moved", "09:00")


def test_repair_moves_a_missed_day_of_a_series(api, make_series, clock_at_eight):
    make_series("FREQ=DAILY;COUNT=1", "Water", starts_on=MONDAY, starts_at=time(9))
    clock_at_eight.move_to("2026-03-02T10:00:00Z")

    assert api.get("/plans/offer").json()["count"] == 1
    assert blocks(plan(api, "repair")) == {"Water": "02 11:00"}


def test_plan_of_one_day_shows_times_without_dates(api, alice, add):
    alice.preferences.twelve_hour_clock = True
    alice.preferences.save()
    add("Novel", duration=600, scheduled_date=MONDAY)

    reason = left_out(plan(api))["Novel"]

    assert reason.startswith("Doesn't fit today: 10h needed, 8h free before 5:00 pm.")


def test_plan_summary_counts_tasks(api, add):
    add("Ship it", duration=60)
    assert plan(api)["sentence"] == "1 task placed."
    add("Call", duration=30)
    assert plan(api)["sentence"] == "2 tasks placed."


def test_plan_keeps_a_task_placed_outside_the_working_hours(api, add):
    add("Read", duration=60, scheduled_date=MONDAY, scheduled_time="20:00")
    add("Ship it", duration=60)

    assert blocks(plan(api)) == {"Ship it": "02 09:00", "Read": "02 20:00"}
    assert plan(api)["removed"] == []


def test_plan_moves_a_task_that_lies_half_outside_the_working_hours(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="16:30")

    assert blocks(plan(api)) == {"Ship it": "02 16:00"}


def test_plan_summary_says_why_it_is_for_another_day(api, add, clock_at_eight):
    add("Ship it", duration=60)
    clock_at_eight.move_to("2026-03-02T18:00:00Z")

    assert plan(api)["sentence"] == (
        "No working time is left today, so this plan is for Tuesday. 1 task placed."
    )


def test_plan_summary_counts_late_tasks(api, add):
    add("Ship it", duration=60, deadline_date=MONDAY - timedelta(days=1))
    proposal = plan(api)

    assert proposal["sentence"] == "1 task placed, 1 task late."
    assert proposal["blocks"][0]["late_minutes"] == 10 * 60


def test_repair_moves_one_of_two_overlapping_tasks(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="09:30", pinned=True)

    assert api.get("/plans/offer").json()["offer"] == "collides"
    assert blocks(plan(api, "repair"))["Ship it"] == "02 10:35"


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


def test_plan_uses_learned_durations_when_the_person_chose_a_percentile(
    api, alice, add, monkeypatch
):
    alice.preferences.plan_percentile = 80
    alice.preferences.save()
    for _ in range(8):
        done = add("Done", duration=30, scheduled_date=MONDAY, scheduled_time="07:00")
        api.post(f"/tasks/{done.pk}/complete")
    add("Ship it", duration=30)

    assert plan(api)["blocks"][0]["minutes"] > 45


def test_plan_respects_the_hours_of_a_domain(api, add, home):
    home.hours = [[[1080, 1200]]] * 7
    home.save()
    add("Garden", duration=60)

    assert blocks(plan(api)) == {"Garden": "02 18:00"}


def test_plan_keeps_local_hours_after_a_clock_change(api, add, home, clock_at_eight):
    home.hours = [[[540, 1020]]] * 7
    home.save()
    add("Garden", duration=60)
    clock_at_eight.move_to("2026-03-28T20:00:00Z")

    assert blocks(plan(api, "week")) == {"Garden": "29 09:00"}


def test_plan_works_around_excluded_tasks(api, add):
    aside = add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Call", duration=30)

    assert blocks(plan(api, without=[f"t{aside.pk}"])) == {"Call": "02 10:05"}


def test_dry_run_stores_no_proposal(api, add):
    assert plan(api, dry_run=True)["id"] is None
    assert not Proposal.objects.exists()


def test_plan_needs_a_fixed_number_of_queries(api, add, django_assert_max_num_queries):
    for n in range(50):
        add(f"Task {n}", duration=5)
    with django_assert_max_num_queries(17):
        plan(api)


@pytest.mark.parametrize(
    "request_of",
    [
        lambda pk, t: ("GET", f"/plans/{pk}", None),
        lambda pk, t: ("GET", f"/plans/{pk}/why/t{t}", None),
        lambda pk, t: ("POST", f"/plans/{pk}/apply", {}),
        lambda pk, t: ("GET", f"/tasks/{t}/slots", None),
    ],
)
def test_another_users_plan_is_not_found(api, bobs_api, add, request_of):
    task = add("Ship it", duration=60)
    method, path, body = request_of(plan(api)["id"], task.pk)

    assert bobs_api(method, path, body).status_code == 404
    assert not Task.objects.exclude(scheduled_time=None).exists()
    assert not TaskInstance.objects.exists()


def test_plan_contains_no_task_of_another_user(bobs_api, add):
    add("Ship it", duration=60)

    assert plan(bobs_api)["blocks"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "year"},
        {"kind": "day", "first": "9:00"},
        {"kind": "push", "late_minutes": -5},
        {"kind": "day", "without": ["x1"]},
        {"kind": "week", "last": "2029-01-01T00:00"},
    ],
)
def test_plan_rejects_invalid_requests_with_a_sentence(api, body):
    response = api.post("/plans", body)

    assert (response.status_code, response.json()["title"][-1]) == (422, ".")


def test_apply_returns_an_updated_plan_when_an_excluded_task_was_deleted(api, add):
    first, second = add("Ship it", duration=60), add("Call", duration=30)
    proposal = plan(api, without=[f"t{second.pk}"])
    second.delete()
    api.patch(f"/tasks/{first.pk}", {"duration": 90})
    response = apply(api, proposal, accept=[f"t{first.pk}"])

    assert response.status_code == 409
    assert blocks(response.json()["proposal"]) == {"Ship it": "02 09:00"}


def test_apply_accepts_a_task_that_the_plan_does_not_move(api, add):
    stays = add("Read", duration=30, scheduled_date=MONDAY, scheduled_time="15:00")
    add("Ship it", duration=60)
    response = apply(api, plan(api), accept=[f"t{stays.pk}"])

    assert (response.status_code, response.json()["activity"]) == (200, None)
