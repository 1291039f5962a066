"""editing.batch: one thing done to many"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing import batch
from tasks.editing.refusals import NotThere, Refused
from tasks.models import Activity, Completion, Task, TaskInstance
from tests.conftest import days_of


@pytest.fixture
def rows(make_task, make_series):
    return [make_task(title).pk for title in "abc"], [row.pk for row in days_of(make_series())[:2]]


def statuses(model, ids) -> set[str]:
    return set(model.objects.filter(pk__in=ids).values_list("status", flat=True))


@pytest.mark.parametrize(
    ("action", "task", "day"),
    [("complete", "completed", "completed"), ("reopen", "pending", "pending")],
)
def test_it_does_one_thing_to_tasks_and_days(alice, rows, action, task, day):
    batch.do(alice, action, *rows, {})

    assert statuses(Task, rows[0]) == {task}
    assert statuses(TaskInstance, rows[1]) == {day}


def test_it_is_one_activity(alice, rows):
    before = Activity.objects.count()
    batch.do(alice, "complete", *rows, {})

    assert Activity.objects.count() == before + 1
    assert Completion.objects.count() == 5


def test_it_moves_tasks_and_days(alice, rows):
    slot = {"scheduled_date": date(2026, 3, 20), "scheduled_time": time(10)}
    batch.do(alice, "change", *rows, slot)

    for model, ids in zip((Task, TaskInstance), rows, strict=True):
        found = model.objects.filter(pk__in=ids)
        assert set(found.values_list("scheduled_date", "scheduled_time")) == {tuple(slot.values())}


def test_a_domain_takes_what_hangs_below_along(alice, make_task, make_domain):
    parent, work = make_task(), make_domain("Work")
    make_task(parent_id=parent.pk)
    batch.do(alice, "change", [parent.pk], [], {"domain_id": work.pk})

    assert {task.domain for task in Task.objects.all()} == {work}


def test_a_parent_and_its_child_are_completed_once(alice, make_task):
    parent = make_task()
    child = make_task(parent_id=parent.pk)
    batch.do(alice, "complete", [child.pk, parent.pk, child.pk], [], {})

    assert Completion.objects.count() == 2


@pytest.mark.parametrize(
    ("action", "fields"),
    [("skip", {}), ("archive", {}), ("change", {"impact": 1}), ("change", {"duration": 0})],
)
def test_what_cannot_be_done_to_one_is_done_to_none(alice, rows, action, fields):
    with pytest.raises(Refused):
        batch.do(alice, action, *rows, fields)

    assert statuses(Task, rows[0]) == {"pending"}
    assert set(Task.objects.filter(pk__in=rows[0]).values_list("impact", flat=True)) == {4}


def test_a_series_among_them_refuses_all(alice, rows, make_series):
    with pytest.raises(Refused, match="one of its days"):
        batch.do(alice, "complete", [*rows[0], make_series().pk], [], {})

    assert statuses(Task, rows[0]) == {"pending"}


@pytest.mark.parametrize("action", ["complete", "reopen", "archive", "change"])
def test_a_strangers_task_among_them_refuses_all(alice, bob, rows, make_task, action):
    theirs = make_task(user=bob)
    with pytest.raises(NotThere):
        batch.do(alice, action, [*rows[0], theirs.pk], [], {"impact": 1})

    assert statuses(Task, [*rows[0], theirs.pk]) == {"pending"}


def test_and_so_does_a_strangers_day(bob, rows):
    with pytest.raises(NotThere):
        batch.do(bob, "complete", [], rows[1], {})

    assert statuses(TaskInstance, rows[1]) == {"pending"}
