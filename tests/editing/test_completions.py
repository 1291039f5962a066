"""Completion facts: immutable history that follows completing, reopening and undo"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.editing import instances, tasks
from tasks.editing.undo import undo
from tasks.models import Activity, Completion
from tasks.retention import cleanup_old_instances
from tests.conftest import NOW, instances_of


@pytest.fixture
def task(make_task, make_domain):
    fields = {"domain_id": make_domain().pk, "impact": 2, "clarity": "autopilot"}
    return make_task(duration=25, scheduled_date=NOW.date(), **fields)


def test_completion_fact_records_the_task_at_that_time(alice, task, clock):
    tasks.complete(alice, task.pk)
    tasks.change(alice, task.pk, {"impact": 4, "duration": 90, "domain_id": None})

    fact = Completion.objects.get()
    assert (fact.domain, fact.impact, fact.clarity) == (task.domain, 2, "autopilot")
    assert (fact.planned_minutes, fact.scheduled_date) == (25, NOW.date())
    assert (fact.created_at, fact.completed_at) == (NOW, NOW)


def test_completion_fact_records_overrides_of_an_instance(alice, make_series, make_domain):
    own = make_domain("Garden")
    day = instances_of(make_series())[0]
    instances.change(alice, day.pk, {"own_duration": 5, "own_domain_id": own.pk})
    instances.complete(alice, day.pk)

    fact = Completion.objects.get()
    assert (fact.planned_minutes, fact.domain) == (5, own)


def test_completing_again_after_reopening_adds_a_second_fact(alice, task, clock):
    for verb in (tasks.complete, tasks.reopen, tasks.complete):
        verb(alice, task.pk)
        clock.shift(60)

    assert Completion.objects.count() == 2
    assert Completion.objects.not_taken_back().get().completed_at == NOW + timedelta(minutes=2)


def test_undo_takes_back_a_fact_and_redo_restores_it(alice, task, clock):
    tasks.complete(alice, task.pk)
    standing = []
    for _ in range(2):
        clock.shift(60)
        undo(alice, Activity.objects.latest("pk").pk)
        standing.append(Completion.objects.not_taken_back().count())

    assert standing == [0, 1]
    assert Completion.objects.get().completed_at == NOW


def test_undo_of_a_reopening_restores_the_fact(alice, task):
    tasks.complete(alice, task.pk)
    tasks.reopen(alice, task.pk)
    undo(alice, Activity.objects.latest("pk").pk)

    assert Completion.objects.not_taken_back().count() == 1


def test_parent_and_subtasks_get_a_completion_fact_each(alice, task, make_task):
    make_task(parent_id=task.pk)
    tasks.complete(alice, task.pk)

    assert Completion.objects.count() == 2


def test_completion_facts_outlive_their_rows(alice, make_series, clock):
    day = instances_of(make_series())[0]
    instances.complete(alice, day.pk)
    clock.shift(timedelta(days=100))
    cleanup_old_instances()

    assert Completion.objects.not_taken_back().get().recurrence_id == NOW.date()


def test_completion_fact_of_a_deleted_task_keeps_everything_but_the_link(alice, make_task):
    task = make_task()
    added = Activity.objects.latest("pk")
    tasks.complete(alice, task.pk)
    undo(alice, Activity.objects.latest("pk").pk)
    undo(alice, added.pk)

    fact = Completion.objects.get()
    assert (fact.task, fact.user) == (None, alice)
    assert fact.taken_back_at is not None
