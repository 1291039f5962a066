"""The hand-written SQL of editing, for writes on which the ORM takes several times as long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model

from tasks.models import Activity, Change

ROWS_AT_ONCE = 500  # a statement takes up to 65,535 parameters
# One round trip for an activity, its changes and the revision before it. The changes are inserted
# in the order in which they were made, because undo reverses that order.
INSERT_ACTIVITY = """
WITH new_activity AS (
    INSERT INTO tasks_activity (
        user_id, actor_id, source, action, undoes_id, request_key, request_fingerprint
    )
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    RETURNING id, user_id, created_at
), new_changes AS (
    INSERT INTO tasks_change (activity_id, user_id, kind, object_id, before, after, facts_stand)
    SELECT new_activity.id, new_activity.user_id, kind, object_id, before, after, facts_stand
    FROM new_activity, jsonb_to_recordset(%s) AS change(
        position int, kind text, object_id bigint, before jsonb, after jsonb, facts_stand boolean
    )
    ORDER BY position
)
SELECT id, created_at, (
    SELECT coalesce(max(earlier.id), 0) FROM tasks_activity AS earlier
    WHERE user_id = new_activity.user_id
) FROM new_activity"""


def insert_activity(activity: Activity, changes: Sequence[Change]) -> int:
    """Insert an activity with its changes, and set its `pk` and `created_at`.

    Returns the user's revision before it.
    """
    columns = (
        *(activity.user_id, activity.actor_id, activity.source, activity.action),
        *(activity.undoes_id, activity.request_key, activity.request_fingerprint),
    )
    rows = [
        {
            "position": position,
            "kind": change.kind,
            "object_id": change.object_id,
            "before": change.before,
            "after": change.after,
            "facts_stand": change.facts_stand,
        }
        for position, change in enumerate(changes)
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_ACTIVITY, [*columns, orjson.dumps(rows).decode()])
        activity.pk, activity.created_at, previous_revision = cursor.fetchone()
    return int(previous_revision)


def update(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these fields of rows of one model.

    A single row, the usual case, bypasses `bulk_update` and its CASE expression per column.
    """
    model = type(rows[0])
    if len(rows) > 1:
        model._default_manager.bulk_update(rows, fields, batch_size=ROWS_AT_ONCE)
        return
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    values = [
        column.get_db_prep_save(getattr(rows[0], column.attname), connection) for column in columns
    ]
    quote: Callable[[Any], str] = connection.ops.quote_name
    assignments = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} SET {assignments}"  # noqa: S608 - only our own column names
            f" WHERE {quote(model._meta.pk.column)} = %s",
            [*values, rows[0].pk],
        )
