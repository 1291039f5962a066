"""Composite foreign keys: a row may only refer to rows of the same user"""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from tasks.models import (
    Activity,
    Calendar,
    CalendarAccount,
    CalendarFeed,
    DavName,
    Event,
    Label,
    PushedBlock,
    SyncRun,
)
from tests.conftest import NOW

# Make the target of Alice's row Bob's.
KEYS = {
    "tasks_task_domain_id_of_user": ("tasks_task", "domain_id", "domain"),
    "tasks_task_parent_id_of_user": ("tasks_task", "parent_id", "task"),
    "tasks_tasklabel_task_id_of_user": ("tasks_tasklabel", "task_id", "task"),
    "tasks_tasklabel_label_id_of_user": ("tasks_tasklabel", "label_id", "label"),
    "tasks_taskdependency_task_id_of_user": ("tasks_taskdependency", "task_id", "task"),
    "tasks_taskdependency_blocker_id_of_user": ("tasks_taskdependency", "blocker_id", "task"),
    "tasks_series_task_id_of_user": ("tasks_series", "task_id", "task"),
    "tasks_taskinstance_task_id_of_user": ("tasks_taskinstance", "task_id", "task"),
    "tasks_taskinstance_own_domain_id_of_user": ("tasks_taskinstance", "own_domain_id", "domain"),
    "tasks_completion_task_id_of_user": ("tasks_completion", "task_id", "task"),
    "tasks_completion_domain_id_of_user": ("tasks_completion", "domain_id", "domain"),
    "tasks_timeentry_task_id_of_user": ("tasks_timeentry", "task_id", "task"),
    "tasks_calendar_account_id_of_user": ("tasks_calendar", "account_id", "account"),
    "tasks_syncrun_account_id_of_user": ("tasks_syncrun", "account_id", "account"),
    "tasks_event_calendar_id_of_user": ("tasks_event", "calendar_id", "calendar"),
    "tasks_pushedblock_calendar_id_of_user": ("tasks_pushedblock", "calendar_id", "calendar"),
    "tasks_calendarfeed_domain_id_of_user": ("tasks_calendarfeed", "domain_id", "domain"),
    "tasks_davname_task_id_of_user": ("tasks_davname", "task_id", "task"),
}


@pytest.fixture
def bobs(bob, make_task, make_domain):
    """Bob's rows."""
    label = Label.objects.create(user=bob, name="errand")
    calendar = connect(bob)
    return {
        "task": make_task(user=bob).pk,
        "domain": make_domain(user=bob).pk,
        "label": label.pk,
        "account": calendar.account_id,
        "calendar": calendar.pk,
    }


def connect(user) -> Calendar:
    """Connect a calendar, with a row in each of its tables."""
    account = CalendarAccount.objects.create(user=user, provider="google")
    calendar = Calendar.objects.create(user=user, account=account, remote_id=user.email)
    SyncRun.objects.create(user=user, account=account)
    when = {"starts_at": NOW, "ends_at": NOW}
    Event.objects.create(user=user, calendar=calendar, remote_id=user.email, **when)
    pushed = {"block": str(user.pk), "event_id": user.email, "day": NOW.date()}
    PushedBlock.objects.create(user=user, calendar=calendar, **pushed)
    return calendar


@pytest.fixture
def alices(api, alice, make_task, make_series):
    """A row of Alice's in every table."""
    label = Label.objects.create(user=alice, name="errand")
    task = make_task(labels=[label.pk], blocked_by=[make_task().pk])
    api.post(f"/tasks/{task.pk}/complete")
    make_series()
    api.post(f"/tasks/{make_task().pk}/timer")
    connect(alice)
    CalendarFeed.objects.create(user=alice, name="All", digest="a")
    DavName.objects.create(user=alice, task=task, collection="tasks", href="a.ics", uid="a")
    return alice.pk


def constraint_broken_by(statement, *params):
    with pytest.raises(IntegrityError) as refusal, connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, params)
    return refusal.value.__cause__.diag.constraint_name


@pytest.mark.parametrize("name", KEYS)
def test_rows_of_one_user_cannot_reference_rows_of_another(alices, bobs, name):
    table, column, target = KEYS[name]
    key = "task_id" if table in ("tasks_series", "tasks_davname") else "id"
    row = f"(SELECT max({key}) FROM {table} WHERE user_id = %s)"
    statement = f"UPDATE {table} SET {column} = %s WHERE {key} = {row}"

    assert constraint_broken_by(statement, bobs[target], alices) == name


def test_row_cannot_change_its_user(alices, bob):
    statement = "UPDATE tasks_taskinstance SET user_id = %s WHERE user_id = %s"

    assert constraint_broken_by(statement, bob.pk, alices) == "tasks_taskinstance_task_id_of_user"


def test_every_foreign_key_is_tested(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conname LIKE 'tasks\\_%\\_of\\_user'"
        )
        named = {name for (name,) in cursor.fetchall()}

    assert named == KEYS.keys()


def test_activity_cannot_be_undone_twice(alices, alice):
    done = Activity.objects.first()
    again = [Activity(user=alice, source="api", action="undo", undoes=done) for _ in range(2)]
    with pytest.raises(IntegrityError):
        Activity.objects.bulk_create(again)
