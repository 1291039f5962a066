"""editing.tree: three levels, no cycles, one domain"""

from __future__ import annotations

import pytest

from tasks.editing.tasks import change, complete
from tasks.errors import Rejected
from tasks.models import Task


@pytest.fixture
def tree(make_task, make_domain):
    """Trip › Train › Seat, in Home."""
    trip = make_task("Trip", domain_id=make_domain("Home").pk)
    train = make_task("Train", parent_id=trip.pk)
    return trip, train, make_task("Seat", parent_id=train.pk)


def test_tree_has_at_most_three_levels(alice, tree, make_task):
    with pytest.raises(Rejected, match="3 levels"):
        make_task("Window", parent_id=tree[2].pk)


def test_tree_counts_the_levels_of_moved_subtasks(alice, tree, make_task):
    other = make_task("Summer", domain_id=tree[0].domain_id)
    with pytest.raises(Rejected, match="3 levels"):
        change(alice, tree[0].pk, {"parent_id": other.pk})


def test_tree_accepts_two_levels_below_one(alice, tree, make_task):
    other = make_task("Summer")
    change(alice, tree[1].pk, {"parent_id": other.pk})

    assert Task.objects.get(title="Train").parent == other


@pytest.mark.parametrize("below", [0, 1, 2])
def test_tree_rejects_a_task_below_itself(alice, tree, below):
    with pytest.raises(Rejected, match=r"subtask of itself|own subtask"):
        change(alice, tree[0].pk, {"parent_id": tree[below].pk})


def test_descendants_follow_to_another_domain(alice, tree, make_domain):
    work = make_domain("Work")
    change(alice, tree[0].pk, {"domain_id": work.pk})

    assert set(Task.objects.values_list("domain", flat=True)) == {work.pk}


def test_subtask_moved_to_another_domain_leaves_its_parent(alice, tree, make_domain):
    work = make_domain("Work")
    change(alice, tree[1].pk, {"domain_id": work.pk})

    train, seat = Task.objects.get(title="Train"), Task.objects.get(title="Seat")
    assert (train.parent, train.domain) == (None, work)
    assert (seat.parent, seat.domain) == (train, work)


def test_subtask_becomes_a_top_level_task_of_its_domain(alice, tree):
    change(alice, tree[1].pk, {"parent_id": None})

    train = Task.objects.get(title="Train")
    assert (train.parent, train.domain) == (None, tree[0].domain)


def test_subtask_of_a_thought_becomes_a_thought(alice, tree, make_task):
    thought = make_task("Maybe")
    change(alice, tree[1].pk, {"parent_id": thought.pk})

    assert Task.objects.get(title="Seat").domain is None


def test_pending_task_below_a_completed_one_is_rejected(alice, tree, make_task):
    complete(alice, tree[0].pk)
    with pytest.raises(Rejected, match="Reopen it"):
        make_task("Pack", parent_id=tree[0].pk)
