"""Random edits, for properties that must hold after any sequence of requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from core.models import User
from tasks.models import Activity, Domain, Label, Task, TaskInstance
from tests.world import TODAY

Request = tuple[str, str, Any]


class Rows:
    """Choose among a user's current rows by number. Without rows, the id is 0."""

    def __init__(self, user: User) -> None:
        self.user = user

    def pick(self, model: Any, number: int) -> int:
        ids = list(model.objects.filter(user=self.user).order_by("pk").values_list("pk", flat=True))
        return ids[number % len(ids)] if ids else 0

    def task(self, number: int) -> int:
        return self.pick(Task, number)

    def day(self, number: int) -> int:
        """Return the id of an instance at most nine days ahead."""
        instances = TaskInstance.objects.filter(
            user=self.user, recurrence_id__lte=TODAY + timedelta(9)
        )
        ids = list(instances.order_by("pk").values_list("pk", flat=True))
        return ids[number % len(ids)] if ids else 0

    def some(self, model: Any, number: int) -> list[int]:
        return sorted({self.pick(model, number), self.pick(model, number // 7)} - {0})


def _day(number: int) -> str:
    return str(TODAY + timedelta(days=number % 21 - 3))


def _rule(number: int) -> dict[str, Any]:
    rrule = ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY")
    is_after_completion = number % 5 == 0
    return {
        "rrule": "FREQ=DAILY;INTERVAL=2" if is_after_completion else rrule[number % 4],
        "kind": "after_completion" if is_after_completion else "calendar",
        "starts_on": _day(number),
        "starts_at": "08:00" if number % 2 else None,
    }


def _edits(rows: Rows, a: int, b: int) -> list[Request]:
    task, day = f"/tasks/{rows.task(a)}", f"/instances/{rows.day(a)}"
    domain = f"/domains/{rows.pick(Domain, a)}"
    action = ("move", "thoughts", "archive")[b % 3]
    batch = {"task_ids": rows.some(Task, a), "instance_ids": rows.some(TaskInstance, b)}
    return [
        ("POST", "/tasks", {"title": f"Task {a}", "parent_id": rows.task(b) if b % 2 else None}),
        ("POST", "/tasks", {"title": "Run", "series": _rule(b)}),
        ("POST", "/quickadd", {"text": f"Party {a}\n  Invite\n    Write\n  Dance every 2 days"}),
        ("PATCH", task, {"title": f"Renamed {b}", "scheduled_date": None, "impact": b % 4 + 1}),
        ("PATCH", task, {"scheduled_date": _day(b), "scheduled_time": "09:00"}),
        ("PATCH", task, {"domain_id": rows.pick(Domain, b) if b % 3 else None}),
        ("PATCH", task, {"parent_id": rows.task(b) if b % 4 else None}),
        ("PATCH", task, {"labels": rows.some(Label, b), "blocked_by": rows.some(Task, b)}),
        ("POST", f"{task}/complete", None),
        ("POST", f"{task}/reopen", None),
        ("POST", f"{task}/archive", None),
        ("POST", f"{task}/restore", None),
        ("DELETE", task, None),
        ("DELETE", day, None),
        ("POST", f"{day}/restore", None),
        ("DELETE", f"/trash{task}", None),
        ("DELETE", f"/trash{day}", None),
        ("PUT", f"{task}/series", _rule(b)),
        ("PUT", f"{task}/series", _rule(b) | {"scope": "following", "from": _day(b // 2)}),
        ("DELETE", f"{task}/series", None),
        ("POST", f"{day}/complete", None),
        ("POST", f"{day}/skip", None),
        ("POST", f"{day}/reopen", None),
        ("PATCH", day, {"scheduled_date": _day(b), "own_title": "Mine" if b % 2 else None}),
        ("PATCH", day, {"own_domain_id": rows.pick(Domain, b)}),
        ("POST", "/instances/from-earlier", {"action": ("complete", "skip")[b % 2]}),
        ("POST", "/tasks/batch", {"action": ("complete", "reopen")[b % 2], **batch}),
        ("POST", "/blocks", {"blocks": [{"task_id": rows.task(a), "scheduled_date": _day(b)}]}),
        ("POST", "/tasks/batch", {"action": "archive", "task_ids": batch["task_ids"]}),
        ("POST", "/domains", {"name": f"Domain {a}"}),
        ("POST", f"{domain}/archive", {"tasks": action, "domain_id": rows.pick(Domain, b)}),
        ("POST", f"{domain}/restore", None),
        ("POST", "/labels", {"name": f"label {a}"}),
        ("DELETE", f"/labels/{rows.pick(Label, a)}", None),
        ("POST", f"/activity/{rows.pick(Activity, a)}/undo", None),
    ]


# The first number chooses the edit, the other two its rows and values.
numbers = st.integers(0, 10_000)
step = st.tuples(numbers, numbers, numbers)
steps = st.lists(step, min_size=1, max_size=12)


def edit(user: User, step: tuple[int, int, int]) -> Request:
    """Return the request of a step, for the rows that exist now."""
    number, a, b = step
    edits = _edits(Rows(user), a, b)
    return edits[number % len(edits)]


@contextmanager
def rollback() -> Iterator[None]:
    """Roll back every database change of the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
