"""The hand-written SQL of materialization: whole batches in one prepared statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import Cursor

from tasks.constants import MATERIALIZATION_STATEMENT_TIMEOUT_MS

# A pooler that switches servers between transactions would lose prepared statements.
PREPARE = not settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]

# The users with due series: one range of one index, in an order that can be resumed. The ORM has
# no row comparison.
DUE_USERS = """
SELECT DISTINCT due_at, user_id FROM tasks_series
WHERE due_at <= %s AND (due_at, user_id) > (%s, %s)
ORDER BY due_at, user_id LIMIT %s
"""
# The due series of a user. SKIP LOCKED leaves series alone that another worker or an edit holds,
# because it will update them. The time zone is read in the same statement, because a change of zone
# locks the series too: either this run sees the new zone, or the change waits for this run and then
# moves its rows.
LOCK_DUE_SERIES = """
SELECT p.time_zone, p.day_start_hour, s.task_id, s.materialized_until,
       s.paused_until, s.pauses_when_away,
       s.rrule, s.starts_on, s.starts_at, s.exdates, s.rdates, s.missing_days, s.kind, s.times,
       s.extimes
FROM tasks_series s JOIN core_preferences p USING (user_id)
WHERE s.user_id = %b AND s.due_at <= %b AND s.task_id > %b
ORDER BY s.task_id LIMIT %b FOR NO KEY UPDATE OF s SKIP LOCKED
"""
# Settings of a transaction, which the ORM cannot set. Commits do not wait for the disk: a crash may
# lose the latest users, rows and marks together, and the next cycle makes them again.
TRANSACTION_LIMITS = f"""
SET LOCAL statement_timeout = {MATERIALIZATION_STATEMENT_TIMEOUT_MS};
SET LOCAL synchronous_commit = off
"""
# How far some series reach now, as a prepared statement.
UPDATE_MARKS = """
UPDATE tasks_series SET materialized_until = %b, due_at = %b WHERE task_id = ANY(%b)
"""
# Instances that may exist already; existing rows win. Days travel as integers, which are smaller
# than dates as parameters, and become dates on the server.
INSERT_INSTANCES = """
INSERT INTO tasks_taskinstance
    (user_id, task_id, recurrence_id, recurrence_day, recurrence_time, scheduled_date,
     scheduled_time, starts_at)
SELECT s.user_id, s.task_id, CASE WHEN key IS NULL THEN day END, day, key, day,
       coalesce(key, s.starts_at), to_timestamp(second)
FROM (
    SELECT task_id, date '1970-01-01' + day AS day, key, second
    FROM unnest(%b::bigint[], %b::int[], %b::time[], %b::bigint[])
        AS new_row (task_id, day, key, second)
) AS new_row
JOIN tasks_series s USING (task_id)
ON CONFLICT DO NOTHING
"""
# Instances none of which exists yet, in PostgreSQL's binary format.
COPY_INSTANCES = """
COPY tasks_taskinstance
    (user_id, task_id, recurrence_id, recurrence_day, recurrence_time, scheduled_date,
     scheduled_time, starts_at)
FROM STDIN (FORMAT binary)
"""
# New instants of many instances; `bulk_update` would write a CASE with a branch per row.
UPDATE_INSTANTS = """
UPDATE tasks_taskinstance SET starts_at = to_timestamp(new_row.second)
FROM unnest(%b::bigint[], %b::bigint[]) AS new_row (id, second)
WHERE tasks_taskinstance.id = new_row.id
"""


@contextmanager
def server_cursor() -> Iterator[Cursor[Any]]:
    """Open a cursor that sends parameters in binary and can prepare statements.

    Django's own cursor writes them into the statement as text, which the server parses again.
    """
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        yield cursor
