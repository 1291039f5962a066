"""editing.tasks.add"""

from __future__ import annotations

from datetime import time

import pytest

from tasks.editing.tasks import add
from tasks.errors import NotFound, Rejected
from tasks.models import Activity, Change, Label, Task
from tests.conftest import NOW, instances_of


def test_add_creates_a_thought_from_a_title_alone(alice, clock):
    add(alice, {"title": "Call Grandma"})

    task = Task.objects.get()
    assert (task.user, task.domain, task.status) == (alice, None, "pending")
    assert (task.impact, task.clarity, task.duration) == (4, "normal", None)
    assert task.created_at == NOW


def test_add_stores_the_title_as_one_line_of_plain_text(make_task):
    assert make_task("  Call\x00 \u2028Grandma\x1b\n ").title == "Call Grandma"


def test_add_keeps_line_breaks_in_notes(make_task):
    task = make_task(description="one\r\ntwo\x00\tthree\n")

    assert task.description == "one\ntwo \tthree"


def test_add_puts_a_task_last_among_its_siblings(make_task, make_domain):
    home = make_domain()
    first, second = (make_task(title, domain_id=home.pk) for title in "ab")

    assert second.position > first.position


def test_add_gives_a_subtask_the_domain_of_its_parent(make_task, make_domain):
    home, work = make_domain("Home"), make_domain("Work")
    parent = make_task(domain_id=home.pk)

    assert make_task(parent_id=parent.pk, domain_id=work.pk).domain == home


def test_add_stores_labels_blockers_and_series(alice, make_task):
    label, blocker = Label.objects.create(user=alice, name="errand"), make_task("First this")
    series = {"rrule": "FREQ=DAILY", "starts_on": NOW.date(), "starts_at": time(8)}
    task = make_task(labels=[label.pk], blocked_by=[blocker.pk], series=series)

    assert [label.pk] == list(task.labels.values_list("pk", flat=True))
    assert [blocker.pk] == list(task.waits_for.values_list("blocker", flat=True))
    assert len(instances_of(task)) == 61


def test_add_logs_one_activity(make_task):
    make_task(series={"rrule": "FREQ=DAILY", "starts_on": NOW.date()})

    assert Activity.objects.count() == 1
    assert set(Change.objects.values_list("kind", flat=True)) == {"task", "series"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "A title is 1 to 500"),
        ({"title": " \x00 "}, "A title is 1 to 500"),
        ({"title": "x" * 501}, "A title is 1 to 500"),
        ({"description": "x" * 10_001}, "Notes can have up to 10,000"),
        ({"impact": 0}, "Impact is 1 to 4"),
        ({"impact": 5}, "Impact is 1 to 4"),
        ({"clarity": "foggy"}, "Clarity is autopilot"),
        ({"duration": 0}, "between 1 minute and 1 day"),
        ({"duration": -5}, "between 1 minute and 1 day"),
        ({"duration": 1441}, "between 1 minute and 1 day"),
        ({"scheduled_time": time(9)}, "Pick a day before a time"),
        ({"deadline_time": time(9)}, "Pick a deadline day"),
        ({"reminder": -1}, "A reminder can come at most"),
        ({"series": {"rrule": "FREQ=SECONDLY", "starts_on": NOW.date()}}, r"\w"),
    ],
)
def test_add_rejects_invalid_fields_with_a_sentence(alice, fields, sentence):
    with pytest.raises(Rejected, match=sentence):
        add(alice, {"title": "Call Grandma"} | fields)

    assert not Task.objects.exists()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("field", ["domain_id", "parent_id"])
def test_add_does_not_find_rows_of_other_users(alice, bob, make_task, make_domain, field):
    theirs = make_domain(user=bob) if field == "domain_id" else make_task(user=bob)
    with pytest.raises(NotFound):
        add(alice, {"title": "Call Grandma", field: theirs.pk})

    assert not Task.objects.for_user(alice).exists()


@pytest.mark.parametrize("field", ["labels", "blocked_by"])
def test_add_does_not_find_rows_of_other_users_in_a_list(alice, bob, make_task, field):
    label = Label.objects.create(user=bob, name="errand")
    theirs = label if field == "labels" else make_task(user=bob)
    with pytest.raises(NotFound):
        add(alice, {"title": "Call Grandma", field: [theirs.pk]})

    assert not Task.objects.for_user(alice).exists()


def test_add_rejects_an_archived_domain(alice, make_domain):
    home = make_domain()
    home.archived = True
    home.save()
    with pytest.raises(NotFound):
        add(alice, {"title": "Call Grandma", "domain_id": home.pk})
