"""editing.links: labels, and dependencies between tasks"""

from __future__ import annotations

import pytest

from tasks.editing.tasks import change
from tasks.errors import NotFound, Rejected
from tasks.models import Activity, Label, TaskDependency


@pytest.fixture
def chain(alice, make_task):
    """c waits for b, which waits for a."""
    a, b, c = (make_task(title) for title in "abc")
    change(alice, b.pk, {"blocked_by": [a.pk]})
    change(alice, c.pk, {"blocked_by": [b.pk]})
    return a, b, c


@pytest.fixture
def labels(alice):
    return [Label.objects.create(user=alice, name=name).pk for name in ("errand", "phone")]


def test_labels_are_replaced_by_the_given_ones(alice, make_task, labels):
    task = make_task(labels=labels[:1])
    change(alice, task.pk, {"labels": labels[1:]})

    assert list(task.labels.values_list("pk", flat=True)) == labels[1:]


def test_label_given_twice_is_stored_once(make_task, labels):
    assert make_task(labels=labels[:1] * 2).labels.count() == 1


def test_equal_labels_are_not_logged(alice, make_task, labels):
    task = make_task(labels=labels)
    change(alice, task.pk, {"labels": labels[::-1]})

    assert Activity.objects.count() == 1


def test_task_cannot_wait_for_itself(alice, chain):
    with pytest.raises(Rejected, match="wait for each other"):
        change(alice, chain[0].pk, {"blocked_by": [chain[0].pk]})


@pytest.mark.parametrize("last", [1, 2])
def test_dependency_cycle_is_rejected(alice, chain, last):
    with pytest.raises(Rejected, match="wait for each other"):
        change(alice, chain[0].pk, {"blocked_by": [chain[last].pk]})

    assert TaskDependency.objects.count() == 2


def test_dependency_cycle_that_the_same_change_breaks_is_accepted(alice, chain):
    a, b, c = chain
    change(alice, b.pk, {"blocked_by": []})
    change(alice, a.pk, {"blocked_by": [c.pk]})

    assert TaskDependency.objects.filter(task=a, blocker=c).exists()


def test_links_to_rows_of_other_users_are_not_found(alice, bob, make_task):
    task, theirs = make_task(), make_task(user=bob)
    label = Label.objects.create(user=bob, name="errand")
    for fields in ({"labels": [label.pk]}, {"blocked_by": [theirs.pk]}):
        with pytest.raises(NotFound):
            change(alice, task.pk, fields)
