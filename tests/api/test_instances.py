"""/api/v1/instances: single occurrences of repeating tasks"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW, instances_of

TODAY = str(NOW.date())
ROW = {
    *("id", "task_id", "recurrence_id", "recurrence_time", "scheduled_date", "scheduled_time"),
    *("starts_at", "moved"),
    *("status", "completed_at", "own_title", "own_duration", "own_domain_id"),
    *("placed_by", "has_own_description", "version"),
}


@pytest.fixture
def day(make_series):
    return instances_of(make_series())[0]


def list_between(api, first: str, last: str) -> list[dict]:
    return api.get(f"/instances?first={first}&last={last}").json()


def test_instances_are_listed_by_date_range(api, day):
    rows = list_between(api, TODAY, "2026-03-04")

    assert {row["scheduled_date"] for row in rows} == {TODAY, "2026-03-03", "2026-03-04"}
    assert set(rows[0]) == ROW


def test_moved_instance_is_listed_on_its_new_date(api, day):
    api.patch(f"/instances/{day.pk}", {"scheduled_date": "2026-03-20"})

    assert day.pk not in [row["id"] for row in list_between(api, TODAY, TODAY)]
    moved = next(
        row for row in list_between(api, "2026-03-20", "2026-03-20") if row["id"] == day.pk
    )
    assert (moved["recurrence_id"], moved["moved"]) == (TODAY, True)


def test_instances_of_an_archived_task_are_not_listed(api, day):
    api.post(f"/tasks/{day.task_id}/archive")

    assert list_between(api, TODAY, TODAY) == []


@pytest.mark.parametrize(
    ("verb", "status"), [("complete", "completed"), ("skip", "skipped"), ("reopen", "pending")]
)
def test_instance_action_returns_the_row(api, day, verb, status):
    api.post(f"/instances/{day.pk}/{'skip' if verb == 'reopen' else 'reopen'}")
    patch = api.post(f"/instances/{day.pk}/{verb}").json()

    assert [(row["id"], row["status"]) for row in patch["instances"]] == [(day.pk, status)]


def test_completing_an_after_completion_instance_returns_the_next_one_too(api, make_series):
    day = instances_of(make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion"))[0]
    patch = api.post(f"/instances/{day.pk}/complete").json()

    assert [row["status"] for row in patch["instances"]] == ["completed", "pending"]


def test_undoing_an_after_completion_instance_lists_the_next_one_as_gone(api, make_series):
    day = instances_of(make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion"))[0]
    patch = api.post(f"/instances/{day.pk}/complete").json()
    undone = api.post(f"/activity/{patch['activity']}/undo").json()

    assert undone["gone"]["instances"] == [patch["instances"][1]["id"]]


def test_instance_row_contains_its_overrides_except_the_description(api, day):
    body = {"own_title": "Ferns", "own_description": "Not the cactus", "own_duration": 5}
    row = api.patch(f"/instances/{day.pk}", body).json()["instances"][0]

    assert (row["own_title"], row["own_duration"]) == ("Ferns", 5)
    assert row["has_own_description"] is True


def test_from_earlier_skips_every_earlier_instance(api, day, clock):
    clock.shift(timedelta(days=2))
    patch = api.post("/instances/from-earlier", {"action": "skip"}).json()

    assert [row["status"] for row in patch["instances"]] == ["skipped", "skipped"]


def test_from_earlier_returns_an_empty_patch_when_nothing_is_pending(api, day):
    assert api.post("/instances/from-earlier", {"action": "skip"}).json()["activity"] is None
