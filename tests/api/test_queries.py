"""How many queries a request takes: a stated number, the same however much a person has"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Activity, Change, Domain, Task, TaskInstance
from tests.conftest import NOW, Api

TODAY = NOW.date()
DAYS = f"first={TODAY - timedelta(days=14)}&last={TODAY + timedelta(days=14)}"

# Each is asked by a person with a row and by one with 200 of each kind; session and user included.
MOST = {
    ("GET", f"/planner?{DAYS}"): 5,
    ("GET", "/tasks"): 3,
    ("GET", "/tasks?status=pending"): 3,
    ("GET", f"/instances?{DAYS}"): 3,
    ("GET", "/domains"): 3,
    ("GET", "/labels"): 3,
    ("GET", "/activity"): 4,
    ("GET", "/activity?task_id={task}"): 5,
    ("GET", "/tasks/{task}"): 5,
    ("GET", "/instances/{day}"): 4,
    ("GET", "/me"): 3,
    ("POST", "/tasks"): 12,
    ("PATCH", "/tasks/{task}"): 13,
    ("POST", "/tasks/{task}/complete"): 20,
    ("POST", "/tasks/{task}/reopen"): 8,
    ("POST", "/tasks/{task}/archive"): 15,
    ("POST", "/instances/{day}/complete"): 18,
    ("PATCH", "/instances/{day}"): 13,
    ("POST", "/instances/from-earlier"): 18,
    ("POST", "/quickadd"): 17,
    ("POST", "/quickadd/preview"): 9,
}
BODIES = {
    "/tasks": {"title": "Call Grandma"},
    "/tasks/{task}": {"title": "Visit Grandma"},
    "/instances/{day}": {"scheduled_time": "10:00"},
    "/instances/from-earlier": {"action": "complete"},
    "/quickadd": {"text": "Milk"},
    "/quickadd/preview": {"text": "Milk #ho"},
}


def fill(user, count: int) -> dict[str, int]:
    """`count` domains, tasks with a subtask, days of a series (half from earlier), and edits."""
    domains = Domain.objects.bulk_create(
        Domain(user=user, name=f"Domain {n}") for n in range(count)
    )
    tasks = Task.objects.bulk_create(
        Task(user=user, title=f"Task {n}", domain=domains[n]) for n in range(count)
    )
    Task.objects.bulk_create(
        Task(user=user, title=f"Part {n}", domain=domains[n], parent=tasks[n]) for n in range(count)
    )
    series = Task.objects.create(user=user, title="Water the plants")
    days = [TODAY + timedelta(days=n - (count + 1) // 2) for n in range(count)]
    rows = TaskInstance.objects.bulk_create(
        TaskInstance(user=user, task=series, recurrence_id=day, scheduled_date=day) for day in days
    )
    log = Activity.objects.bulk_create(Activity(user=user, action="change") for _ in range(count))
    Change.objects.bulk_create(
        Change(activity=one, user=user, kind="task", object_id=tasks[0].pk, after={}) for one in log
    )
    return {"task": tasks[0].pk, "day": rows[-1].pk}


def queries(user, ids: dict[str, int], method: str, path: str) -> int:
    api = Api(user)
    api.get("/me")  # what Django remembers from then on
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = api(method, path.format(**ids), BODIES.get(path) if method != "GET" else None)
    assert answer.status_code == 200, answer.json()
    return len(seen)


@pytest.mark.parametrize(("method", "path"), MOST)
def test_it_takes_as_many_queries_with_a_row_as_with_200(alice, bob, method, path):
    few = queries(alice, fill(alice, 1), method, path)
    many = queries(bob, fill(bob, 200), method, path)

    assert few == many <= MOST[method, path]
