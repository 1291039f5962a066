"""Fixtures that most tests share: the clock, Alice and Bob, API clients, and builders of rows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.db import connections
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from core.models import User
from core.queue import run
from tasks.editing import tasks
from tasks.models import Domain, Task, TaskInstance
from tests.template import migrated_template

# A Monday morning in Berlin, where Alice lives.
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fast_settings(settings):
    """Hash passwords quickly and render pages without built assets."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.WHITENOISE_AUTOREFRESH = True  # each test client would read the static folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_test_environment, django_db_blocker) -> None:
    """Give each run its own database, copied from a template on the tests' own PostgreSQL."""
    test = connections["default"].settings_dict["TEST"]
    test["NAME"] = f"test_whendoist_{os.getpid()}"
    if configured.EMBEDDED_POSTGRES:
        with django_db_blocker.unblock():
            test["TEMPLATE"] = migrated_template(configured.EMBEDDED_POSTGRES.home / "template")
        test["MIGRATE"] = False  # migrate takes seconds even with nothing to do


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Make the schedules due now: those of an older template would be overdue."""
    with django_db_blocker.unblock():
        Schedule.objects.update(next_run=timezone.now())


@pytest.fixture
def clock():
    """Set the time to Monday 2 March 2026, 9:00 in Berlin. Tests move it and never sleep."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def alice(db, clock) -> User:
    """Return the user who owns the data in most tests."""
    return make_user("alice@example.org", "Europe/Berlin")


@pytest.fixture
def bob(db, clock) -> User:
    """Return another user, who must never see or change Alice's data."""
    return make_user("bob@example.org", "Pacific/Auckland")


def make_user(email: str, zone: str) -> User:
    user = User.objects.create_user(email, "a good long password")
    user.preferences.time_zone = zone
    user.preferences.save()
    return user


def reauthenticated_client(user: User) -> Client:
    """Return a client of a user who has just confirmed their password."""
    client = Client()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": "a good long password"})
    return client


@pytest.fixture
def admin_client(admin_client: Client) -> Client:
    """Return a client of a superuser who has just confirmed their password."""
    admin_client.post("/accounts/reauthenticate/", {"password": "password"})
    return admin_client


def run_jobs() -> None:
    """Run all queued jobs, due or not, as a cluster would."""
    for job in OrmQ.objects.order_by("pk"):
        job.delete()
        run(*job.task["args"])


class Api:
    """A client of the JSON API, signed in if a user is given."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(raise_request_exception=False)
        if user:
            self.client.force_login(user)

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method, f"/api/v1{path}", content, content_type="application/json"
        )

    def get(self, path: str) -> Any:
        return self("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self("POST", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self("PATCH", path, body)


@pytest.fixture
def api(alice: User) -> Api:
    return Api(alice)


@pytest.fixture
def bobs_api(bob: User) -> Api:
    return Api(bob)


@pytest.fixture
def make_task(alice: User) -> Callable[..., Task]:
    """Return a function that adds a task through the verb, as the doors do."""

    def make(title: str = "Water the plants", user: User | None = None, **fields: Any) -> Task:
        command: Any = {"title": title, **fields}
        log = tasks.add(user or alice, command)
        return Task.objects.get(pk=log.changes[0].object_id)

    return make


@pytest.fixture
def make_series(make_task: Callable[..., Task]) -> Callable[..., Task]:
    def make(rrule: str = "FREQ=DAILY", title: str = "Water the plants", **spec: Any) -> Task:
        user = spec.pop("user", None)
        starts_on = spec.pop("starts_on", NOW.date())
        series = {"rrule": rrule, "starts_on": starts_on, **spec}
        return make_task(title, user, series=series)

    return make


@pytest.fixture
def make_domain(alice: User) -> Callable[..., Domain]:
    def make(name: str = "Home", user: User | None = None) -> Domain:
        return Domain.objects.create(user=user or alice, name=name)

    return make


def instances_of(task: Task) -> list[TaskInstance]:
    return list(TaskInstance.objects.filter(task=task).order_by("recurrence_id", "recurrence_time"))
