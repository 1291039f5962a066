"""Writes what an activity did, in SQL of our own where the ORM would take several times as long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model

from tasks.models import Activity, Change

ROWS_AT_ONCE = 500  # a statement takes up to 65,535 parameters
# Both at once; in the order in which they were made, which undo goes by.
WRITE_DOWN = """
WITH said AS (
    INSERT INTO tasks_activity (
        user_id, actor_id, source, action, undoes_id, request_key, request_fingerprint
    )
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    RETURNING id, user_id, created_at
), noted AS (
    INSERT INTO tasks_change (activity_id, user_id, kind, object_id, before, after, facts_stand)
    SELECT said.id, said.user_id, kind, object_id, before, after, facts_stand
    FROM said, jsonb_to_recordset(%s) AS change(
        turn int, kind text, object_id bigint, before jsonb, after jsonb, facts_stand boolean
    )
    ORDER BY turn
)
SELECT id, created_at, (
    SELECT coalesce(max(before.id), 0) FROM tasks_activity AS before WHERE user_id = said.user_id
) FROM said"""


def insert_activity(activity: Activity, changes: Sequence[Change]) -> int:
    """Add an activity with its changes; afterwards it knows its id and time.

    Returns the person's revision before it.
    """
    said = (
        *(activity.user_id, activity.actor_id, activity.source, activity.action),
        *(activity.undoes_id, activity.request_key, activity.request_fingerprint),
    )
    noted = [
        {
            "turn": turn,
            "kind": change.kind,
            "object_id": change.object_id,
            "before": change.before,
            "after": change.after,
            "facts_stand": change.facts_stand,
        }
        for turn, change in enumerate(changes)
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_DOWN, [*said, orjson.dumps(noted).decode()])
        activity.pk, activity.created_at, before = cursor.fetchone()
    return int(before)


def update(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these fields of rows of one model."""
    model = type(rows[0])
    if len(rows) > 1:
        model._default_manager.bulk_update(rows, fields, batch_size=ROWS_AT_ONCE)
        return
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    values = [
        column.get_db_prep_save(getattr(rows[0], column.attname), connection) for column in columns
    ]
    quote: Callable[[Any], str] = connection.ops.quote_name
    places = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} SET {places}"  # noqa: S608 - names of ours
            f" WHERE {quote(model._meta.pk.column)} = %s",
            [*values, rows[0].pk],
        )
