"""`amends`: the saves of one text are one entry of the log, and one undo"""

from __future__ import annotations

import json

import pytest

from tasks.models import Activity, Task

BASE = "Call Grandma"


@pytest.fixture
def task(make_task):
    return make_task(BASE)


def save(api, task, key: str, text: str, **fields):
    return api.client.generic(
        "PATCH",
        f"/api/v1/tasks/{task.pk}",
        json.dumps({"title": text, **fields}),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def log(api, task) -> list[str]:
    return [row["action"] for row in api.get(f"/activity?task_id={task.pk}").json()]


def title(task) -> str:
    return Task.objects.get(pk=task.pk).title


def undo(api, key: str):
    return api.post("/activity/undo", {"request_key": key})


def test_saves_of_one_text_are_one_entry_and_one_undo(api, task):
    save(api, task, "k1", "Call G")
    save(api, task, "k2", "Call Gi", amends="k1")
    save(api, task, "k3", "Call Gina", amends="k2")

    assert log(api, task) == ["change", "add"]
    undo(api, "k3")
    assert title(task) == BASE


def test_a_save_that_changes_nothing_leaves_the_earlier_one_undoable(api, task):
    save(api, task, "k1", "Call Gina")
    patch = save(api, task, "k2", "Call Gina ", amends="k1").json()
    undo(api, "k1")

    assert (patch["activity"], title(task)) == (None, BASE)


def test_undo_and_redo_of_an_amended_text_are_exact(api, task):
    save(api, task, "k1", "Call G")
    save(api, task, "k2", "Call Gina", amends="k1")
    api.post("/activity/undo", {})
    api.post("/activity/redo", {})

    assert title(task) == "Call Gina"


def test_a_repeated_save_is_carried_out_once_after_it_was_amended(api, task):
    save(api, task, "k1", "Call G")
    save(api, task, "k2", "Call Gina", amends="k1")
    response = save(api, task, "k1", "Call G")

    assert (response.status_code, title(task)) == (200, "Call Gina")


def test_a_page_that_missed_all_saves_receives_the_row(api, task):
    since = Activity.objects.latest("pk").pk
    save(api, task, "k1", "Call G")
    save(api, task, "k2", "Call Gina", amends="k1")
    rows = api.get(f"/changes?since={since}").json()["tasks"]

    assert [row["title"] for row in rows] == ["Call Gina"]


def test_a_change_of_the_text_in_between_stays_its_own_entry(api, task):
    save(api, task, "k1", "Call G")
    save(api, task, "k2", "Call Ada")
    save(api, task, "k3", "Call Gina", amends="k1")

    assert log(api, task) == ["change", "change", "change", "add"]
    undo(api, "k3")
    assert title(task) == "Call Ada"


def test_a_save_after_an_undo_starts_a_new_entry(api, task):
    save(api, task, "k1", "Call G")
    undo(api, "k1")
    save(api, task, "k2", "Call Gina", amends="k1")
    undo(api, "k2")

    assert title(task) == BASE


def test_a_save_never_amends_the_request_of_another_user(api, bobs_api, task, bob):
    save(api, task, "k1", "Call G")
    bobs_api.post("/tasks", {"title": "Mine"})
    theirs = Task.objects.get(user=bob)
    save(bobs_api, theirs, "k2", "Ours", amends="k1")

    assert log(api, task) == ["change", "add"]
    undo(api, "k1")
    assert title(task) == BASE


def test_notes_of_a_day_are_amended_too(api):
    day = api.post("/quickadd", {"text": "Water plants every day 8:00"}).json()["instances"][0]
    path = f"/instances/{day['id']}"
    for key, text, earlier in (("k1", "Use", ""), ("k2", "Use rain water", "k1")):
        api.client.generic(
            "PATCH",
            f"/api/v1{path}",
            json.dumps({"own_description": text, "amends": earlier}),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )
    undo(api, "k2")

    assert api.get(path).json()["own_description"] is None
