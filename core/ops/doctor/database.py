"""Check the database: version, timeouts, free connections, migrations, clock and disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.ops.doctor.registry import Finding, Level, register
from core.ops.sql import CLOCK, CONNECTION_COUNT, DATABASE_SIZE

MIN_VERSION = 140_000  # PostgreSQL 14
MIN_FREE_DISK = 0.1  # as a share of the disk
MAX_SKEW = 2.0  # seconds


def query_value(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


@register("database")
def version() -> Iterator[Finding]:
    number = int(query_value("SHOW server_version_num"))
    values = {"version": query_value("SHOW server_version")}
    if number < MIN_VERSION:
        text = _("PostgreSQL %(version)s is too old. Use 14 or later.")
        yield Finding("database", Level.ERROR, text % values)
    elif settings.EMBEDDED_POSTGRES:
        yield Finding("database", Level.OK, _("PostgreSQL %(version)s, embedded.") % values)
    else:
        yield Finding("database", Level.OK, _("PostgreSQL %(version)s at DATABASE_URL.") % values)


@register("database")
def timeouts() -> Iterator[Finding]:
    """The app sets them when it connects; a connection pooler may have dropped them."""
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    values = {name: query_value(f"SHOW {name}") for name in names}
    missing = [name for name, value in values.items() if value == "0"]
    if missing:
        text = _("These timeouts are not set: %(names)s. Set them for the role (docs/deploy.md).")
        yield Finding("database", Level.ERROR, text % {"names": ", ".join(missing)})
    else:
        timeouts = ", ".join(f"{name} {value}" for name, value in values.items())
        text = _("Timeouts: %(timeouts)s.")
        yield Finding("database", Level.OK, text % {"timeouts": timeouts})


@register("database")
def free_connections() -> Iterator[Finding]:
    limit = int(query_value("SHOW max_connections"))
    used = int(query_value(CONNECTION_COUNT))
    level = Level.WARNING if used > 0.8 * limit else Level.OK
    text = _("%(used)d of %(limit)d connections are in use.") % {"used": used, "limit": limit}
    yield Finding("database", level, text)


@register("migrations")
def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        text = ngettext(
            "%(count)d migration is pending. Run `manage.py migrate`.",
            "%(count)d migrations are pending. Run `manage.py migrate`.",
            pending,
        )
        yield Finding("migrations", Level.ERROR, text % {"count": pending})
    else:
        yield Finding("migrations", Level.OK, _("All migrations are applied."))


@register("clock")
def skew() -> Iterator[Finding]:
    """Both clocks decide which day it is and which jobs are due."""
    with connection.cursor() as cursor:
        cursor.execute(CLOCK)
        seconds = (cursor.fetchone()[0] - clock.now()).total_seconds()
    if abs(seconds) > MAX_SKEW:
        text = _("The clocks of the database and this machine differ by %(seconds)d s. Use NTP.")
        yield Finding("clock", Level.ERROR, text % {"seconds": round(abs(seconds))})
    else:
        text = _("The clocks of this machine and the database agree.")
        yield Finding("clock", Level.OK, text)


@register("disk")
def disk() -> Iterator[Finding]:
    usage = shutil.disk_usage(settings.VAR if settings.VAR.exists() else settings.BASE_DIR)
    values = {"free": f"{usage.free / 2**30:.1f}", "size": query_value(DATABASE_SIZE)}
    level = Level.WARNING if usage.free < MIN_FREE_DISK * usage.total else Level.OK
    text = _("%(free)s GB are free on this disk; the database uses %(size)s.") % values
    yield Finding("disk", level, text)
