"""The lists of the admin: each works, searches, filters, and costs the same however full."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import JobStart, Preferences, User
from tasks.models import (
    Activity,
    Change,
    Completion,
    Domain,
    Label,
    MaterializationCycle,
    Series,
    Task,
    TaskDependency,
    TaskInstance,
    TaskLabel,
)
from tests.conftest import NOW

TODAY = NOW.date()
OURS = [model for model in admin.site._registry if model._meta.app_label in ("core", "tasks")]
SEARCHED = [model for model in OURS if model is not MaterializationCycle]


def list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def populate(people: int) -> None:
    """One row of every model for each of so many new people."""
    known = User.objects.count()
    users = User.objects.bulk_create(
        User(email=f"person{n}@example.org") for n in range(known, known + people)
    )
    domains = Domain.objects.bulk_create(Domain(user=user, name="Home") for user in users)
    labels = Label.objects.bulk_create(Label(user=user, name="errand") for user in users)
    tasks = Task.objects.bulk_create(
        Task(user=user, domain=domain, title="Water the plants", scheduled_date=TODAY)
        for user, domain in zip(users, domains, strict=True)
    )
    others = Task.objects.bulk_create(Task(user=user, title="Buy a can") for user in users)
    acts = Activity.objects.bulk_create(
        Activity(user=user, actor=user, source="web", action="add") for user in users
    )
    for user, task, other, label, act in zip(users, tasks, others, labels, acts, strict=True):
        one_of_each(user, task, other, label, act)


def one_of_each(user, task, other, label, act) -> None:
    Series.objects.create(user=user, task=task, rrule="FREQ=DAILY", starts_on=TODAY)
    TaskInstance.objects.create(user=user, task=task, recurrence_id=TODAY, scheduled_date=TODAY)
    TaskLabel.objects.create(user=user, task=task, label=label)
    TaskDependency.objects.create(user=user, task=task, blocker=other)
    Change.objects.create(user=user, activity=act, kind="task", object_id=task.pk)
    JobStart.objects.create(task_id=f"job{user.pk}", job="tasks.jobs.cleanup")
    MaterializationCycle.objects.create(deadline=NOW)
    fact = {"impact": 4, "clarity": "normal", "created_at": NOW, "completed_at": NOW}
    Completion.objects.create(user=user, task=task, domain=task.domain, **fact)


def queries_of(client: Client, model) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(list_of(model))
    assert response.status_code == 200
    return len(queries)


def test_every_model_is_in_the_admin():
    models = {Activity, Change, Completion, Domain, JobStart, Label, MaterializationCycle, User}
    models |= {Preferences, Series, Task, TaskDependency, TaskInstance, TaskLabel}
    assert set(OURS) == models


def test_every_list_takes_the_same_queries_with_1_row_and_with_200(admin_client):
    populate(1)
    few = {model: queries_of(admin_client, model) for model in OURS}
    populate(199)
    assert {model: queries_of(admin_client, model) for model in OURS} == few
    assert max(few.values()) <= 12


@pytest.mark.parametrize("model", SEARCHED)
def test_a_search_narrows_the_list(admin_client, model):
    populate(1)
    assert "0 results" in admin_client.get(list_of(model), {"q": "nothing of the kind"}).text


@pytest.mark.parametrize("model", OURS)
def test_every_row_can_be_looked_at(admin_client, model):
    populate(1)
    row = model._default_manager.order_by("-pk").first()
    assert admin_client.get(f"{list_of(model)}{row.pk}/change/").status_code == 200


@pytest.mark.parametrize("model", [Completion, Activity, Change, MaterializationCycle, JobStart])
def test_history_is_read_only(admin_client, model):
    populate(1)
    row = model._default_manager.first()
    for what in ("change", "delete"):
        assert (
            admin_client.post(f"{list_of(model)}{row.pk}/{what}/", {"post": "yes"}).status_code
            == 403
        )
    assert admin_client.get(f"{list_of(model)}add/").status_code == 403


def test_the_lists_of_the_queue_work(admin_client):
    for name in ("ormq", "schedule", "success", "failure"):
        assert admin_client.get(reverse(f"admin:django_q_{name}_changelist")).status_code == 200


def test_somebody_who_is_no_admin_is_turned_away(alice):
    client = Client()
    client.force_login(alice)
    assert client.get(list_of(Task), follow=True).status_code == 403
