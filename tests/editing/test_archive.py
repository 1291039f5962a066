"""editing.tasks.archive and restore"""

from __future__ import annotations

import pytest

from tasks.editing.domains import archive_domain
from tasks.editing.tasks import archive, complete, restore
from tasks.errors import NotFound, Rejected
from tasks.materialization import materialize_all_instances
from tasks.models import Activity, Completion, Task
from tests.conftest import instances_of


@pytest.fixture
def tree(alice, make_task, make_domain):
    """Trip › Train › Seat, and Pack, which is completed."""
    trip = make_task("Trip", domain_id=make_domain("Home").pk)
    train = make_task("Train", parent_id=trip.pk)
    seat, pack = make_task("Seat", parent_id=train.pk), make_task("Pack", parent_id=trip.pk)
    complete(alice, pack.pk)
    return trip, train, seat, pack


def statuses() -> dict[str, str]:
    return dict(Task.objects.values_list("title", "status"))


def test_archive_includes_all_descendants(alice, tree):
    archive(alice, tree[0].pk)

    assert set(statuses().values()) == {"archived"}


def test_restore_returns_each_task_to_its_former_status(alice, tree, clock):
    before = statuses()
    completed_at = Task.objects.get(title="Pack").completed_at
    archive(alice, tree[0].pk)
    clock.shift(3600)
    restore(alice, tree[0].pk)

    assert statuses() == before
    assert Task.objects.get(title="Pack").completed_at == completed_at


def test_restore_leaves_tasks_that_were_archived_before(alice, tree):
    archive(alice, tree[1].pk)
    archive(alice, tree[0].pk)
    restore(alice, tree[0].pk)

    assert statuses() == {
        "Trip": "pending",
        "Train": "archived",
        "Seat": "archived",
        "Pack": "completed",
    }


def test_restore_of_a_subtask_restores_its_ancestors(alice, tree):
    archive(alice, tree[0].pk)
    restore(alice, tree[2].pk)

    assert statuses() == {
        "Trip": "pending",
        "Train": "pending",
        "Seat": "pending",
        "Pack": "archived",
    }


def test_restore_of_a_pending_subtask_reopens_its_ancestors(alice, tree):
    archive(alice, tree[2].pk)
    complete(alice, tree[0].pk)
    restore(alice, tree[2].pk)

    assert statuses()["Trip"] == statuses()["Train"] == "pending"


def test_archive_and_restore_are_idempotent(alice, tree):
    for verb in (archive, archive, restore, restore):
        verb(alice, tree[0].pk)

    assert Activity.objects.filter(action__in=["archive", "restore"]).count() == 2


def test_archive_keeps_completion_facts(alice, tree):
    archive(alice, tree[3].pk)

    assert Completion.objects.not_taken_back().count() == 1


def test_restore_is_rejected_while_the_domain_is_archived(alice, tree):
    archive_domain(alice, tree[0].domain_id, "archive")
    with pytest.raises(Rejected, match="Restore the domain “Home” first"):
        restore(alice, tree[0].pk)


def test_archive_pauses_a_series_and_restore_resumes_it(alice, make_series, clock):
    plants = make_series()
    archive(alice, plants.pk)
    clock.shift(10 * 24 * 3600)
    materialize_all_instances()
    asleep = len(instances_of(plants))
    restore(alice, plants.pk)

    assert (asleep, len(instances_of(plants))) == (61, 71)


def test_archived_task_is_neither_completed_nor_reopened(alice, tree):
    archive(alice, tree[0].pk)
    with pytest.raises(NotFound):
        complete(alice, tree[0].pk)


def test_archive_does_not_find_tasks_of_other_users(bob, tree):
    for verb in (archive, restore):
        with pytest.raises(NotFound):
            verb(bob, tree[0].pk)

    assert "archived" not in statuses().values()
