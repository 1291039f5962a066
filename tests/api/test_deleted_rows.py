"""Rows deleted between two queries of one request: a 404 or an omitted row, never a 500"""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tasks.models import Task, TaskInstance
from tests.conftest import NOW, Api

TODAY = str(NOW.date())
READS = [
    "/tasks/{task}",
    "/tasks/{task}/slots",
    f"/tasks/{{task}}/promise?by={TODAY}",
    f"/promise?text=Report by {TODAY}",
    "/instances/{day}",
    "/instances/{day}/slots",
    "/activity?task_id={task}",
    "/plans/offer",
    "/plans/{plan}",
    "/plans/{plan}/why/t{task}",
    f"/planner?first={TODAY}&last={TODAY}",
    "/changes?since=0",
]


@pytest.fixture
def ids(api, alice, make_task, make_series, make_domain):
    home = make_domain()
    task = make_task("Ship it", duration=60, domain_id=home.pk, scheduled_date=TODAY)
    make_task("Later", duration=60, domain_id=home.pk, blocked_by=[task.pk])
    series = make_series("FREQ=DAILY;COUNT=3")
    day = series.instances.order_by("pk").first()
    plan = api.post("/plans", {"kind": "day"}).json()
    return {"task": task.pk, "day": day.pk, "plan": plan["id"]}


@contextmanager
def deleting(user, number: int):
    """Delete the user's tasks and instances just before query `number` of this block."""
    count = 0

    def delete_first(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == number:
            TaskInstance.objects.for_user(user).delete()
            Task.objects.for_user(user).delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(delete_first):
        yield


@pytest.mark.parametrize("path", READS)
def test_read_causes_no_server_error_when_rows_are_deleted_meanwhile(alice, ids, path):
    statuses = set()
    for number in range(1, 14):
        with transaction.atomic():
            api = Api(alice)
            with deleting(alice, number):
                statuses.add(api.get(path.format(**ids)).status_code)
            transaction.set_rollback(True)

    assert statuses <= {200, 404, 422}
    assert Api(alice).get(path.format(**ids)).status_code == 200


@pytest.mark.parametrize("path", ["/tasks/{task}", "/instances/{day}"])
def test_read_returns_404_when_the_row_is_deleted_before_the_second_query(alice, ids, path):
    api = Api(alice)
    with deleting(alice, 4):
        response = api.get(path.format(**ids))

    assert response.status_code == 404
    assert response.json()["title"].startswith("There is no such task")


def test_conflict_omits_the_current_row_when_it_was_deleted(alice, ids, api):
    path = "/tasks/{task}".format(**ids)
    api.patch(path, {"title": "Visit", "version": 1})
    omitted = 0
    for number in range(3, 20):
        with transaction.atomic():
            with deleting(alice, number):
                response = api.patch(path, {"title": "Write", "version": 1})
            omitted += response.status_code == 409 and "current" not in response.json()
            transaction.set_rollback(True)
        assert response.status_code in (404, 409)

    assert omitted
