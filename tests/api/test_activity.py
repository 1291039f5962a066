"""/api/v1/activity: the log and undo"""

from __future__ import annotations

import pytest

from tasks.snapshot import activity as log


@pytest.fixture
def task(make_task):
    return make_task("Call Grandma")


def entries(api, query: str = "") -> list[dict]:
    return api.get(f"/activity{query}").json()


def test_activity_lists_changes_newest_first(api, alice, task):
    api.patch(f"/tasks/{task.pk}", {"title": "Visit Grandma"})
    latest, first = entries(api)

    assert (first["action"], latest["action"], latest["source"]) == ("add", "change", "web")
    assert latest["changes"] == [
        {
            "kind": "task",
            "id": task.pk,
            "before": {"title": "Call Grandma"},
            "after": {"title": "Visit Grandma"},
        }
    ]


def test_activity_marks_undone_entries(api, task):
    api.post(f"/tasks/{task.pk}/complete")
    completion = entries(api)[0]["id"]
    api.post(f"/activity/{completion}/undo")
    undo, complete, _ = entries(api)

    assert (undo["undoes"], undo["undone"]) == (completion, False)
    assert complete["undone"] is True


def test_activity_can_be_filtered_by_task(api, task, make_task):
    make_task("Something else")
    api.post(f"/tasks/{task.pk}/complete")

    assert [row["action"] for row in entries(api, f"?task_id={task.pk}")] == ["complete", "add"]


def test_activity_is_paginated(api, task, monkeypatch):
    monkeypatch.setattr(log, "PAGE_SIZE", 1)
    api.post(f"/tasks/{task.pk}/complete")
    newest = entries(api)
    older = entries(api, f"?before={newest[0]['id']}")

    assert [row["action"] for row in (*newest, *older)] == ["complete", "add"]


def test_undo_returns_a_patch(api, task):
    api.post(f"/tasks/{task.pk}/complete")
    patch = api.post(f"/activity/{entries(api)[0]['id']}/undo").json()

    assert [row["status"] for row in patch["tasks"]] == ["pending"]


def test_undo_returns_409_when_repeated(api, task):
    api.post(f"/tasks/{task.pk}/complete")
    path = f"/activity/{entries(api)[0]['id']}/undo"
    api.post(path)
    response = api.post(path)

    assert (response.status_code, response.json()["title"]) == (
        409,
        "This has already been undone.",
    )


def test_undo_returns_409_with_the_row_after_a_later_change(api, task):
    first = api.patch(f"/tasks/{task.pk}", {"title": "Visit Grandma"}).json()
    api.patch(f"/tasks/{task.pk}", {"title": "Write to Grandma"})
    response = api.post(f"/activity/{first['activity']}/undo")

    assert response.status_code == 409
    assert "Undo the later change first" in response.json()["title"]
    assert response.json()["current"]["title"] == "Write to Grandma"


def test_undo_succeeds_after_a_later_change_of_another_field(api, task):
    first = api.patch(f"/tasks/{task.pk}", {"title": "Visit Grandma"}).json()
    api.patch(f"/tasks/{task.pk}", {"impact": 1})
    row = api.post(f"/activity/{first['activity']}/undo").json()["tasks"][0]

    assert (row["title"], row["impact"]) == ("Call Grandma", 1)
