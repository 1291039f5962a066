"""Days of series further away than the rows that are created ahead"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.materialization import materialize_all_instances
from tasks.models import TaskInstance
from tests.conftest import NOW, instances_of
from tests.world import everything

TODAY = NOW.date()
FAR = "2026-10-05"


@pytest.fixture
def birthday(make_series):
    return make_series("FREQ=YEARLY", "Birthday", starts_on=date(2025, 12, 24))


@pytest.fixture
def weekly(make_series):
    return make_series("FREQ=WEEKLY", "Call home", starts_at=time(18))


def pending(task) -> list[date]:
    return [row.recurrence_id for row in instances_of(task) if row.status == "pending"]


def shown(api, first: str = "2026-02-16", last: str = "2026-03-16") -> list[tuple[str, str]]:
    rows = api.get(f"/planner?first={first}&last={last}").json()["instances"]
    return [(row["scheduled_date"], row["status"]) for row in rows]


def listed(api, first: str = "2026-10-01", last: str = "2026-10-10") -> list[dict]:
    return api.get(f"/instances?first={first}&last={last}").json()


def test_next_day_of_a_yearly_series_is_in_the_snapshot(api, bobs_api, birthday):
    assert shown(api) == [("2026-12-24", "pending")]
    assert shown(bobs_api) == []


def test_next_day_of_a_monthly_series_is_in_the_snapshot_once(api, make_series):
    make_series("FREQ=MONTHLY", "Rent", starts_on=date(2026, 3, 31))

    assert shown(api) == [("2026-03-31", "pending")]


@pytest.mark.parametrize("verb", ["complete", "skip"])
def test_day_finished_early_is_followed_by_the_next_one(api, birthday, verb):
    (day,) = instances_of(birthday)
    patch = api.post(f"/instances/{day.pk}/{verb}").json()

    assert pending(birthday) == [date(2027, 12, 24)]
    assert {row["scheduled_date"] for row in patch["instances"]} == {"2026-12-24", "2027-12-24"}


def test_undo_of_an_early_completion_restores_exactly_the_rows_before(alice, api, birthday):
    before = everything(alice)
    patch = api.post(f"/instances/{instances_of(birthday)[0].pk}/complete").json()
    api.post(f"/activity/{patch['activity']}/undo")

    assert everything(alice) == before


def test_next_day_can_be_moved_early_and_appears_in_its_new_place(api, birthday):
    (day,) = instances_of(birthday)
    api.patch(f"/instances/{day.pk}", {"scheduled_date": "2026-03-05"})

    assert ("2026-03-05", "pending") in shown(api)


def test_next_day_exists_after_the_last_one_has_passed(birthday, clock):
    clock.move_to(NOW + timedelta(days=298))  # 25 December
    materialize_all_instances()

    assert pending(birthday) == [date(2026, 12, 24), date(2027, 12, 24)]


def test_yearly_series_is_not_due_every_day(birthday, clock):
    clock.shift(timedelta(days=100))

    assert materialize_all_instances().users == 0


def test_days_beyond_the_horizon_are_listed_without_rows(api, bobs_api, weekly):
    (day,) = listed(api)

    assert (day["scheduled_date"], day["scheduled_time"], day["id"] < 0) == (FAR, "18:00:00", True)
    assert api.get(f"/instances/{day['id']}").json()["recurrence_id"] == FAR
    assert not TaskInstance.objects.filter(recurrence_id=FAR).exists()
    assert listed(bobs_api) == []
    assert bobs_api.get(f"/instances/{day['id']}").status_code == 404


@pytest.mark.parametrize(
    ("verb", "status"), [("complete", "completed"), ("skip", "skipped"), ("reopen", "pending")]
)
def test_acting_on_a_day_beyond_the_horizon_creates_its_row(alice, api, weekly, verb, status):
    before = everything(alice)
    (day,) = listed(api)
    patch = api.post(f"/instances/{day['id']}/{verb}").json()

    row = TaskInstance.objects.get(task=weekly, recurrence_id=FAR)
    assert row.status == status
    assert row.pk in [instance["id"] for instance in patch["instances"]]
    assert day["id"] in patch["gone"]["instances"]
    assert [other["id"] for other in listed(api)] == [row.pk]
    api.post(f"/activity/{patch['activity']}/undo")
    assert everything(alice) == before


def test_day_beyond_the_horizon_can_be_moved_renamed_and_changed_in_bulk(api, weekly):
    first, second = listed(api, "2026-10-01", "2026-10-12")
    api.patch(f"/instances/{first['id']}", {"scheduled_date": "2026-10-06", "own_title": "Visit"})
    body = {"instance_ids": [second["id"]], "action": "change"}
    api.post("/tasks/batch", {**body, "fields": {"scheduled_time": "20:00"}})

    rows = listed(api, "2026-10-01", "2026-10-12")
    assert [(row["scheduled_date"], row["own_title"]) for row in rows] == [
        ("2026-10-06", "Visit"),
        ("2026-10-12", None),
    ]
    assert rows[1]["scheduled_time"] == "20:00:00"


def test_day_beyond_the_horizon_can_be_created_by_task_and_date(api, bobs_api, weekly):
    body = {"task_id": weekly.pk, "recurrence_id": FAR}
    assert bobs_api.post("/instances", body).status_code == 404
    created = api.post("/instances", body).json()["instances"]

    assert api.post("/instances", body).status_code == 200
    assert TaskInstance.objects.filter(task=weekly, recurrence_id=FAR).count() == 1
    assert created[0]["scheduled_date"] == FAR


@pytest.mark.parametrize("day", ["2026-10-06", "2026-02-23"])  # not of the rule; past
def test_day_that_the_series_does_not_have_is_not_found(api, weekly, day):
    body = {"task_id": weekly.pk, "recurrence_id": day}

    assert api.post("/instances", body).status_code == 404


@pytest.mark.parametrize("pk", [-1, -(2**63), -(2**20), -(99 << 20 | 739_000)])
def test_unknown_negative_id_is_not_found(api, weekly, pk):
    assert api.post(f"/instances/{pk}/complete").status_code == 404
    assert api.get(f"/instances/{pk}").status_code == 404


def test_other_user_cannot_act_on_a_day_beyond_the_horizon(api, bobs_api, weekly):
    (day,) = listed(api)

    assert bobs_api.post(f"/instances/{day['id']}/complete").status_code == 404
    assert not TaskInstance.objects.filter(recurrence_id=FAR).exists()


def test_materialization_leaves_a_day_alone_that_was_completed_early(api, weekly, clock):
    (day,) = listed(api)
    api.post(f"/instances/{day['id']}/complete")
    clock.shift(timedelta(days=170))
    materialize_all_instances()

    days = [row.recurrence_id for row in instances_of(weekly)]
    assert len(days) == len(set(days))
    assert TaskInstance.objects.get(task=weekly, recurrence_id=FAR).status == "completed"


def test_series_completes_with_its_last_day_and_reopens_with_it(alice, api, bobs_api, make_series):
    course = make_series("FREQ=DAILY;COUNT=2")
    first, last = instances_of(course)
    api.post(f"/instances/{last.pk}/complete")
    assert api.get(f"/tasks/{course.pk}").json()["status"] == "pending"

    before = everything(alice)
    patch = api.post(f"/instances/{first.pk}/skip").json()
    assert api.get(f"/tasks/{course.pk}").json()["status"] == "completed"
    api.post(f"/activity/{patch['activity']}/undo")
    assert everything(alice) == before

    api.post(f"/instances/{first.pk}/complete")
    api.post(f"/instances/{first.pk}/reopen")
    assert api.get(f"/tasks/{course.pk}").json()["status"] == "pending"
