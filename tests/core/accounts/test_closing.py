"""core.accounts.close_account"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from core.accounts import close_account
from core.actor import act_as
from core.models import User
from tasks.editing import domains, instances, tasks
from tasks.editing.undo import undo
from tasks.models import Activity, Completion, Domain, Label, Series, Task, TaskInstance
from tests.conftest import instances_of
from tests.faults.machine import WAITS_FOR_LOCK, eventually

ADDRESS = "alice@example.org"
SECRET = "Tell nobody"


def rows(sql: str, *args) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchall()


def tables() -> list[str]:
    return [name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname='public'")]


def mentions(text: str) -> set[str]:
    """Return the tables that contain this text in any row."""
    like = f"%{text}%"
    return {
        t for t in tables() if rows(f"SELECT 1 FROM {t} t WHERE t::text ILIKE %s LIMIT 1", like)
    }


def belongings(user_id: int) -> dict[str, int]:
    """Count a user's rows in each table."""
    owned = rows(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND column_name IN ('user_id', 'actor_id')"
    )
    counts = {
        f"{table}.{column}": rows(f"SELECT count(*) FROM {table} WHERE {column} = %s", user_id)
        for table, column in owned
    }
    return {name: rows[0][0] for name, rows in counts.items() if rows[0][0]}


@pytest.fixture
def full_life(alice, bob, admin_client, make_task, make_series) -> User:
    """Alice, who has used every feature."""
    domain = Domain.objects.get(pk=domains.add_domain(alice, {"name": SECRET}).changes[0].object_id)
    label = Label.objects.get(pk=domains.add_label(alice, SECRET).changes[0].object_id)
    one = make_task(SECRET, domain_id=domain.pk, labels=[label.pk])
    two = make_task(f"{SECRET} either", parent_id=one.pk, description=SECRET)
    tasks.change(alice, one.pk, {"blocked_by": [make_task(SECRET).pk]})
    day = instances_of(make_series(title=SECRET, rrule="FREQ=DAILY"))[0]
    instances.complete(alice, day.pk)
    undo(alice, tasks.complete(alice, two.pk).activity.pk)
    browser = Client()
    browser.post(reverse("account_login"), {"login": ADDRESS, "password": "a good long password"})
    browser.post(reverse("account_email"), {"action_add": "", "email": "other-alice@example.org"})
    admin_client.post(f"/admin/core/user/{alice.pk}/password/", passwords("yet another one"))
    return alice


def passwords(text: str) -> dict[str, str]:
    return {"password1": text, "password2": text, "usable_password": "true"}


def test_close_account_erases_the_user_from_every_table(full_life):
    pk = full_life.pk
    assert {"tasks_task", "tasks_change", "core_user", "django_admin_log"} <= (
        mentions(SECRET) | mentions(ADDRESS)
    )
    assert len(belongings(pk)) >= 12

    close_account(full_life)
    assert mentions(SECRET) == mentions(ADDRESS) == mentions("other-alice") == set()
    assert belongings(pk) == {}
    owners = {one.get_decoded().get(SESSION_KEY) for one in Session.objects.all()}
    assert str(pk) not in owners
    assert not LogEntry.objects.filter(object_id=str(pk)).exists()


def test_close_account_keeps_the_data_of_others(full_life, bob, make_task, make_series):
    make_series(title="Weed the garden", user=bob)
    tasks.complete(bob, make_task(user=bob).pk)
    before = belongings(bob.pk)
    close_account(full_life)
    assert belongings(bob.pk) == before


def test_close_account_of_an_admin_keeps_their_edits_for_others(admin_user, make_task, bob):
    with act_as("admin", admin_user.pk):
        make_task(user=bob)
    close_account(admin_user)
    assert Activity.objects.get().actor is None


def test_close_account_is_idempotent(alice):
    close_account(alice)
    close_account(alice)
    assert not User.objects.exists()


def test_history_is_append_only_outside_close_account(alice, make_task):
    tasks.complete(alice, make_task().pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Completion.objects.all().delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        alice.delete()


@pytest.mark.django_db(transaction=True)
def test_close_account_erases_rows_inserted_concurrently(alice, make_series):
    task = make_series("FREQ=DAILY;COUNT=1")
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():  # as materialization does
            Series.objects.select_for_update(no_key=True).get(pk=task.pk)
            closing = other.submit(close_in_its_own_connection, alice)
            eventually(waiting_for_lock, "close_account waits for the series")
            late = {"recurrence_id": "2026-04-01", "scheduled_date": "2026-04-01"}
            TaskInstance.objects.create(user=alice, task=task, **late)
        closing.result()
    assert not TaskInstance.objects.exists()
    assert not Task.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_edit_concurrent_with_close_account_gets_not_found(alice, api):
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            close_account(alice)
            edit = other.submit(add_in_its_own_connection, api)
            eventually(waiting_for_lock, "the edit waits for the closing")
        answer = edit.result()
    assert (answer.status_code, answer.json()["title"]) == (404, "There is no such account.")
    assert not Task.objects.exists()


def add_in_its_own_connection(api):
    try:
        return api.post("/tasks", {"title": SECRET})
    finally:
        connections.close_all()


def close_in_its_own_connection(user: User) -> None:
    try:
        close_account(user)
    finally:
        connections.close_all()


def waiting_for_lock() -> list[tuple]:
    rows("SELECT pg_stat_clear_snapshot()")  # a transaction sees the activity frozen otherwise
    here = "datname = current_database()"
    return rows(f"SELECT 1 FROM pg_stat_activity WHERE {WAITS_FOR_LOCK} AND {here}")
