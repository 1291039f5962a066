"""Concurrent edits of one user in two tabs"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from core.models import User
from tasks.editing.tasks import change, complete
from tasks.editing.undo import undo
from tasks.errors import Conflict, Rejected
from tasks.models import Activity, Completion, Task, TaskDependency

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(user, *edits) -> list[str]:
    """Run edits in threads that start together; return each result or error."""
    barrier = Barrier(len(edits))

    def run(edit) -> str:
        try:
            person = User.objects.get(pk=user.pk)
            barrier.wait(timeout=10)
            edit(person)
        except (Conflict, Rejected) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(edits)) as tabs:
        return sorted(tabs.map(run, edits))


def test_concurrent_edits_create_no_cycle_of_subtasks(alice, make_task):
    a, b = make_task("a"), make_task("b")
    ends = at_once(
        alice,
        lambda user: change(user, a.pk, {"parent_id": b.pk}),
        lambda user: change(user, b.pk, {"parent_id": a.pk}),
    )

    assert ends == ["Rejected", "done"]
    assert Task.objects.exclude(parent=None).count() == 1


def test_concurrent_edits_create_no_cycle_of_dependencies(alice, make_task):
    a, b = make_task("a"), make_task("b")
    ends = at_once(
        alice,
        lambda user: change(user, a.pk, {"blocked_by": [b.pk]}),
        lambda user: change(user, b.pk, {"blocked_by": [a.pk]}),
    )

    assert ends == ["Rejected", "done"]
    assert TaskDependency.objects.count() == 1


def test_concurrent_completions_complete_once(alice, make_task):
    task = make_task()
    ends = at_once(alice, *[lambda user: complete(user, task.pk)] * 3)

    assert ends == ["done"] * 3
    assert Completion.objects.count() == 1


def test_concurrent_undos_undo_once(alice, make_task):
    task = make_task()
    complete(alice, task.pk)
    done = Activity.objects.latest("pk")
    ends = at_once(alice, *[lambda user: undo(user, done.pk)] * 2)

    assert ends == ["Conflict", "done"]
    assert Task.objects.get().version == 3


def test_concurrent_changes_do_not_overwrite_each_other(alice, make_task):
    task = make_task()
    ends = at_once(
        alice,
        lambda user: change(user, task.pk, {"title": "Mine"}, version=1),
        lambda user: change(user, task.pk, {"title": "No, mine"}, version=1),
    )

    assert ends == ["Conflict", "done"]
