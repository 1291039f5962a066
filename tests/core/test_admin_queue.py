"""The queue in the admin: rows can be viewed and deleted, but not changed"""

from __future__ import annotations

import base64
import os
import pickle

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from core.queue import enqueue

SYNC = "tasks.jobs.sync_calendars_of"
MODELS = (OrmQ, Schedule, Success, Failure)


class Evil:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.fixture
def rows(db):
    """Return one row of each model."""
    enqueue(SYNC, 5)
    now = timezone.now()
    task = {"func": "core.queue.run", "group": SYNC, "started": now, "stopped": now}
    for name, success in (("well", True), ("ill", False)):
        Task.objects.create(id=name, name=name, success=success, result=f"it went {name}", **task)
    return {model: model.objects.first() for model in MODELS}


def address(model, *rest) -> str:
    return "/".join([f"/admin/django_q/{model._meta.model_name}", *map(str, rest), ""])


@pytest.mark.parametrize("model", MODELS)
def test_queue_admin_shows_waiting_and_finished_jobs(admin_client, rows, model):
    assert admin_client.get(address(model)).status_code == 200
    page = admin_client.get(address(model, rows[model].pk, "change"))
    assert page.status_code == 200
    assert "_save" not in page.text


def test_queue_admin_shows_why_a_job_failed(admin_client, rows):
    assert "it went ill" in admin_client.get(address(Failure, "ill", "change")).text


@pytest.mark.parametrize("name", ["django_q/success", "django_q/failure", "core/jobstart"])
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_key_that_the_database_cannot_hold_names_nothing(admin_client, name, page):
    answer = admin_client.get(f"/admin/{name}/a%00b/{page}/")

    assert answer.status_code in (302, 403)


@pytest.mark.parametrize("model", MODELS)
def test_queue_admin_lets_no_superuser_add_or_change_jobs(admin_client, rows, model):
    before = list(model.objects.values())
    evil = {"func": "os.system", "args": "'true',", "hook": "os.system", "schedule_type": "O"}
    evil |= {"repeats": "-1", "next_run_0": "2026-01-01", "next_run_1": "00:00", "key": "x"}

    assert admin_client.get(address(model, "add")).status_code == 403
    assert admin_client.post(address(model, "add"), evil).status_code == 403
    changed = admin_client.post(address(model, rows[model].pk, "change"), evil)
    assert changed.status_code == 403
    assert list(model.objects.values()) == before


@pytest.mark.parametrize("model", MODELS)
def test_queue_admin_has_no_action_that_runs_jobs(admin_client, rows, model):
    body = {"action": "resubmit_task", "_selected_action": [rows[model].pk]}
    admin_client.post(address(model), body)

    assert OrmQ.objects.count() == 1
    actions = admin.site.get_model_admin(model).actions
    assert list(actions or ()) == []


@pytest.mark.parametrize("model", [OrmQ, Success, Failure])
def test_queue_admin_deletes_a_job(admin_client, rows, model):
    response = admin_client.post(address(model, rows[model].pk, "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert not model.objects.exists()


def test_queue_admin_does_not_delete_schedules(admin_client, rows):
    url = address(Schedule, rows[Schedule].pk, "delete")
    assert admin_client.post(url, {"post": "yes"}).status_code == 403


def test_queue_admin_never_loads_pickles_of_failures(admin_client, rows, tmp_path):
    left = tmp_path / "left"
    evil = base64.b64encode(pickle.dumps(Evil(left))).decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_q_task SET args = %s, kwargs = %s, result = %s", [evil] * 3)
    admin_client.get(address(Failure))
    admin_client.get(address(Failure, "ill", "change"))
    body = {"action": "delete_selected", "_selected_action": ["ill"], "post": "yes"}
    admin_client.post(address(Failure), body)

    assert not left.exists()
    assert not Failure.objects.exists()


def test_queue_admin_requires_permission(bob, rows):
    bob.is_staff = True
    bob.save()
    bob.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    client = Client()
    client.force_login(bob)

    assert client.get(address(Failure)).status_code == 403
    assert client.post(address(Failure, "ill", "delete"), {"post": "yes"}).status_code == 403
