"""editing.batch: one action on several tasks"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.editing import batch, series
from tasks.editing import tasks as editing
from tasks.editing.undo import undo
from tasks.errors import NotFound, Rejected
from tasks.models import Activity, Completion, Label, Task, TaskInstance
from tests.conftest import instances_of


@pytest.fixture
def rows(make_task, make_series):
    return [make_task(title).pk for title in "abc"], [
        row.pk for row in instances_of(make_series())[:2]
    ]


def statuses(model, ids) -> set[str]:
    return set(model.objects.filter(pk__in=ids).values_list("status", flat=True))


@pytest.mark.parametrize(
    ("action", "task", "day"),
    [("complete", "completed", "completed"), ("reopen", "pending", "pending")],
)
def test_batch_applies_an_action_to_tasks_and_instances(alice, rows, action, task, day):
    batch.apply_action(alice, action, *rows, {})

    assert statuses(Task, rows[0]) == {task}
    assert statuses(TaskInstance, rows[1]) == {day}


def test_batch_logs_one_activity(alice, rows):
    before = Activity.objects.count()
    batch.apply_action(alice, "complete", *rows, {})

    assert Activity.objects.count() == before + 1
    assert Completion.objects.count() == 5


def test_batch_moves_tasks_and_instances(alice, rows):
    slot = {"scheduled_date": date(2026, 3, 20), "scheduled_time": time(10)}
    batch.apply_action(alice, "change", *rows, slot)

    for model, ids in zip((Task, TaskInstance), rows, strict=True):
        rows = model.objects.filter(pk__in=ids)
        assert set(rows.values_list("scheduled_date", "scheduled_time")) == {tuple(slot.values())}


def test_batch_change_of_domain_includes_descendants(alice, make_task, make_domain):
    parent, work = make_task(), make_domain("Work")
    make_task(parent_id=parent.pk)
    batch.apply_action(alice, "change", [parent.pk], [], {"domain_id": work.pk})

    assert {task.domain for task in Task.objects.all()} == {work}


def test_batch_completes_a_parent_and_its_child_once(alice, make_task):
    parent = make_task()
    child = make_task(parent_id=parent.pk)
    batch.apply_action(alice, "complete", [child.pk, parent.pk, child.pk], [], {})

    assert Completion.objects.count() == 2


@pytest.mark.parametrize("child_first", [False, True])
def test_batch_keeps_a_child_below_its_parent_when_both_change_domain(
    alice, make_task, make_domain, child_first
):
    parent, work = make_task(), make_domain("Work")
    child = make_task(parent_id=parent.pk)
    pks = [child.pk, parent.pk] if child_first else [parent.pk, child.pk]
    batch.apply_action(alice, "change", pks, [], {"domain_id": work.pk})

    child.refresh_from_db()
    assert (child.parent_id, child.domain_id) == (parent.pk, work.pk)


def test_batch_moves_a_parent_and_its_child_below_another_task(alice, make_task):
    parent, above, root = make_task(), make_task(), make_task()
    child = make_task(parent_id=parent.pk)
    editing.change(alice, above.pk, {"parent_id": root.pk})
    batch.apply_action(alice, "change", [parent.pk, child.pk], [], {"parent_id": above.pk})

    assert set(Task.objects.filter(parent=above)) == {parent, child}


def test_batch_rejects_all_when_one_branch_is_too_deep(alice, make_task):
    parent, above, root = make_task(), make_task(), make_task()
    make_task(parent_id=parent.pk)
    editing.change(alice, above.pk, {"parent_id": root.pk})
    with pytest.raises(Rejected, match="3 levels"):
        batch.apply_action(
            alice, "change", [make_task().pk, parent.pk], [], {"parent_id": above.pk}
        )


def test_batch_rejects_a_task_as_its_own_subtask(alice, make_task):
    parent = make_task()
    child = make_task(parent_id=parent.pk)
    with pytest.raises(Rejected, match="subtask of itself"):
        batch.apply_action(
            alice, "change", [make_task().pk, parent.pk], [], {"parent_id": child.pk}
        )


def test_batch_replaces_the_labels_of_each_task(alice, make_task):
    old, new = (
        Label.objects.create(user=alice, name="old"),
        Label.objects.create(user=alice, name="new"),
    )
    one, two = make_task(labels=[old.pk, new.pk]), make_task()
    batch.apply_action(alice, "change", [one.pk, two.pk], [], {"labels": [new.pk]})

    assert [list(task.labels.all()) for task in (one, two)] == [[new], [new]]


def test_batch_adds_the_next_day_of_each_series_after_completion(alice, make_series):
    every = [make_series(kind="after_completion", rrule=f"FREQ=DAILY;INTERVAL={n}") for n in (2, 3)]
    firsts = [instances_of(task)[0].pk for task in every]
    log = batch.apply_action(alice, "complete", [], firsts, {})
    assert [str(instances_of(task)[-1].recurrence_id) for task in every] == [
        "2026-03-04",
        "2026-03-05",
    ]

    undo(alice, log.activity.pk)
    assert [[row.pk for row in instances_of(task)] for task in every] == [[pk] for pk in firsts]


def test_batch_adds_one_next_day_for_several_overdue_days(alice, make_series, clock):
    plants = make_series()
    clock.shift(timedelta(days=2))
    counting = {"rrule": "FREQ=DAILY;INTERVAL=3", "starts_on": date(2026, 3, 2), "rdates": []}
    series.repeat(alice, plants.pk, {**counting, "exdates": [], "kind": "after_completion"})
    batch.apply_action(alice, "skip", [], [row.pk for row in instances_of(plants)], {})

    assert [str(row.recurrence_id) for row in instances_of(plants) if row.status == "pending"] == [
        "2026-03-07"
    ]


@pytest.mark.parametrize(
    ("action", "fields"),
    [("skip", {}), ("archive", {}), ("change", {"impact": 1}), ("change", {"duration": 0})],
)
def test_batch_changes_nothing_when_one_row_is_rejected(alice, rows, action, fields):
    with pytest.raises(Rejected):
        batch.apply_action(alice, action, *rows, fields)

    assert statuses(Task, rows[0]) == {"pending"}
    assert set(Task.objects.filter(pk__in=rows[0]).values_list("impact", flat=True)) == {4}


def test_batch_rejects_all_when_one_task_repeats(alice, rows, make_series):
    with pytest.raises(Rejected, match="one of its days"):
        batch.apply_action(alice, "complete", [*rows[0], make_series().pk], [], {})

    assert statuses(Task, rows[0]) == {"pending"}


@pytest.mark.parametrize("action", ["complete", "reopen", "archive", "change"])
def test_batch_rejects_all_when_one_task_belongs_to_another_user(
    alice, bob, rows, make_task, action
):
    theirs = make_task(user=bob)
    with pytest.raises(NotFound):
        batch.apply_action(alice, action, [*rows[0], theirs.pk], [], {"impact": 1})

    assert statuses(Task, [*rows[0], theirs.pk]) == {"pending"}


def test_batch_rejects_all_when_one_instance_belongs_to_another_user(bob, rows):
    with pytest.raises(NotFound):
        batch.apply_action(bob, "complete", [], rows[1], {})

    assert statuses(TaskInstance, rows[1]) == {"pending"}


def test_batch_adds_and_removes_labels_and_keeps_others(alice, make_task):
    errand, phone = (Label.objects.create(user=alice, name=name) for name in ("errand", "phone"))
    first, second = make_task(labels=[errand.pk]), make_task()
    log = batch.apply_action(alice, "change", [first.pk, second.pk], [], {"add_labels": [phone.pk]})
    assert {*first.labels.all()} == {errand, phone}
    assert {*second.labels.all()} == {phone}

    batch.apply_action(alice, "change", [first.pk, second.pk], [], {"remove_labels": [errand.pk]})
    assert {*first.labels.all()} == {*second.labels.all()} == {phone}
    undo(alice, Activity.objects.latest("pk").pk)
    undo(alice, log.activity.pk)
    assert {*first.labels.all()} == {errand}
    assert not second.labels.exists()


@pytest.mark.parametrize("name", ["labels", "add_labels", "remove_labels"])
def test_batch_rejects_labels_of_another_user(alice, bob, make_task, name):
    label = Label.objects.create(user=bob, name="his")
    with pytest.raises(NotFound):
        batch.apply_action(alice, "change", [make_task().pk], [], {name: [label.pk]})


def test_batch_changes_duration_and_domain_of_tasks_and_days_with_one_undo(
    alice, rows, make_domain
):
    work = make_domain("Work")
    fields = {"duration": 45, "domain_id": work.pk}
    log = batch.apply_action(alice, "change", *rows, fields)

    tasks = Task.objects.filter(pk__in=rows[0]).values_list("duration", "domain")
    days = TaskInstance.objects.filter(pk__in=rows[1]).values_list("own_duration", "own_domain")
    assert {*tasks} == {*days} == {(45, work.pk)}
    undo(alice, log.activity.pk)
    assert {*days.all()} == {*tasks.all()} == {(None, None)}


def test_batch_rejects_a_domain_of_another_user_for_days(alice, bob, rows, make_domain):
    with pytest.raises(NotFound):
        domain = make_domain(user=bob)
        batch.apply_action(alice, "change", [], rows[1], {"domain_id": domain.pk})


def test_batch_rejects_impact_of_single_days(alice, rows):
    with pytest.raises(Rejected, match="date, time, duration and domain"):
        batch.apply_action(alice, "change", [], rows[1], {"impact": 1})
