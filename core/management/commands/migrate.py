"""`manage.py migrate`: back up the embedded PostgreSQL first, and renew web connections after."""

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
from django.utils.translation import gettext as _

from core.ops.backups import back_up
from core.ops.embedded import Embedded, EmbeddedUnavailable
from core.ops.sql import CLOCK, END_OLD_CONNECTIONS

# A migration may run long statements, but must not wait for a lock while others queue behind it.
TIMEOUTS = {"statement_timeout": "0", "lock_timeout": "5s"}
IDLE_PATIENCE = 5.0  # seconds that busy connections have to become idle


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with _migration_timeouts(options["database"]):
            if settings.EMBEDDED_POSTGRES and _changes_existing_schema(options):
                self._back_up(settings.EMBEDDED_POSTGRES, options)
            super().handle(*args, **options)
        if not options["plan"]:
            _end_old_connections(options["database"])

    def _back_up(self, server: Embedded, options: dict[str, Any]) -> None:
        name = str(connections[options["database"]].settings_dict["NAME"])
        try:
            file = back_up(server, name, settings.BACKUPS)
        except (EmbeddedUnavailable, OSError) as error:
            text = _("%(error)s No migration was applied.")
            raise CommandError(text % {"error": error}) from error
        if options["verbosity"]:
            self.stdout.write(_("Backed up the database to %(file)s.") % {"file": file})


@contextmanager
def _migration_timeouts(database: str) -> Iterator[None]:
    with connections[database].cursor() as cursor:
        for name, value in TIMEOUTS.items():
            cursor.execute(f"SET {name} = '{value}'")
    yield
    with connections[database].cursor() as cursor:
        for name in TIMEOUTS:
            cursor.execute(f"RESET {name}")


def _end_old_connections(database: str) -> None:
    """End web connections opened before now, once they are idle. Idempotent."""
    with connections[database].cursor() as cursor:
        cursor.execute(CLOCK)
        (now,) = cursor.fetchone()
        end = time.monotonic() + IDLE_PATIENCE
        while time.monotonic() < end:
            cursor.execute(END_OLD_CONNECTIONS, [now])
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)


def _changes_existing_schema(options: dict[str, Any]) -> bool:
    """Return whether migrations would run over (or back from) an existing schema."""
    if options["plan"] or options["check_unapplied"]:
        return False
    executor = MigrationExecutor(connections[options["database"]])
    if not executor.loader.applied_migrations:
        return False
    newest = executor.loader.graph.leaf_nodes()
    return bool(options["app_label"] or executor.migration_plan(newest))
