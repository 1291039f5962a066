"""The previous release can use the same database while this one is rolled out."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from django.db import connection

from tasks.editing.undo import undo
from tasks.models import Activity, CalendarAccount, Change, Task

CHUNKS = [
    {"date": "2026-03-02", "time": "09:00:00", "minutes": 60},
    {"date": "2026-03-03", "time": "14:00:00", "minutes": 30},
]


def execute(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def old_column():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sittings FROM tasks_task")
        return json.loads(cursor.fetchone()[0])


@pytest.fixture
def task(make_task):
    return make_task("Report", scheduled_date="2026-03-02", scheduled_time="09:00")


def test_previous_release_reads_an_address_of_accounts_added_by_this_one(alice):
    CalendarAccount.objects.create(user=alice, provider="caldav")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM tasks_calendaraccount")
        assert cursor.fetchall() == [("",)]


def test_chunks_that_this_release_writes_are_in_the_old_column(task):
    Task.objects.update(chunks=CHUNKS)
    assert old_column() == CHUNKS

    Task.objects.update(chunks=[])
    assert old_column() == []


def test_only_chunk_of_a_task_is_in_the_old_column_and_read_from_it(task):
    Task.objects.update(chunks=CHUNKS[:1], duration=180)
    assert old_column() == CHUNKS[:1]

    execute("UPDATE tasks_task SET sittings = %s, title = 'Essay'", json.dumps(CHUNKS[1:]))
    assert Task.objects.get().chunks == CHUNKS[1:]


def test_chunks_of_a_new_task_are_in_the_old_column(make_task):
    make_task("Report", scheduled_date="2026-03-02", scheduled_time="09:00", chunks=CHUNKS)
    assert old_column() == CHUNKS


def test_chunks_that_the_previous_release_updates_are_in_the_new_column(task):
    execute("UPDATE tasks_task SET sittings = %s", json.dumps(CHUNKS))
    assert Task.objects.get().chunks == CHUNKS

    execute("UPDATE tasks_task SET sittings = '[]'")
    assert Task.objects.get().chunks == []


def test_chunks_that_the_previous_release_inserts_are_in_the_new_column(task):
    columns = "user_id, title, description, impact, clarity, pinned, position, archived_from,"
    columns += " source, external_id, version, created_at, updated_at, status, scheduled_date,"
    columns += " scheduled_time"
    execute(
        f"INSERT INTO tasks_task ({columns}, sittings) SELECT {columns}, %s FROM tasks_task",
        json.dumps(CHUNKS),
    )
    assert Task.objects.latest("pk").chunks == CHUNKS


def test_migration_copies_chunks_written_before_the_column_existed(task):
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # no check may be pending when the table changes
    execute("ALTER TABLE tasks_task DISABLE TRIGGER task_chunks_follow")
    execute("UPDATE tasks_task SET sittings = %s", json.dumps(CHUNKS))
    execute("ALTER TABLE tasks_task ENABLE TRIGGER task_chunks_follow")
    assert Task.objects.get().chunks == []

    execute(import_module("tasks.migrations.0023_task_chunks_filled").FILL)

    assert Task.objects.get().chunks == CHUNKS
    assert old_column() == CHUNKS


def test_day_that_the_previous_release_clears_is_no_longer_chosen(task):
    assert Task.objects.get().day_chosen
    execute("UPDATE tasks_task SET scheduled_date = NULL, scheduled_time = NULL")

    assert not Task.objects.get().day_chosen


def test_migration_treats_earlier_dates_as_chosen(task, make_task):
    make_task("Some day")
    execute("UPDATE tasks_task SET day_chosen = false")
    execute(import_module("tasks.migrations.0030_chosen_days").FILL)

    assert list(Task.objects.order_by("pk").values_list("day_chosen", flat=True)) == [True, False]


def test_undo_restores_chunks_of_an_activity_logged_under_the_old_name(alice, task):
    Task.objects.update(chunks=[])
    activity = Activity.objects.create(user=alice, actor=alice, source="web", action="change")
    execute(
        "INSERT INTO tasks_change (activity_id, user_id, kind, object_id, before, after,"
        " facts_stand) VALUES (%s, %s, 'task', %s, %s, %s, false)",
        *(activity.pk, alice.pk, task.pk),
        *(json.dumps({"sittings": CHUNKS}), json.dumps({"sittings": []})),
    )
    undo(alice, activity.pk)

    assert Task.objects.get().chunks == CHUNKS
    assert Change.objects.latest("pk").after == {"chunks": CHUNKS}
