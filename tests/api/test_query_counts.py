"""Query counts: each request takes a fixed number of queries, however many rows there are"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Activity, Change, Domain, Label, Series, Task, TaskInstance
from tests.conftest import NOW, Api

TODAY = NOW.date()
DAYS = f"first={TODAY - timedelta(days=14)}&last={TODAY + timedelta(days=14)}"

# Measured for a user with 1 row and one with 200 rows of each kind, including session and user.
MAX_QUERIES = {
    ("GET", f"/planner?{DAYS}"): 3,
    ("GET", "/tasks"): 3,
    ("GET", "/tasks?status=pending"): 3,
    ("GET", f"/instances?{DAYS}"): 3,
    ("GET", "/domains"): 3,
    ("GET", "/labels"): 3,
    ("GET", "/activity"): 4,
    ("GET", "/activity?task_id={task}"): 5,
    ("GET", "/tasks/{task}"): 5,
    ("GET", "/instances/{day}"): 4,
    ("GET", "/me"): 2,
    ("GET", "/plans/offer"): 9,
    ("POST", "/tasks"): 10,
    ("PATCH", "/tasks/{task}"): 10,
    ("POST", "/tasks/{task}/complete"): 13,
    ("POST", "/tasks/{task}/reopen"): 7,
    ("POST", "/tasks/{task}/archive"): 12,
    ("POST", "/instances/{day}/complete"): 15,
    ("PATCH", "/instances/{day}"): 11,
    ("POST", "/instances/from-earlier"): 15,
    ("POST", "/quickadd"): 15,
    ("POST", "/quickadd/preview"): 8,
    ("POST", "/quickadd/moment"): 5,
}
BODIES = {
    "/tasks": {"title": "Call Grandma"},
    "/tasks/{task}": {"title": "Visit Grandma"},
    "/instances/{day}": {"scheduled_time": "10:00"},
    "/instances/from-earlier": {"action": "complete"},
    "/quickadd": {"text": "Milk"},
    "/quickadd/preview": {"text": "Milk #ho"},
    "/quickadd/moment": {"text": "fri 9"},
}


def fill(user, count: int) -> dict[str, int]:
    """Add `count` domains, tasks with a subtask, occurrences (half in the past) and edits."""
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
        Change(activity=entry, user=user, kind="task", object_id=tasks[0].pk, after={})
        for entry in log
    )
    part = Task.objects.get(parent=tasks[0])
    return {"task": tasks[0].pk, "part": part.pk, "day": rows[-1].pk}


def fill_after_completion_series(user, count: int) -> None:
    """Add `count` series of the after-completion kind, each with one instance."""
    tasks = Task.objects.bulk_create(Task(user=user, title="Filter") for _ in range(count))
    Series.objects.bulk_create(
        Series(task=task, user=user, rrule="FREQ=DAILY", starts_on=TODAY, kind="after_completion")
        for task in tasks
    )
    TaskInstance.objects.bulk_create(
        TaskInstance(user=user, task=task, recurrence_id=TODAY, scheduled_date=TODAY)
        for task in tasks
    )


def queries(user, ids: dict[str, int], method: str, path: str) -> int:
    return count_queries(
        user, method, path.format(**ids), BODIES.get(path) if method != "GET" else None
    )


def count_queries(user, method: str, path: str, body) -> int:
    api = Api(user)
    api.get("/me")  # body Django remembers from then on
    with CaptureQueriesContext(connection) as captured:
        response = api(method, path, body)
    assert response.status_code == 200, response.json()
    return len(captured)


@pytest.mark.parametrize(("method", "path"), MAX_QUERIES)
def test_request_takes_the_same_queries_with_1_and_200_rows(alice, bob, method, path):
    few = queries(alice, fill(alice, 1), method, path)
    many = queries(bob, fill(bob, 200), method, path)

    assert few == many <= MAX_QUERIES[method, path]


@pytest.mark.parametrize(
    "path", [f"/tasks/{{part}}/promise?by={TODAY}T23:00", f"/promise?text=Milk by {TODAY}"]
)
def test_promise_takes_few_queries_with_200_rows(alice, path):
    """A kind of row that doesn't take part saves its query."""
    assert queries(alice, fill(alice, 200), "GET", path) <= 14


SLOT = {"scheduled_date": f"{TODAY}", "scheduled_time": "10:00"}
# Batch actions, measured with 1 row and with 200.
MAX_BATCH_QUERIES = {
    ("task_ids", "complete"): 20,
    ("task_ids", "reopen"): 15,
    ("task_ids", "archive"): 16,
    ("task_ids", "change"): 22,
    ("instance_ids", "complete"): 24,
    ("instance_ids", "skip"): 20,
    ("instance_ids", "reopen"): 15,
    ("instance_ids", "change"): 13,
}


def rows_of(user, kind: str):
    if kind == "task_ids":
        return Task.objects.for_user(user).filter(domain__isnull=False, parent=None)
    return TaskInstance.objects.for_user(user)


def count_batch_queries(user, count: int, kind: str, action: str) -> int:
    fill(user, count)
    fill_after_completion_series(user, count)
    body: dict = {"action": action, kind: list(rows_of(user, kind).values_list("pk", flat=True))}
    if action == "reopen":
        rows_of(user, kind).update(status="completed", completed_at=NOW)
    if action == "change":
        body["fields"] = SLOT | (links(user) if kind == "task_ids" else {})
    return count_queries(user, "POST", "/tasks/batch", body)


def links(user) -> dict:
    label = Label.objects.create(user=user, name="new")
    return {"parent_id": Task.objects.create(user=user, title="Project").pk, "labels": [label.pk]}


@pytest.mark.parametrize(("kind", "action"), MAX_BATCH_QUERIES)
def test_batch_takes_the_same_queries_for_1_and_200_rows(alice, bob, kind, action):
    few, many = (
        count_batch_queries(alice, 1, kind, action),
        count_batch_queries(bob, 200, kind, action),
    )

    assert few == many <= MAX_BATCH_QUERIES[kind, action]


def count_placing_queries(user, count: int) -> int:
    fill(user, count)
    blocks = [{"task_id": row.pk, **SLOT} for row in rows_of(user, "task_ids")]
    blocks += [{"instance_id": row.pk, **SLOT} for row in rows_of(user, "instance_ids")]
    return count_queries(user, "POST", "/blocks", {"blocks": blocks})


def test_placing_blocks_takes_the_same_queries_for_1_and_200_rows(alice, bob):
    assert count_placing_queries(alice, 1) == count_placing_queries(bob, 200) <= 16
