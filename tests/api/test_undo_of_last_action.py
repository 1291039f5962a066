"""POST /activity/undo and /redo: the person's last action, or that of a request"""

from __future__ import annotations

import json

import pytest

from core.actor import act_as
from tasks.editing import tasks
from tasks.editing.default_domain import ensure_domain
from tasks.models import Task


@pytest.fixture
def task(api, alice):
    """A task that Alice added on a page."""
    api.post("/tasks", {"title": "Call Grandma"})
    return Task.objects.get(user=alice)


def step(api, way: str, body: object = None):
    return api.post(f"/activity/{way}", {} if body is None else body)


def keyed(api, key: str, method: str, path: str, body: object):
    return api.client.generic(
        method,
        f"/api/v1{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def title(task) -> str:
    return Task.objects.get(pk=task.pk).title


def test_undo_takes_back_the_last_action_and_names_it(api, task):
    api.post(f"/tasks/{task.pk}/complete")
    response = step(api, "undo")

    assert response.json()["change"] == "Completed: Call Grandma"
    assert [row["status"] for row in response.json()["tasks"]] == ["pending"]


def test_undo_goes_back_step_by_step_and_redo_forward_again(api, task):
    for name in ("One", "Two"):
        api.patch(f"/tasks/{task.pk}", {"title": name})
    seen = []
    for way in ("undo", "undo", "redo", "redo", "undo"):
        step(api, way)
        seen.append(title(task))

    assert seen == ["One", "Call Grandma", "One", "Two", "One"]


def test_redo_is_rejected_after_a_new_action(api, task):
    api.patch(f"/tasks/{task.pk}", {"title": "One"})
    step(api, "undo")
    api.post(f"/tasks/{task.pk}/complete")
    response = step(api, "redo")

    assert (response.status_code, response.json()["title"]) == (422, "There is nothing to redo.")


def test_undo_is_rejected_when_there_is_nothing_to_undo(api):
    assert step(api, "undo").json()["title"] == "There is nothing to undo."


def test_undo_skips_what_the_product_and_phones_did(api, alice, task):
    api.post(f"/tasks/{task.pk}/complete")
    with act_as("api", alice.pk):
        tasks.add(alice, {"title": "From the phone"})
    step(api, "undo")

    assert Task.objects.filter(title="From the phone").exists()
    assert not Task.objects.get(pk=task.pk).is_completed


def test_undo_of_the_last_action_never_reaches_another_user(api, bobs_api, task):
    assert step(bobs_api, "undo").status_code == 422
    assert Task.objects.filter(pk=task.pk).exists()


def test_undo_of_a_request_finds_it_by_its_key(api, task):
    keyed(api, "k1", "PATCH", f"/tasks/{task.pk}", {"title": "One"})
    api.post(f"/tasks/{task.pk}/complete")
    response = step(api, "undo", {"request_key": "k1"})

    assert response.json()["change"] == "Changed: Call Grandma"
    assert (title(task), Task.objects.get(pk=task.pk).is_completed) == ("Call Grandma", True)


def test_undo_of_a_request_of_another_user_is_404(api, bobs_api, task):
    keyed(api, "k1", "PATCH", f"/tasks/{task.pk}", {"title": "One"})

    assert step(bobs_api, "undo", {"request_key": "k1"}).status_code == 404
    assert title(task) == "One"


def test_undo_names_an_added_task_that_it_removes(api, task):
    assert step(api, "undo").json()["change"] == "Added: Call Grandma"
    assert step(api, "redo").json()["change"] == "Added: Call Grandma"


def test_undo_never_removes_the_domain_that_sign_up_added(api, alice):
    ensure_domain(alice)

    assert step(api, "undo").json()["title"] == "There is nothing to undo."
