"""The lists of the admin: every one opens and searches, in a fixed number of queries."""

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
    AppPassword,
    Away,
    Calendar,
    CalendarAccount,
    CalendarFeed,
    Change,
    Completion,
    DavName,
    DavState,
    Domain,
    Event,
    Label,
    MaterializationCycle,
    Proposal,
    PushedBlock,
    Series,
    SyncRun,
    Task,
    TaskDependency,
    TaskInstance,
    TaskLabel,
    TimeEntry,
)
from tests.conftest import NOW

TODAY = NOW.date()
MODELS = [model for model in admin.site._registry if model._meta.app_label in ("core", "tasks")]
DAY = {"starts_on": TODAY}
INSTANCE = {"recurrence_id": TODAY, "scheduled_date": TODAY}
FACT = {"impact": 4, "clarity": "normal", "created_at": NOW, "completed_at": NOW}
NINE = {"starts_at": NOW, "ends_at": NOW}
SEARCHED = [model for model in MODELS if model is not MaterializationCycle]


def list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def populate(people: int) -> None:
    """Add a row of every model for each of `people` new users, with one INSERT per model."""

    def add(model, fields, *columns):
        rows = (model(**fields(*row)) for row in zip(*columns, strict=True))
        return model._default_manager.bulk_create(rows)

    known = User.objects.count()
    users = add(User, lambda n: {"email": f"person{n}@example.org"}, range(known, known + people))
    domains = add(Domain, lambda u: {"user": u, "name": "Home"}, users)
    labels = add(Label, lambda u: {"user": u, "name": "errand"}, users)
    tasks = add(Task, lambda u, d: {"user": u, "domain": d, "title": "Water"}, users, domains)
    blocks = add(Task, lambda u: {"user": u, "title": "Buy a can"}, users)
    acts = add(Activity, lambda u: {"user": u, "actor": u, "source": "web"}, users)
    add(TaskLabel, lambda u, t, x: {"user": u, "task": t, "label": x}, users, tasks, labels)
    add(TaskDependency, lambda u, t, b: {"user": u, "task": t, "blocker": b}, users, tasks, blocks)
    add(Change, lambda u, a: {"user": u, "activity": a, "object_id": 1}, users, acts)
    add(Series, lambda u, t: {"user": u, "task": t, "rrule": "FREQ=DAILY"} | DAY, users, tasks)
    add(TaskInstance, lambda u, t: {"user": u, "task": t} | INSTANCE, users, tasks)
    facts = [{"user": t.user, "task": t, "domain": t.domain} | FACT for t in tasks]
    add(Completion, lambda fact: fact, facts)
    proposal_fields = {"request": {"kind": "day"}, "problem": {}, "plan": {}}
    add(Proposal, lambda u: {"user": u} | proposal_fields, users)
    add(TimeEntry, lambda u, t: {"user": u, "task": t, "started_at": NOW}, users, tasks)
    add(JobStart, lambda u: {"task_id": f"job{u.pk}", "job": "tasks.jobs.cleanup"}, users)
    add(MaterializationCycle, lambda u: {"deadline": NOW}, users)
    accounts = add(CalendarAccount, lambda u: {"user": u, "provider": "google"}, users)
    add(SyncRun, lambda u, a: {"user": u, "account": a}, users, accounts)
    calendars = add(Calendar, lambda u, a: {"user": u, "account": a}, users, accounts)
    add(Event, lambda u, c: {"user": u, "calendar": c} | NINE, users, calendars)
    add(PushedBlock, lambda u, c: {"user": u, "calendar": c, "day": TODAY}, users, calendars)
    for model in (AppPassword, CalendarFeed):
        add(model, lambda u: {"user": u, "name": "Phone", "digest": f"{u.pk}"}, users)
    add(Away, lambda u: {"user": u, "first_day": TODAY, "last_day": TODAY}, users)
    add(DavName, lambda u, t: {"user": u, "task": t, "href": "a", "uid": "a"}, users, tasks)
    add(DavState, lambda u: {"user": u, "etags": {}}, users)


def queries_of(client: Client, model) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(list_of(model))
    assert response.status_code == 200
    return len(queries)


def test_every_model_has_an_admin_page():
    models = {Activity, Change, Completion, Domain, JobStart, Label, MaterializationCycle, User}
    models |= {Preferences, Series, Task, TaskDependency, TaskInstance, TaskLabel}
    models |= {Calendar, CalendarAccount, Event, Proposal, PushedBlock, SyncRun, TimeEntry}
    models |= {AppPassword, Away, CalendarFeed, DavName, DavState}
    assert set(MODELS) == models


def test_admin_lists_take_the_same_queries_with_1_and_200_rows(admin_client):
    populate(1)
    few = {model: queries_of(admin_client, model) for model in MODELS}
    populate(199)
    assert {model: queries_of(admin_client, model) for model in MODELS} == few
    assert max(few.values()) <= 12


@pytest.mark.parametrize("model", SEARCHED)
def test_admin_search_filters_the_list(admin_client, model):
    populate(1)
    assert "0 results" in admin_client.get(list_of(model), {"q": "nothing of the kind"}).text


@pytest.mark.parametrize("model", MODELS)
def test_admin_detail_page_opens_for_every_model(admin_client, model):
    populate(1)
    row = model._default_manager.order_by("-pk").first()
    assert admin_client.get(f"{list_of(model)}{row.pk}/change/").status_code == 200


@pytest.mark.parametrize("model", [Completion, Activity, Change, MaterializationCycle, JobStart])
def test_admin_history_is_read_only(admin_client, model):
    populate(1)
    row = model._default_manager.first()
    for page in ("change", "delete"):
        assert (
            admin_client.post(f"{list_of(model)}{row.pk}/{page}/", {"post": "yes"}).status_code
            == 403
        )
    assert admin_client.get(f"{list_of(model)}add/").status_code == 403


@pytest.mark.parametrize("model", [AppPassword, CalendarFeed])
def test_admin_revokes_feeds_and_passwords_without_showing_digests(admin_client, model):
    populate(1)
    row = model.objects.first()
    address = f"{list_of(model)}{row.pk}/"
    assert "igest" not in admin_client.get(f"{address}change/").text
    assert admin_client.post(f"{address}delete/", {"post": "yes"}).status_code == 302
    assert not model.objects.exists()


def test_admin_lists_of_the_queue_open(admin_client):
    for name in ("ormq", "schedule", "success", "failure"):
        assert admin_client.get(reverse(f"admin:django_q_{name}_changelist")).status_code == 200


def test_admin_returns_403_for_other_users(alice):
    client = Client()
    client.force_login(alice)
    assert client.get(list_of(Task), follow=True).status_code == 403
