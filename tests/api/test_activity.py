"""/api/v1/activity"""

from __future__ import annotations

import pytest

from tasks.snapshot import activity as log


@pytest.fixture
def task(make_task):
    return make_task("Call Grandma")


def entries(api, query: str = "") -> list[dict]:
    return api.get(f"/activity{query}").json()


def test_it_says_who_did_what_newest_first(api, alice, task):
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


def test_it_says_what_was_undone(api, task):
    api.post(f"/tasks/{task.pk}/complete")
    done = entries(api)[0]["id"]
    api.post(f"/activity/{done}/undo")
    undo, complete, _ = entries(api)

    assert (undo["undoes"], undo["undone"]) == (done, False)
    assert complete["undone"] is True


def test_it_can_be_of_one_task(api, task, make_task):
    make_task("Something else")
    api.post(f"/tasks/{task.pk}/complete")

    assert [row["action"] for row in entries(api, f"?task_id={task.pk}")] == ["complete", "add"]


def test_it_comes_in_pages(api, task, monkeypatch):
    monkeypatch.setattr(log, "PAGE", 1)
    api.post(f"/tasks/{task.pk}/complete")
    newest = entries(api)
    older = entries(api, f"?before={newest[0]['id']}")

    assert [row["action"] for row in (*newest, *older)] == ["complete", "add"]


def test_undo_answers_with_a_patch(api, task):
    api.post(f"/tasks/{task.pk}/complete")
    patch = api.post(f"/activity/{entries(api)[0]['id']}/undo").json()

    assert [row["status"] for row in patch["tasks"]] == ["pending"]


def test_undo_twice_is_a_conflict(api, task):
    api.post(f"/tasks/{task.pk}/complete")
    path = f"/activity/{entries(api)[0]['id']}/undo"
    api.post(path)
    answer = api.post(path)

    assert (answer.status_code, answer.json()["title"]) == (409, "That was undone already.")


def test_undo_after_a_later_change_is_a_conflict_that_shows_the_row(api, task):
    first = api.patch(f"/tasks/{task.pk}", {"title": "Visit Grandma"}).json()
    api.patch(f"/tasks/{task.pk}", {"title": "Write to Grandma"})
    answer = api.post(f"/activity/{first['activity']}/undo")

    assert answer.status_code == 409
    assert "Undo the later change first" in answer.json()["title"]
    assert answer.json()["current"]["title"] == "Write to Grandma"


def test_a_later_change_of_another_field_is_no_conflict(api, task):
    first = api.patch(f"/tasks/{task.pk}", {"title": "Visit Grandma"}).json()
    api.patch(f"/tasks/{task.pk}", {"impact": 1})
    row = api.post(f"/activity/{first['activity']}/undo").json()["tasks"][0]

    assert (row["title"], row["impact"]) == ("Call Grandma", 1)
