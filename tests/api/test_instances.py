"""/api/v1/instances"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW, instances_of

TODAY = str(NOW.date())
ROW = {
    *("id", "task_id", "recurrence_id", "scheduled_date", "scheduled_time", "starts_at", "moved"),
    *("status", "completed_at", "own_title", "own_duration", "own_domain_id"),
    *("has_own_description", "version"),
}


@pytest.fixture
def day(make_series):
    return instances_of(make_series())[0]


def between(api, first: str, last: str) -> list[dict]:
    return api.get(f"/instances?first={first}&last={last}").json()


def test_the_days_of_some_days(api, day):
    rows = between(api, TODAY, "2026-03-04")

    assert {row["scheduled_date"] for row in rows} == {TODAY, "2026-03-03", "2026-03-04"}
    assert set(rows[0]) == ROW


def test_a_moved_day_is_found_where_it_stands(api, day):
    api.patch(f"/instances/{day.pk}", {"scheduled_date": "2026-03-20"})

    assert day.pk not in [row["id"] for row in between(api, TODAY, TODAY)]
    moved = next(row for row in between(api, "2026-03-20", "2026-03-20") if row["id"] == day.pk)
    assert (moved["recurrence_id"], moved["moved"]) == (TODAY, True)


def test_what_was_put_away_is_left_out(api, day):
    api.post(f"/tasks/{day.task_id}/archive")

    assert between(api, TODAY, TODAY) == []


@pytest.mark.parametrize(
    ("verb", "status"), [("complete", "completed"), ("skip", "skipped"), ("reopen", "pending")]
)
def test_each_verb_answers_with_the_row(api, day, verb, status):
    api.post(f"/instances/{day.pk}/{'skip' if verb == 'reopen' else 'reopen'}")
    patch = api.post(f"/instances/{day.pk}/{verb}").json()

    assert [(row["id"], row["status"]) for row in patch["instances"]] == [(day.pk, status)]


def test_completing_one_that_brings_the_next_tells_of_both(api, make_series):
    day = instances_of(make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion"))[0]
    patch = api.post(f"/instances/{day.pk}/complete").json()

    assert [row["status"] for row in patch["instances"]] == ["completed", "pending"]


def test_undoing_that_says_which_is_gone(api, make_series):
    day = instances_of(make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion"))[0]
    patch = api.post(f"/instances/{day.pk}/complete").json()
    undone = api.post(f"/activity/{patch['activity']}/undo").json()

    assert undone["gone"]["instances"] == [patch["instances"][1]["id"]]


def test_its_own_words_are_told_but_for_the_notes(api, day):
    body = {"own_title": "Ferns", "own_description": "Not the cactus", "own_duration": 5}
    row = api.patch(f"/instances/{day.pk}", body).json()["instances"][0]

    assert (row["own_title"], row["own_duration"]) == ("Ferns", 5)
    assert row["has_own_description"] is True


def test_from_earlier_settles_all(api, day, clock):
    clock.shift(timedelta(days=2))
    patch = api.post("/instances/from-earlier", {"action": "skip"}).json()

    assert [row["status"] for row in patch["instances"]] == ["skipped", "skipped"]


def test_nothing_from_earlier_is_an_empty_patch(api, day):
    assert api.post("/instances/from-earlier", {"action": "skip"}).json()["activity"] is None
