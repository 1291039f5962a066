"""The database: its version, timeouts, room for connections, migrations, clock and disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import clock
from core.ops.doctor.check import Finding, Level, register

OLDEST = 140_000  # PostgreSQL 14
LOW = 0.1  # of a disk
MOST_SKEW = 2.0  # seconds


def asked(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


@register("database")
def version() -> Iterator[Finding]:
    number = int(asked("SHOW server_version_num"))
    said = f"PostgreSQL {asked('SHOW server_version')}"
    if number < OLDEST:
        yield Finding("database", Level.TROUBLE, f"{said} is too old. Use 14 or later.")
    else:
        where = "embedded" if settings.EMBEDDED_POSTGRES else "at DATABASE_URL"
        yield Finding("database", Level.FINE, f"{said}, {where}.")


@register("database")
def timeouts() -> Iterator[Finding]:
    """They come with the connection: a pooler may have dropped them on the way."""
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    values = {name: asked(f"SHOW {name}") for name in names}
    missing = [name for name, value in values.items() if value == "0"]
    if missing:
        text = f"{', '.join(missing)} not in force: set it for the role (docs/deploy.md)."
        yield Finding("database", Level.TROUBLE, text)
    else:
        said = ", ".join(f"{name} {value}" for name, value in values.items())
        yield Finding("database", Level.FINE, f"{said}.")


@register("database")
def room() -> Iterator[Finding]:
    most = int(asked("SHOW max_connections"))
    taken = int(asked("SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL"))
    level = Level.WARNING if taken > 0.8 * most else Level.FINE
    yield Finding("database", level, f"{taken} of {most} connections are taken.")


@register("migrations")
def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        text = f"{len(pending)} migrations are pending. Run `manage.py migrate`."
        yield Finding("migrations", Level.TROUBLE, text)
    else:
        yield Finding("migrations", Level.FINE, "None is pending.")


@register("clock")
def skew() -> Iterator[Finding]:
    """Days and due jobs are reckoned by both clocks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        seconds = (cursor.fetchone()[0] - clock.now()).total_seconds()
    if abs(seconds) > MOST_SKEW:
        text = f"The database's clock is {seconds:+.0f} s from this machine's. Set both by NTP."
        yield Finding("clock", Level.TROUBLE, text)
    else:
        yield Finding("clock", Level.FINE, "This machine and the database agree on the time.")


@register("disk")
def disk() -> Iterator[Finding]:
    usage = shutil.disk_usage(settings.VAR if settings.VAR.exists() else settings.BASE_DIR)
    size = asked("SELECT pg_size_pretty(pg_database_size(current_database()))")
    said = f"{usage.free / 2**30:.1f} GB are free here; the database takes {size}."
    level = Level.WARNING if usage.free < LOW * usage.total else Level.FINE
    yield Finding("disk", level, said)
