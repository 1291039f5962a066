"""Writes instance rows, as fast as the database takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from itertools import repeat
from struct import Struct
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import Cursor

UNIX_EPOCH = date(1970, 1, 1).toordinal()
POSTGRES_EPOCH = date(2000, 1, 1).toordinal()
SECONDS_BETWEEN_EPOCHS = (POSTGRES_EPOCH - UNIX_EPOCH) * 86_400
MICROSECONDS = 1_000_000
# A pooler that changes servers between transactions would not find a statement again.
PREPARE = not settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]

# Who inserted a row first keeps it. Days travel as integers and become dates in the server.
INSERT = """
INSERT INTO tasks_taskinstance
    (user_id, task_id, recurrence_id, scheduled_date, scheduled_time, starts_at)
SELECT s.user_id, s.task_id, date '1970-01-01' + day, date '1970-01-01' + day,
       s.starts_at, to_timestamp(second)
FROM unnest(%b::bigint[], %b::int[], %b::bigint[]) AS given (task_id, day, second)
JOIN tasks_series s USING (task_id)
ON CONFLICT (task_id, recurrence_id) DO NOTHING
"""
COPY = """
COPY tasks_taskinstance
    (user_id, task_id, recurrence_id, scheduled_date, scheduled_time, starts_at)
FROM STDIN (FORMAT binary)
"""
# https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": a header, rows of a field
# count and for each field its length and value (-1 for null), big-endian, and a trailer. Dates are
# days, times microseconds of the day, instants microseconds, both from the year 2000.
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
TIMED = Struct(">h iq iq ii ii iq iq").pack
UNTIMED = Struct(">h iq iq ii ii i i").pack


@dataclass(frozen=True, slots=True)
class Days:
    """Days to come of one series: ordinals, and with a time of day their Unix seconds."""

    task: int
    ordinals: Sequence[int]
    at: time | None
    seconds: Sequence[int]


@contextmanager
def server_cursor() -> Iterator[Cursor[Any]]:
    """A cursor that leaves parameters to the server, in binary, and can prepare a statement.

    Django's own writes them into the statement as text, which the server then reads again.
    """
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        yield cursor


def insert(batch: Iterable[Days]) -> int:
    """Insert the rows that are not there yet; return how many that were."""
    tasks: list[int] = []
    days: list[int] = []
    seconds: list[int | None] = []
    for series in batch:
        tasks += [series.task] * len(series.ordinals)
        days += [ordinal - UNIX_EPOCH for ordinal in series.ordinals]
        seconds += series.seconds if series.at else repeat(None, len(series.ordinals))
    with server_cursor() as cursor:
        return cursor.execute(INSERT, [tasks, days, seconds], prepare=PREPARE).rowcount


def copy(user: int, batch: Iterable[Days]) -> int:
    """Insert rows none of which is there; return how many. Raises `IntegrityError` if one is.

    Twice as fast as `insert`: the rows arrive in the server's own format, ready to store.
    """
    encoded = [row for series in batch for row in _encoded(user, series)]
    with server_cursor() as cursor, cursor.copy(COPY) as out:
        out.write(b"".join([HEADER, *encoded, TRAILER]))
    return len(encoded)


def _encoded(user: int, series: Days) -> Iterator[bytes]:
    head = (8, user, 8, series.task, 4)
    days = [ordinal - POSTGRES_EPOCH for ordinal in series.ordinals]
    if series.at is None:
        return (UNTIMED(6, *head, day, 4, day, -1, -1) for day in days)
    at = (series.at.hour * 3600 + series.at.minute * 60 + series.at.second) * MICROSECONDS
    instants = [(second - SECONDS_BETWEEN_EPOCHS) * MICROSECONDS for second in series.seconds]
    return (
        TIMED(6, *head, day, 4, day, 8, at, 8, instant)
        for day, instant in zip(days, instants, strict=True)
    )
