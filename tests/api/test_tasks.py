"""/api/v1/tasks: tasks, batches and series"""

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
    *("placed_by", "day_chosen", "deadline_hard", "chunk_min", "chunk_max", "chunks"),
    *(
        "ideal_time",
        "reminder",
        "pinned",
        "position",
        "status",
        "completed_at",
        "created_at",
        "version",
    ),
    *("labels", "blocked_by", "series"),
}


def test_new_task_returns_a_patch(api, alice):
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


def test_task_row_formats_dates_times_and_instants_as_documented(api, alice):
    fields = {"scheduled_date": TODAY, "scheduled_time": "09:30", "deadline_date": "2026-03-09"}
    row = api.post("/tasks", {"title": "Call", **fields}).json()["tasks"][0]

    assert (row["scheduled_time"], row["deadline_date"]) == ("09:30:00", "2026-03-09")
    assert row["created_at"] == "2026-03-02T08:00:00+00:00"


@pytest.mark.parametrize("ideal", ["morning", "evening", "09:00-11:30", "22:00-02:00", ""])
def test_ideal_time_is_stored_for_tasks_and_series_when_it_is_valid(api, alice, ideal):
    series = {"rrule": "FREQ=DAILY;COUNT=2", "starts_on": TODAY}
    patch = api.post("/tasks", {"title": "Run", "ideal_time": ideal, "series": series}).json()

    assert patch["tasks"][0]["ideal_time"] == ideal


def test_change_of_an_ideal_time_is_undone(api, alice):
    task = api.post("/tasks", {"title": "Run", "ideal_time": "morning"}).json()["tasks"][0]
    activity = api.patch(f"/tasks/{task['id']}", {"ideal_time": "evening"}).json()["activity"]
    api.post(f"/activity/{activity}/undo")

    assert Task.objects.get().ideal_time == "morning"


def test_new_repeating_task_returns_its_instances(api, alice):
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
        "times": [],
        "summary": patch["tasks"][0]["series"]["summary"],
        "paused_until": None,
        "pauses_when_away": False,
        "deadline_days": None,
        "version": 1,
    }
    assert len(patch["instances"]) == 61


def test_task_details_include_the_description(api, make_task):
    task = make_task(description="Ask about the recipe")
    row = api.get(f"/tasks/{task.pk}").json()

    assert set(row) == ROW | {"description", "timer", "tracked_minutes", "band"}
    assert (row["description"], row["has_description"]) == ("Ask about the recipe", True)


def test_task_list_omits_archived_tasks(api, make_task):
    tasks = [make_task(title) for title in "abc"]
    api.post(f"/tasks/{tasks[0].pk}/archive")
    api.post(f"/tasks/{tasks[1].pk}/complete")

    assert [row["title"] for row in api.get("/tasks").json()] == ["b", "c"]


@pytest.mark.parametrize(
    ("status", "title"), [("pending", "c"), ("completed", "b"), ("archived", "a")]
)
def test_task_list_can_be_filtered_by_status(api, make_task, status, title):
    tasks = [make_task(title) for title in "abc"]
    api.post(f"/tasks/{tasks[0].pk}/archive")
    api.post(f"/tasks/{tasks[1].pk}/complete")

    assert [row["title"] for row in api.get(f"/tasks?status={status}").json()] == [title]


def test_task_change_keeps_other_fields(api, alice, make_task):
    label, task = Label.objects.create(user=alice, name="errand"), make_task(duration=20)
    patch = api.patch(f"/tasks/{task.pk}", {"impact": 1, "labels": [label.pk]}).json()

    row = patch["tasks"][0]
    assert (row["impact"], row["duration"], row["labels"]) == (1, 20, [label.pk])


def test_null_clears_a_field_of_a_task(api, make_task):
    task = make_task(duration=20)

    assert api.patch(f"/tasks/{task.pk}", {"duration": None}).json()["tasks"][0]["duration"] is None


def test_change_of_labels_returns_the_task(api, alice, make_task):
    label, task = Label.objects.create(user=alice, name="errand"), make_task()
    api.patch(f"/tasks/{task.pk}", {"labels": [label.pk]})
    patch = api.patch(f"/tasks/{task.pk}", {"labels": []}).json()

    assert [(row["id"], row["labels"]) for row in patch["tasks"]] == [(task.pk, [])]


def test_empty_task_change_returns_an_empty_patch(api, make_task):
    patch = api.patch(f"/tasks/{make_task().pk}", {}).json()

    assert (patch["activity"], patch["tasks"], patch["gone"]) == (None, [], NOTHING)


def test_completing_a_task_returns_its_subtasks_too(api, make_task):
    parent = make_task()
    make_task(parent_id=parent.pk)
    patch = api.post(f"/tasks/{parent.pk}/complete").json()

    assert {row["status"] for row in patch["tasks"]} == {"completed"}
    assert {row["completed_at"] for row in patch["tasks"]} == {"2026-03-02T08:00:00+00:00"}
    assert len(patch["tasks"]) == 2


@pytest.mark.parametrize("verb", ["complete", "reopen", "archive", "restore"])
def test_task_action_changes_nothing_when_repeated(api, make_task, verb):
    path = f"/tasks/{make_task().pk}/{verb}"
    api.post(path)

    assert api.post(path).json()["activity"] is None


def test_archiving_a_series_lists_its_instances_as_gone(api, make_series):
    plants = make_series()
    patch = api.post(f"/tasks/{plants.pk}/archive").json()

    assert len(patch["gone"]["instances"]) == 61
    assert patch["tasks"][0]["status"] == "archived"


def test_restoring_a_series_returns_its_instances(api, make_series):
    plants = make_series()
    api.post(f"/tasks/{plants.pk}/archive")

    assert len(api.post(f"/tasks/{plants.pk}/restore").json()["instances"]) == 61


def test_series_change_updates_every_instance(api, make_series):
    plants = make_series()
    body = {"rrule": "FREQ=DAILY;INTERVAL=2", "starts_on": TODAY}
    patch = api("PUT", f"/tasks/{plants.pk}/series", body).json()

    assert patch["tasks"][0]["series"]["rrule"] == "FREQ=DAILY;INTERVAL=2"
    assert (len(patch["instances"]), len(patch["gone"]["instances"])) == (31, 30)


def test_series_change_can_start_on_a_later_date(api, make_series):
    plants = make_series()
    body = {"rrule": "FREQ=WEEKLY", "starts_on": TODAY, "scope": "following", "from": "2026-03-09"}
    patch = api("PUT", f"/tasks/{plants.pk}/series", body).json()

    old, new = patch["tasks"]
    assert "UNTIL=20260308" in old["series"]["rrule"]
    assert new["series"]["starts_on"] == "2026-03-09"


def test_stopping_a_series_leaves_one_task(api, make_series):
    plants = make_series()
    patch = api("DELETE", f"/tasks/{plants.pk}/series").json()

    assert (patch["tasks"][0]["series"], patch["tasks"][0]["scheduled_date"]) == (None, TODAY)
    assert len(patch["gone"]["instances"]) == 61


def test_batch_returns_one_patch(api, make_task):
    ids = [make_task(title).pk for title in "abc"]
    body = {"action": "change", "task_ids": ids, "fields": {"scheduled_date": TODAY}}
    patch = api.post("/tasks/batch", body).json()

    assert [row["scheduled_date"] for row in patch["tasks"]] == [TODAY] * 3
    assert api.post(f"/activity/{patch['activity']}/undo").status_code == 200
    assert not Task.objects.exclude(scheduled_date=None).exists()


def test_completed_tasks_are_listed_by_the_days_of_their_schedule_or_completion(
    api, bobs_api, make_task, clock
):
    for title, day in {"Report": "2026-02-20", "Call": None, "Later": "2026-03-20"}.items():
        api.post(f"/tasks/{make_task(title, scheduled_date=day).pk}/complete")
    make_task("Open", scheduled_date="2026-02-20")

    def titles(person, first, last):
        days = f"first={first}&last={last}"
        return [row["title"] for row in person.get(f"/tasks?status=completed&{days}").json()]

    assert titles(api, "2026-02-20", "2026-02-20") == ["Report"]
    assert titles(api, "2026-03-02", "2026-03-02") == ["Report", "Call", "Later"]
    assert titles(api, "2026-03-03", "2026-03-19") == []
    assert titles(bobs_api, "2026-01-01", "2026-12-31") == []
