"""POST /api/v1/blocks"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.models import Activity, Task
from tests.conftest import instances_of

DAY = "2026-03-05"


@pytest.fixture
def task(make_task):
    return make_task("Call Grandma")


def block(at: str | None = "10:00", **ids):
    return {**ids, "scheduled_date": DAY, "scheduled_time": at}


def place(api, *blocks):
    return api.post("/blocks", {"blocks": blocks})


def test_many_blocks_are_one_activity_and_one_undo(api, task, make_task, make_series):
    other, day = make_task("Write"), instances_of(make_series())[0]
    answer = place(
        api,
        block("10:00", task_id=task.pk),
        block("10:30", task_id=other.pk),
        block(None, instance_id=day.pk),
    ).json()

    task.refresh_from_db()
    assert (task.scheduled_date, task.scheduled_time) == (date(2026, 3, 5), time(10))
    api.post(f"/activity/{answer['activity']}/undo")
    assert not Task.objects.filter(scheduled_date__isnull=False).exists()


def test_all_or_none(api, task, make_series):
    answer = place(api, block(task_id=task.pk), block(task_id=make_series().pk))

    assert answer.status_code == 422
    assert "repeats" in answer.json()["title"]
    task.refresh_from_db()
    assert task.scheduled_date is None


@pytest.mark.parametrize("ids", [{}, {"task_id": 1, "instance_id": 1}])
def test_a_block_is_of_one_thing(api, ids):
    answer = place(api, block(**ids))

    assert answer.status_code == 422
    assert "either" in answer.json()["title"]


def test_a_strangers_rows_are_not_there(bobs_api, task, make_series):
    day = instances_of(make_series())[0]
    done = Activity.objects.count()

    assert place(bobs_api, block(task_id=task.pk)).status_code == 404
    assert place(bobs_api, block(instance_id=day.pk)).status_code == 404
    assert Activity.objects.count() == done


def test_one_day_shows_its_own_notes(api, bobs_api, make_series):
    day = instances_of(make_series())[0]
    api.patch(f"/instances/{day.pk}", {"own_description": "Only the ferns"})

    assert api.get(f"/instances/{day.pk}").json()["own_description"] == "Only the ferns"
    assert bobs_api.get(f"/instances/{day.pk}").status_code == 404
