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


def test_blocks_are_scheduled_in_one_activity(api, task, make_task, make_series):
    other, day = make_task("Write"), instances_of(make_series())[0]
    response = place(
        api,
        block("10:00", task_id=task.pk),
        block("10:30", task_id=other.pk),
        block(None, instance_id=day.pk),
    ).json()

    task.refresh_from_db()
    assert (task.scheduled_date, task.scheduled_time) == (date(2026, 3, 5), time(10))
    api.post(f"/activity/{response['activity']}/undo")
    assert not Task.objects.filter(scheduled_date__isnull=False).exists()


def test_blocks_are_all_rejected_when_one_is_invalid(api, task, make_series):
    response = place(api, block(task_id=task.pk), block(task_id=make_series().pk))

    assert response.status_code == 422
    assert "repeats" in response.json()["title"]
    task.refresh_from_db()
    assert task.scheduled_date is None


@pytest.mark.parametrize("ids", [{}, {"task_id": 1, "instance_id": 1}])
def test_block_is_rejected_without_exactly_one_id(api, ids):
    response = place(api, block(**ids))

    assert response.status_code == 422
    assert "either" in response.json()["title"]


def test_blocks_of_another_user_return_404(bobs_api, task, make_series):
    day = instances_of(make_series())[0]
    activities = Activity.objects.count()

    assert place(bobs_api, block(task_id=task.pk)).status_code == 404
    assert place(bobs_api, block(instance_id=day.pk)).status_code == 404
    assert Activity.objects.count() == activities


def test_instance_returns_its_own_description(api, bobs_api, make_series):
    day = instances_of(make_series())[0]
    api.patch(f"/instances/{day.pk}", {"own_description": "Only the ferns"})

    assert api.get(f"/instances/{day.pk}").json()["own_description"] == "Only the ferns"
    assert bobs_api.get(f"/instances/{day.pk}").status_code == 404
