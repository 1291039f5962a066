"""Apply migrations; on the embedded PostgreSQL after a dump of what is there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from core.ops.backups import back_up
from core.ops.embedded import Embedded, EmbeddedUnavailable

# No statement is too long for a migration; one that waits for a lock stands in everybody's way.
TIMEOUTS = {"statement_timeout": "0", "lock_timeout": "5s"}
# Connections of the running release keep plans of their statements, which fail for ever once a
# column has another type ("cached plan must not change result type"). Each is ended as it is idle,
# and made anew by its next request.
RENEW = """
WITH older AS (
    SELECT pid, state FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user
    AND application_name = 'whendoist-web' AND backend_start < %s
)
SELECT count(*) FILTER (WHERE state <> 'idle' OR NOT pg_terminate_backend(pid)) FROM older"""
RENEW_PATIENCE = 5.0  # seconds that busy ones may take to be idle


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with _in_no_hurry(options["database"]):
            if settings.EMBEDDED_POSTGRES and _puts_at_risk(options):
                self._back_up(settings.EMBEDDED_POSTGRES, options)
            super().handle(*args, **options)
        if not options["plan"]:
            _renew_connections(options["database"])

    def _back_up(self, server: Embedded, options: dict[str, Any]) -> None:
        name = str(connections[options["database"]].settings_dict["NAME"])
        try:
            file = back_up(server, name, settings.BACKUPS)
        except (EmbeddedUnavailable, OSError) as error:
            raise CommandError(f"{error} Nothing was migrated.") from error
        if options["verbosity"]:
            self.stdout.write(f"What is there was dumped to {file} first.")


@contextmanager
def _in_no_hurry(database: str) -> Iterator[None]:
    with connections[database].cursor() as cursor:
        for name, value in TIMEOUTS.items():
            cursor.execute(f"SET {name} = '{value}'")
    yield
    with connections[database].cursor() as cursor:
        for name in TIMEOUTS:
            cursor.execute(f"RESET {name}")


def _renew_connections(database: str) -> None:
    """End the web's connections from before now. Safe to repeat."""
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
        end = time.monotonic() + RENEW_PATIENCE
        while time.monotonic() < end:
            cursor.execute(RENEW, [now])
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)


def _puts_at_risk(options: dict[str, Any]) -> bool:
    """Whether there is a schema already, and migrations to run over it (or back)."""
    if options["plan"] or options["check_unapplied"]:
        return False
    executor = MigrationExecutor(connections[options["database"]])
    if not executor.loader.applied_migrations:
        return False
    newest = executor.loader.graph.leaf_nodes()
    return bool(options["app_label"] or executor.migration_plan(newest))
