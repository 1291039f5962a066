"""History is append-only; it is deleted only when an account is closed"""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from tasks.editing import tasks
from tasks.models import Activity, Change, Completion


@pytest.fixture
def task(alice, make_task):
    task = make_task()
    tasks.complete(alice, task.pk)
    return task


@pytest.mark.parametrize("model", [Activity, Change, Completion])
def test_history_rows_cannot_be_deleted(task, model):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.all().delete()
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Activity, "action = 'something else'"),
        (Activity, "source = 'web'"),
        (Activity, "created_at = now()"),
        (Activity, "undoes_id = id"),
        (Change, "before = '{}'"),
        (Change, "after = NULL"),
        (Change, "object_id = 7"),
        (Completion, "completed_at = now()"),
        (Completion, "impact = 1"),
        (Completion, "recurrence_id = '2026-03-02'"),
    ],
)
def test_history_rows_cannot_be_rewritten(task, model, change):
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {change}")


def test_completion_can_be_taken_back(alice, task):
    tasks.reopen(alice, task.pk)

    assert Completion.objects.get().taken_back_at is not None


def test_closing_an_account_deletes_history(task):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL whendoist.erasing = 'on'")
        cursor.execute("DELETE FROM tasks_completion")

    assert not Completion.objects.exists()
