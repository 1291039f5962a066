"""Applying proposals, all of one or parts, through /api/v1/plans"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.models import Proposal

from .proposals import apply, blocks, placement, plan

MONDAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("clock_at_eight")


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
    first = add(
        "First", duration=60, scheduled_date=MONDAY, scheduled_time="09:00", placed_by="plan"
    )
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


def test_apply_splits_a_long_task_into_chunks(api, add, clock_at_eight):
    task = add("Book", duration=600, chunk_min=60, chunk_max=300)
    proposal = plan(api, "week")
    assert sum(b["minutes"] for b in proposal["blocks"]) == 600
    apply(api, proposal)
    task.refresh_from_db()

    assert len(task.chunks) == len(proposal["blocks"]) >= 2
    assert plan(api, "week")["sentence"] == "Nothing needs to change."


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


def test_apply_reads_a_proposal_that_the_previous_release_stored(alice, api, add):
    task = add("Ship it", duration=60)
    proposal = plan(api)
    row = Proposal.objects.get(pk=proposal["id"])
    request = {"kind": "day", "first": None, "last": None, "late_minutes": 0, "without": []}
    request |= {"rest_of_day": False, "backlog": True, "seed": 0, "days": 0, "about": ""}
    names = {"blocks", "left_out", "cost", "gap", "complete", "elapsed", "seed"}

    for added in ("around", "released", "preferred", "extra_hours"):  # since this release
        assert row.request.pop(added) == []
    assert row.plan.pop("all_day") == row.plan.pop("before") == []
    for added in ("partial", "urgent"):
        assert not row.plan["plan"].pop(added)
    row.save()
    assert row.request == request
    assert row.plan["plan"].keys() == names
    assert apply(api, proposal).status_code == 200
    assert placement(task) == (MONDAY, "09:00")
