"""What the planner keeps: times and days that the person chose; accepted blocks may move"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.models import TaskInstance
from tests.conftest import instances_of

from .proposals import apply, blocks, left_out, placement, plan

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
DAILY = {"starts_on": MONDAY}

pytestmark = pytest.mark.usefixtures("clock_at_eight")


def removed(proposal) -> list[str]:
    return [row["title"] for row in proposal["removed"]]


def test_plan_keeps_a_typed_time_when_many_tasks_do_not_fit(api, add):
    add("Kids", duration=60, impact=4, scheduled_date=MONDAY, scheduled_time="16:00")
    for n in range(10):
        add(f"Task {n}", duration=60, impact=1)
    proposal = plan(api)

    assert blocks(proposal)["Kids"] == "02 16:00"
    assert (removed(proposal), len(left_out(proposal)) > 0) == ([], True)


def test_repair_reschedules_only_a_passed_promise_and_keeps_evening_ones(api, add, clock_at_eight):
    add("Call", duration=30, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Sport", duration=30, scheduled_date=MONDAY, scheduled_time="18:00")
    add("Cook", duration=30, scheduled_date=MONDAY, scheduled_time="18:30")
    clock_at_eight.move_to("2026-03-02T10:00:00Z")

    assert blocks(plan(api, "repair")) == {
        "Call": "02 11:00",
        "Sport": "02 18:00",
        "Cook": "02 18:30",
    }


def test_passed_promise_of_today_may_move_to_another_day(api, add, clock_at_eight):
    task = add("Call", duration=30, scheduled_date=MONDAY, scheduled_time="09:00")
    clock_at_eight.move_to("2026-03-02T17:00:00Z")
    apply(api, plan(api, "week"))

    assert (placement(task), task.placed_by, task.day_chosen) == ((TUESDAY, "09:00"), "plan", False)


def test_accepted_block_moves_for_a_promise(api, add):
    task = add("Report", duration=60)
    apply(api, plan(api))
    assert (placement(task), task.placed_by) == ((MONDAY, "09:00"), "plan")

    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="09:30")
    assert blocks(plan(api, "repair")) == {"Dentist": "02 09:30", "Report": "02 10:35"}


def test_accepted_day_of_a_series_moves_within_its_day(api, add, make_series):
    [row, *_] = instances_of(make_series("FREQ=DAILY;COUNT=1", "Water", **DAILY))
    apply(api, plan(api))
    row.refresh_from_db()
    assert (row.placed_by, row.scheduled_time) == ("plan", time(9))

    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="08:30")
    assert api.get("/plans/offer").json()["offer"] == "collides"
    assert blocks(plan(api, "repair"))["Water"] == "02 09:35"


def test_kept_day_of_a_series_stays(api, add, make_series):
    [row, *_] = instances_of(make_series("FREQ=DAILY;COUNT=1", "Water", **DAILY))
    apply(api, plan(api))
    api.patch(f"/instances/{row.pk}", {"placed_by": "person"})
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="08:30")

    assert blocks(plan(api, "repair"))["Water"] == "02 09:00"


@pytest.mark.parametrize("accept", ["all", "part"])
def test_plan_made_before_a_time_was_kept_is_outdated(api, add, accept):
    task = add("Report", duration=60)
    apply(api, plan(api))
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="09:30")
    add("Call", duration=30)
    proposal = plan(api)
    api.patch(f"/tasks/{task.pk}", {"placed_by": "person"})
    response = apply(api, proposal, None if accept == "all" else [f"t{task.pk}"])

    assert (response.status_code, placement(task)) == (409, (MONDAY, "09:00"))


def test_chosen_day_survives_acceptance_and_the_next_plan(api, add):
    task = add("Form", duration=30, scheduled_date=TUESDAY, deadline_date=MONDAY)
    task_id = f"/tasks/{task.pk}"
    api.patch(task_id, {"deadline_hard": False})
    apply(api, plan(api, "week"))

    assert (placement(task), task.day_chosen) == ((TUESDAY, "09:00"), True)
    assert [block["state"] for block in plan(api, "week")["blocks"]] == ["kept"]


def test_any_day_lets_a_plan_leave_the_date(api, add):
    task = add("Form", duration=30, scheduled_date=TUESDAY)
    api.patch(f"/tasks/{task.pk}", {"day_chosen": False})

    assert blocks(plan(api, "week")) == {"Form": "02 09:00"}


def test_chosen_day_before_the_earliest_start_gives_way_to_it(api, add):
    add("Form", duration=30, scheduled_date=MONDAY, earliest_start=TUESDAY)

    assert blocks(plan(api, "week")) == {"Form": "03 09:00"}


def test_plan_keeps_the_promised_chunk_and_moves_the_accepted_one(api, add):
    task = add("Book", duration=120, chunk_min=60, chunk_max=60)
    chunks = [
        {"date": "2026-03-02", "time": "09:00:00", "minutes": 60, "by": "plan"},
        {"date": "2026-03-02", "time": "15:00:00", "minutes": 60},
    ]
    api.patch(f"/tasks/{task.pk}", {"chunks": chunks})
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="09:30")
    apply(api, plan(api, "repair"))
    task.refresh_from_db()

    assert [chunk["time"] for chunk in task.chunks] == ["10:35:00", "15:00:00"]
    assert [chunk.get("by") for chunk in task.chunks] == [None, "person"]
    assert (task.placed_by, task.scheduled_time) == ("plan", time(10, 35))


def test_undo_of_an_accepted_plan_restores_the_promise(api, add, clock_at_eight):
    task = add("Call", duration=30, scheduled_date=MONDAY, scheduled_time="09:00")
    clock_at_eight.move_to("2026-03-02T10:00:00Z")
    activity = apply(api, plan(api, "repair")).json()["activity"]
    assert placement(task) == (MONDAY, "11:00")
    api.post(f"/activity/{activity}/undo")

    assert (placement(task), task.placed_by, task.day_chosen) == ((MONDAY, "09:00"), "person", True)


def test_materialized_days_need_no_value_for_who_placed_them(make_series):
    make_series("FREQ=DAILY", "Water", starts_at=time(9))

    assert set(TaskInstance.objects.values_list("placed_by", flat=True)) == {"person"}
