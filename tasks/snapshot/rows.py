"""Rows as the API shows them, written as JSON by the database.

One statement builds the whole text: for 500 tasks that takes a tenth of the processor time of
building it from model instances.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from core.prepared import BoundQuery
from tasks.errors import NotFound
from tasks.models import Domain, Event, Label, Task, TaskInstance

Query = QuerySet[Any] | BoundQuery[Any]

# What is shown of a row, in SQL: what the ORM would need to write as much takes it milliseconds.
SHOWN: dict[Any, str] = {
    Task: """
        id, domain_id, parent_id, title, description <> '' AS has_description, impact, clarity,
        duration, scheduled_date, scheduled_time, chunks, deadline_date, deadline_time,
        deadline_hard, earliest_start, chunk_min, chunk_max, reminder, pinned,
        position, status, completed_at, created_at, version,
        ARRAY(
            SELECT label_id FROM tasks_tasklabel WHERE task_id = found.id ORDER BY label_id
        ) AS labels,
        ARRAY(
            SELECT blocker_id FROM tasks_taskdependency WHERE task_id = found.id ORDER BY blocker_id
        ) AS blocked_by,
        CASE WHEN repeating.task_id IS NOT NULL THEN (
            SELECT to_json(rule) FROM (
                SELECT repeating.rrule, repeating.kind, repeating.starts_on, repeating.starts_at,
                    repeating.missing_days, repeating.exdates, repeating.rdates, repeating.summary
            ) AS rule
        ) END AS series""",
    TaskInstance: """
        id, task_id, recurrence_id, scheduled_date, scheduled_time, starts_at, moved, status,
        completed_at, own_title, own_description IS NOT NULL AS has_own_description, own_duration,
        own_domain_id, version""",
    Domain: "id, name, colour, icon, position, hours, archived",
    Label: "id, name",
    Event: """
        id, title, location, link, status, starts_on, ends_on, begins, ends,
        extract(epoch FROM ends_at - starts_at)::int / 60 AS minutes,
        transparent OR response = 'declined' OR status = 'cancelled' OR kind = 'working_location'
            OR NOT (SELECT busy FROM tasks_calendar WHERE id = calendar_id) AS free,
        (SELECT colour FROM tasks_calendar WHERE id = calendar_id) AS colour""",
}

# Joined once: looked up row by row, it takes the database as long as the rest of the list.
JOINED: dict[Any, str] = {
    Task: "LEFT JOIN tasks_series AS repeating ON repeating.task_id = found.id"
}


class Raw(Loader):
    """Leaves a value as the bytes that the server sent."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def as_json(*queries: Query) -> list[bytes]:
    """The rows of each query as the text of a JSON array, in id order; one statement for all.

    Of a query that finds a single number, such as a revision, that number, or 0.
    """
    parts = [_aggregated(query) for query in queries]
    with connection.cursor() as cursor:
        # What the server wrote goes out as it came: decoding half a megabyte and encoding it again
        # would take longer than everything else.
        cursor.adapters.register_loader("text", Raw)
        cursor.execute(
            f"SELECT {', '.join(sql for sql, _ in parts)}",
            [param for _, params in parts for param in params],
        )
        return list(cursor.fetchone())


def only_row(query: Query) -> dict[str, Any]:
    """The one row of a query. Raises `NotThere` when it was deleted since it was last read."""
    rows: list[dict[str, Any]] = orjson.loads(*as_json(query))
    if not rows:
        raise NotFound(str(query.model._meta.verbose_name))
    return rows[0]


def _aggregated(query: Query) -> tuple[str, Sequence[Any]]:
    try:
        sql, params = _text_of(query)
    except EmptyResultSet:  # asked for no ids
        return "'[]'::text", ()
    if query.model not in SHOWN:
        return f"(SELECT coalesce(({sql})::text, '0'))", params
    shown, joined = SHOWN[query.model], JOINED.get(query.model, "")
    rows = f"SELECT {shown} FROM ({sql}) AS found {joined}"  # noqa: S608 - names of ours
    array = f"SELECT json_agg(shown ORDER BY id) FROM ({rows}) AS shown"  # noqa: S608
    return f"(SELECT coalesce(({array})::text, '[]'))", params


def _text_of(query: Query) -> tuple[str, Sequence[Any]]:
    if isinstance(query, BoundQuery):
        return query.sql, query.params
    return query.order_by().query.sql_with_params()
