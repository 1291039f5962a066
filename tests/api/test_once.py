"""Idempotency-Key: a write sent twice is carried out once"""

from __future__ import annotations

from tasks.models import Task


def post(api, key: str, title: str = "Call Grandma"):
    return api.client.post(
        "/api/v1/quickadd",
        {"text": title},
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_the_second_answer_is_that_of_the_first(api):
    first, second = post(api, "k1").json(), post(api, "k1").json()

    assert second == first
    assert Task.objects.count() == 1


def test_another_key_is_another_request(api):
    post(api, "k1")
    post(api, "k2")

    assert Task.objects.count() == 2


def test_a_strangers_key_is_their_own(api, bobs_api):
    post(api, "k1", "Mine")
    answer = post(bobs_api, "k1", "Theirs").json()

    assert [task["title"] for task in answer["tasks"]] == ["Theirs"]
