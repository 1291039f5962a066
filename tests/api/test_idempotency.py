"""Idempotency-Key: a write sent twice is carried out once"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from tasks.models import Activity, Task
from tests.conftest import Api

URL = "/api/v1/quickadd"
# From the page's outbox, from the draft's examples, and the longest one.
GOOD_KEYS = ["8e03978e-40d5-43dd-bc93-6894a57f9324", '"8e03978e"', "Alice 1 2", "k" * 64]
BAD_KEYS = ["", "k" * 65, "k" * 5_000, "ключ", "a\tb", " k", "k ", "\x7f", "a\x00"]


def send(api, key: str, method: str, path: str, body: object = None):
    content = b"" if body is None else json.dumps(body).encode()
    headers = {"Idempotency-Key": key}
    return api.client.generic(
        method, f"/api/v1{path}", content, content_type="application/json", headers=headers
    )


def post(api, key: str, title: str = "Call Grandma"):
    return send(api, key, "POST", "/quickadd", {"text": title})


def titles() -> list[str]:
    return sorted(Task.objects.values_list("title", flat=True))


def test_repeated_request_returns_the_first_response(api):
    first, second = post(api, "k1").json(), post(api, "k1").json()

    assert second == first
    assert Task.objects.count() == 1


def test_request_with_another_key_is_carried_out(api):
    post(api, "k1")
    post(api, "k2")

    assert Task.objects.count() == 2


def test_idempotency_key_is_separate_per_user(api, bobs_api):
    post(api, "k1", "Mine")
    response = post(bobs_api, "k1", "Theirs").json()

    assert [task["title"] for task in response["tasks"]] == ["Theirs"]


@pytest.mark.parametrize("key", GOOD_KEYS)
def test_idempotency_key_is_compared_exactly(api, key):
    assert post(api, key).json() == post(api, key).json()
    assert post(api, "another", "Second").status_code == 200
    assert titles() == ["Call Grandma", "Second"]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_invalid_idempotency_key_is_rejected(api, key):
    response = post(api, key)

    assert (response.status_code, response.json()["field"]) == (422, "Idempotency-Key")
    assert response.json()["title"].endswith("such as a UUID.")
    assert titles() == []


def test_two_long_keys_with_the_same_prefix_are_rejected(api):
    responses = [post(api, "k" * 64 + end, title) for end, title in (("1", "One"), ("2", "Two"))]

    assert [response.status_code for response in responses] == [422, 422]


def test_idempotency_key_of_a_read_is_ignored(api):
    assert send(api, "k" * 65, "GET", "/me").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/quickadd", {"text": "Visit Grandma"}),
        ("POST", "/tasks", {"text": "Call Grandma"}),
        ("POST", "/tasks", {"title": "Call Grandma"}),
        ("POST", "/quickadd?again=1", {"text": "Call Grandma"}),
        ("PATCH", "/tasks/{pk}", {"text": "Call Grandma"}),
        ("POST", "/tasks/{pk}/complete", None),
        ("DELETE", "/tasks/{pk}/series", None),
        ("POST", "/tasks/{pk}/timer", None),
        ("DELETE", "/tasks/{pk}/timer", None),
        ("PATCH", "/me/preferences", {"week_start": 6}),
    ],
)
def test_reused_key_is_rejected_when_the_request_differs(api, method, path, body):
    post(api, "k1")
    task = Task.objects.get()
    response = send(api, "k1", method, path.format(pk=task.pk), body)

    assert response.status_code == 422
    assert Activity.objects.count() == 1
    assert Task.objects.get().version == task.version


def test_rejection_of_a_reused_key_suggests_a_new_key(api):
    post(api, "k1")
    problem = post(api, "k1", "Visit Grandma").json()

    assert problem["field"] == "Idempotency-Key"
    assert problem["title"].endswith("Send this one with a new key.")


def test_key_of_a_rejected_request_can_be_reused(api):
    assert post(api, "k1", "").status_code == 422
    assert post(api, "k1", "Call Grandma").status_code == 200


def test_key_of_an_outdated_plan_can_be_reused(api, make_task, make_domain):
    task = make_task(duration=60, domain_id=make_domain().pk)
    plan = api.post("/plans", {"kind": "day"}).json()
    api.patch(f"/tasks/{task.pk}", {"duration": 90})
    responses = [send(api, "k1", "POST", f"/plans/{plan['id']}/apply", {}) for _ in range(2)]

    assert [response.status_code for response in responses] == [409, 409]


def test_repeated_request_changes_nothing_when_the_first_changed_nothing(api):
    task = post(api, "k1").json()["tasks"][0]
    path = f"/tasks/{task['id']}"
    first = send(api, "k2", "PATCH", path, {"title": "Call Grandma"}).json()
    api.patch(path, {"title": "Visit Grandma"})
    second = send(api, "k2", "PATCH", path, {"title": "Call Grandma"}).json()

    assert (first["activity"], first["tasks"], second) == (None, [], first)
    assert titles() == ["Visit Grandma"]
    assert [entry["action"] for entry in api.get("/activity").json()] == ["change", "add"]


def test_repeated_request_is_recognized_when_its_text_has_another_meaning_now(api, clock):
    first = post(api, "k1", "Milk every day until 2026-03-03").json()
    clock.shift(timedelta(days=5))

    later = post(api, "k2", "Milk every day until 2026-03-03").json()
    assert later["tasks"][0]["title"] == "Milk every day until 2026-03-03"
    assert (
        post(api, "k1", "Milk every day until 2026-03-03").json()["activity"] == first["activity"]
    )


def test_request_of_the_previous_release_is_recognized(api):
    first = post(api, "k1").json()
    Activity.objects.update(request_fingerprint="")

    assert post(api, "k1").json() == first


@pytest.mark.django_db(transaction=True)
def test_four_concurrent_requests_with_one_key_are_carried_out_once(alice):
    barrier = Barrier(4)

    def run(api: Api):
        barrier.wait(timeout=10)
        try:
            return post(api, "k1")
        finally:
            connections.close_all()

    apis = [Api(alice) for _ in range(4)]
    with ThreadPoolExecutor(4) as tabs:
        responses = list(tabs.map(run, apis))

    assert {response.status_code for response in responses} == {200}
    assert len({response.content for response in responses}) == 1
    assert titles() == ["Call Grandma"]
