"""editing.trash with rows of every kind: restored exactly, deleted with all that belongs to them"""

from __future__ import annotations

import pytest

from tasks.editing import batch, tasks, trash
from tasks.editing.undo import undo
from tasks.models import Completion, Task, TaskInstance
from tests.world import everything


@pytest.mark.parametrize("name", ["trip", "train", "tax", "plants", "filter_", "thought"])
def test_restore_returns_a_deleted_task_exactly(world, name):
    before, task = everything(world.user), getattr(world, name)
    trash.delete(world.user, task.pk)
    assert Task.objects.get(pk=task.pk).status == "archived"
    tasks.restore(world.user, task.pk)

    assert everything(world.user) == before


@pytest.mark.parametrize("number", [0, 1, 5, 7])
def test_restore_returns_a_deleted_day_exactly(world, number):
    """Days that are completed, skipped, moved, and overridden."""
    before, day = everything(world.user), world.days[number]
    trash.delete_day(world.user, day.pk)
    assert not TaskInstance.objects.for_user(world.user).filter(pk=day.pk).exists()
    trash.restore_day(world.user, day.pk)

    assert everything(world.user) == before


def test_permanent_deletion_removes_the_tree_and_keeps_completion_facts(world):
    user = world.user
    tasks.complete(user, world.train.pk)
    facts = set(Completion.objects.values_list("pk", "title", "taken_back_at"))
    trash.delete(user, world.trip.pk)
    trash.delete(user, world.plants.pk)
    trash.erase_task(user, world.trip.pk)
    trash.erase_task(user, world.plants.pk)

    gone = [world.trip.pk, world.train.pk, world.seat.pk, world.pack.pk, world.plants.pk]
    assert not Task.objects.filter(pk__in=gone).exists()
    assert not TaskInstance.objects.filter(task__in=gone).exists()
    assert set(Completion.objects.values_list("pk", "title", "taken_back_at")) == facts


def test_batch_deletes_tasks_and_days_with_one_undo(world):
    before = everything(world.user)
    log = batch.apply_action(
        world.user, "delete", [world.trip.pk, world.report.pk], [world.days[4].pk], {}
    )
    undo(world.user, log.activity.pk)

    assert everything(world.user) == before
