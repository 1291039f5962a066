"""Proposals through /api/v1/plans"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.models import Proposal, Task, TaskInstance
from tests.conftest import instances_of

from .proposals import apply, blocks, plan

MONDAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("clock_at_eight")


def test_plan_fills_the_working_hours_by_impact(api, add):
    add("Sort photos", duration=60, impact=4)
    add("Ship it", duration=60, impact=1)

    assert blocks(plan(api)) == {"Ship it": "02 09:00", "Sort photos": "02 10:05"}


def test_day_plan_is_for_tomorrow_once_todays_hours_are_over(api, add, clock_at_eight):
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


def test_repair_keeps_a_chunk_that_has_ended(api, add, clock_at_eight):
    task = add("Book", duration=120, chunk_min=60, chunk_max=60)
    chunks = [
        {"date": "2026-03-02", "time": "09:00:00", "minutes": 60},
        {"date": "2026-03-02", "time": "15:00:00", "minutes": 60},
    ]
    api.patch(f"/tasks/{task.pk}", {"chunks": chunks, "placed_by": "plan"})
    clock_at_eight.move_to("2026-03-02T11:00:00Z")
    add("Meeting", scheduled_date=MONDAY, scheduled_time="15:00", duration=60, pinned=True)
    apply(api, plan(api, "repair"))
    task.refresh_from_db()

    assert task.chunks[0] == chunks[0]
    assert task.chunks[1]["time"] != "15:00:00"


@pytest.mark.parametrize("kind", ["late", "push"])
def test_late_start_delays_the_next_block_and_keeps_promises(api, add, kind):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00", placed_by="plan")
    add("Call", duration=30, scheduled_date=MONDAY, scheduled_time="14:00")
    proposal = plan(api, kind, late_minutes=90)

    assert proposal["kind"] == "late"
    assert blocks(proposal) == {"Ship it": "02 10:30", "Call": "02 14:00"}


def test_rest_of_the_day_off_keeps_pinned_tasks(api, add):
    block = {"scheduled_date": MONDAY, "scheduled_time": "09:00", "placed_by": "plan"}
    add("Ship it", duration=60, day_chosen=False, **block)
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="11:00", pinned=True)

    assert blocks(plan(api, "late", rest_of_day=True)) == {
        "Dentist": "02 11:00",
        "Ship it": "03 09:00",
    }


def test_repair_moves_a_block_that_ended_undone(api, add, clock_at_eight):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    assert api.get("/plans/offer").json()["offer"] is None
    clock_at_eight.move_to("2026-03-02T10:00:00Z")

    issue = api.get("/plans/offer").json()
    assert issue["sentence"] == "“Ship it” (09:00) is over but not done."
    [block] = plan(api, issue["kind"])["blocks"]
    assert (block["time"], block["state"], block["was"]["time"]) == ("11:00", "moved", "09:00")


def test_repair_moves_a_missed_day_of_a_series(api, make_series, clock_at_eight):
    make_series("FREQ=DAILY;COUNT=1", "Water", starts_on=MONDAY, starts_at=time(9))
    clock_at_eight.move_to("2026-03-02T10:00:00Z")

    assert api.get("/plans/offer").json()["count"] == 1
    assert blocks(plan(api, "repair")) == {"Water": "02 11:00"}


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


def test_plan_moves_an_accepted_task_that_lies_half_outside_the_working_hours(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="16:30", placed_by="plan")

    assert blocks(plan(api)) == {"Ship it": "02 16:00"}


def test_plan_summary_counts_late_tasks(api, add):
    add("Ship it", duration=60, deadline_date=MONDAY - timedelta(days=1))
    proposal = plan(api)

    assert proposal["sentence"] == "1 task placed, 1 task late."
    assert proposal["blocks"][0]["late_minutes"] == 10 * 60


def test_repair_moves_one_of_two_overlapping_tasks(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00", placed_by="plan")
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="09:30", pinned=True)

    assert api.get("/plans/offer").json()["offer"] == "collides"
    assert blocks(plan(api, "repair"))["Ship it"] == "02 10:35"


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
