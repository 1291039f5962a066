"""/api/v1/tasks"""

from __future__ import annotations

import pytest

from tasks.models import Label, Task
from tests.conftest import NOW

TODAY = str(NOW.date())
NOTHING: dict = {"tasks": [], "instances": [], "domains": [], "labels": []}
PATCH = {"rev", "since", "activity", "tasks", "instances", "domains", "labels", "gone"}
ROW = {
    *("id", "domain_id", "parent_id", "title", "has_description", "impact", "clarity", "duration"),
    *("scheduled_date", "scheduled_time", "deadline_date", "deadline_time", "earliest_start"),
    *("deadline_hard", "chunk_min", "chunk_max", "chunks"),
    *("reminder", "pinned", "position", "status", "completed_at", "created_at", "version"),
    *("labels", "blocked_by", "series"),
}


def test_a_new_task_comes_back_as_a_patch(api, alice):
    patch = api.post("/tasks", {"title": "Call Grandma", "scheduled_date": TODAY}).json()

    row = patch["tasks"][0]
    assert set(patch) == PATCH
    assert set(row) == ROW
    assert (row["title"], row["scheduled_date"], row["status"]) == (
        "Call Grandma",
        TODAY,
        "pending",
    )
    assert patch["activity"] == patch["rev"]


def test_days_times_and_instants_are_spelled_as_documented(api, alice):
    fields = {"scheduled_date": TODAY, "scheduled_time": "09:30", "deadline_date": "2026-03-09"}
    row = api.post("/tasks", {"title": "Call", **fields}).json()["tasks"][0]

    assert (row["scheduled_time"], row["deadline_date"]) == ("09:30:00", "2026-03-09")
    assert row["created_at"] == "2026-03-02T08:00:00+00:00"


def test_a_repeating_task_comes_with_its_days(api, alice):
    series = {"rrule": "FREQ=DAILY", "starts_on": TODAY, "starts_at": "08:00"}
    patch = api.post("/tasks", {"title": "Run", "series": series}).json()

    assert patch["tasks"][0]["series"] == {
        "rrule": "FREQ=DAILY",
        "kind": "calendar",
        "missing_days": "skip",
        "starts_on": TODAY,
        "starts_at": "08:00:00",
        "exdates": [],
        "rdates": [],
        "summary": patch["tasks"][0]["series"]["summary"],
    }
    assert len(patch["instances"]) == 61


def test_one_task_is_read_with_its_description(api, make_task):
    task = make_task(description="Ask about the recipe")
    row = api.get(f"/tasks/{task.pk}").json()

    assert set(row) == ROW | {"description", "timer", "tracked_minutes", "band"}
    assert (row["description"], row["has_description"]) == ("Ask about the recipe", True)


def test_the_list_leaves_out_what_is_archived(api, make_task):
    tasks = [make_task(title) for title in "abc"]
    api.post(f"/tasks/{tasks[0].pk}/archive")
    api.post(f"/tasks/{tasks[1].pk}/complete")

    assert [row["title"] for row in api.get("/tasks").json()] == ["b", "c"]


@pytest.mark.parametrize(
    ("status", "title"), [("pending", "c"), ("completed", "b"), ("archived", "a")]
)
def test_the_list_can_be_of_one_status(api, make_task, status, title):
    tasks = [make_task(title) for title in "abc"]
    api.post(f"/tasks/{tasks[0].pk}/archive")
    api.post(f"/tasks/{tasks[1].pk}/complete")

    assert [row["title"] for row in api.get(f"/tasks?status={status}").json()] == [title]


def test_a_change_names_what_it_changes(api, alice, make_task):
    label, task = Label.objects.create(user=alice, name="errand"), make_task(duration=20)
    patch = api.patch(f"/tasks/{task.pk}", {"impact": 1, "labels": [label.pk]}).json()

    row = patch["tasks"][0]
    assert (row["impact"], row["duration"], row["labels"]) == (1, 20, [label.pk])


def test_null_clears(api, make_task):
    task = make_task(duration=20)

    assert api.patch(f"/tasks/{task.pk}", {"duration": None}).json()["tasks"][0]["duration"] is None


def test_labels_alone_tell_of_their_task(api, alice, make_task):
    label, task = Label.objects.create(user=alice, name="errand"), make_task()
    api.patch(f"/tasks/{task.pk}", {"labels": [label.pk]})
    patch = api.patch(f"/tasks/{task.pk}", {"labels": []}).json()

    assert [(row["id"], row["labels"]) for row in patch["tasks"]] == [(task.pk, [])]


def test_an_empty_change_is_an_empty_patch(api, make_task):
    patch = api.patch(f"/tasks/{make_task().pk}", {}).json()

    assert (patch["activity"], patch["tasks"], patch["gone"]) == (None, [], NOTHING)


def test_completing_tells_of_all_that_was_completed(api, make_task):
    parent = make_task()
    make_task(parent_id=parent.pk)
    patch = api.post(f"/tasks/{parent.pk}/complete").json()

    assert {row["status"] for row in patch["tasks"]} == {"completed"}
    assert {row["completed_at"] for row in patch["tasks"]} == {"2026-03-02T08:00:00+00:00"}
    assert len(patch["tasks"]) == 2


@pytest.mark.parametrize("verb", ["complete", "reopen", "archive", "restore"])
def test_each_verb_can_be_sent_twice(api, make_task, verb):
    path = f"/tasks/{make_task().pk}/{verb}"
    api.post(path)

    assert api.post(path).json()["activity"] is None


def test_archiving_a_series_takes_its_days_off_the_page(api, make_series):
    plants = make_series()
    patch = api.post(f"/tasks/{plants.pk}/archive").json()

    assert len(patch["gone"]["instances"]) == 61
    assert patch["tasks"][0]["status"] == "archived"


def test_restoring_it_brings_them_back(api, make_series):
    plants = make_series()
    api.post(f"/tasks/{plants.pk}/archive")

    assert len(api.post(f"/tasks/{plants.pk}/restore").json()["instances"]) == 61


def test_a_series_can_be_changed_as_a_whole(api, make_series):
    plants = make_series()
    body = {"rrule": "FREQ=DAILY;INTERVAL=2", "starts_on": TODAY}
    patch = api("PUT", f"/tasks/{plants.pk}/series", body).json()

    assert patch["tasks"][0]["series"]["rrule"] == "FREQ=DAILY;INTERVAL=2"
    assert (len(patch["instances"]), len(patch["gone"]["instances"])) == (31, 30)


def test_or_from_a_day_on(api, make_series):
    plants = make_series()
    body = {"rrule": "FREQ=WEEKLY", "starts_on": TODAY, "scope": "following", "from": "2026-03-09"}
    patch = api("PUT", f"/tasks/{plants.pk}/series", body).json()

    old, new = patch["tasks"]
    assert "UNTIL=20260308" in old["series"]["rrule"]
    assert new["series"]["starts_on"] == "2026-03-09"


def test_stopping_leaves_one_plain_task(api, make_series):
    plants = make_series()
    patch = api("DELETE", f"/tasks/{plants.pk}/series").json()

    assert (patch["tasks"][0]["series"], patch["tasks"][0]["scheduled_date"]) == (None, TODAY)
    assert len(patch["gone"]["instances"]) == 61


def test_a_batch_is_one_patch(api, make_task):
    ids = [make_task(title).pk for title in "abc"]
    body = {"action": "change", "task_ids": ids, "fields": {"scheduled_date": TODAY}}
    patch = api.post("/tasks/batch", body).json()

    assert [row["scheduled_date"] for row in patch["tasks"]] == [TODAY] * 3
    assert api.post(f"/activity/{patch['activity']}/undo").status_code == 200
    assert not Task.objects.exclude(scheduled_date=None).exists()
