"""editing.journal: one activity, one transaction, one log entry"""

from __future__ import annotations

import pytest

from core.actor import act_as
from tasks.editing import tasks
from tasks.editing.journal import journal
from tasks.errors import Rejected
from tasks.models import Activity, Change, Task


def test_activity_records_the_actor_and_source(alice, bob):
    with act_as("admin", bob.pk):
        tasks.add(alice, {"title": "Call Grandma"})

    entry = Activity.objects.get()
    assert (entry.user, entry.actor, entry.source) == (alice, bob, "admin")


def test_activity_without_an_actor_is_the_product_itself(alice):
    tasks.add(alice, {"title": "Call Grandma"})

    assert (Activity.objects.get().actor, Activity.objects.get().source) == (None, "job")


def test_each_version_of_a_row_is_one_change(alice, make_task):
    task = make_task()
    for title in ("a", "b", "b", "c"):
        tasks.change(alice, task.pk, {"title": title})

    task.refresh_from_db()
    assert task.version == Change.objects.filter(kind="task", object_id=task.pk).count() == 4


def test_failed_edit_writes_nothing(alice):
    with pytest.raises(Rejected), journal(alice, "add") as log:
        tasks.add_in(log, {"title": "first"})
        tasks.add_in(log, {"title": ""})

    assert not Task.objects.exists()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("value", [2**40, "x" * 10**6])
def test_value_too_large_for_its_column_is_rejected_with_a_sentence(alice, value):
    field = "duration" if isinstance(value, int) else "clarity"
    with pytest.raises(Rejected, match=r"1 minute and 1 day|Clarity is"):
        tasks.add(alice, {"title": "Call Grandma", field: value})
