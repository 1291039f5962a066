"""`manage.py migrate` dumps the embedded PostgreSQL before it changes an existing schema"""

from __future__ import annotations

import subprocess
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.ops.backups import back_up
from core.ops.postgres_programs import binary

pytestmark = [
    pytest.mark.skipif(not configured.EMBEDDED_POSTGRES, reason="needs the embedded PostgreSQL"),
    pytest.mark.django_db,
]
(LATEST,) = MigrationLoader(None).graph.leaf_nodes("tasks")


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.BACKUPS = tmp_path / "backups"
    return settings.BACKUPS


def migrate(*arguments: str, pending: bool = True, **options) -> str:
    if pending:
        MigrationRecorder(connection).record_unapplied(*LATEST)
        # Not run, because the next dump would wait for its locks until the test ends.
        options["fake"] = True
    output = StringIO()
    call_command("migrate", *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.mark.django_db(transaction=True)
def test_migrate_takes_a_backup_that_can_be_restored(folder, alice):
    output = migrate()
    (dump,) = folder.iterdir()
    assert f"Backed up the database to {dump}" in output

    server, name = configured.EMBEDDED_POSTGRES, f"{connection.settings_dict['NAME']}_restored"
    server.serve(name)
    restore = [binary("pg_restore"), "-h", server.sockets, "-U", "whendoist", "-d", name, dump]
    subprocess.run(restore, check=True)
    with psycopg.connect(server.url(name)) as restored:
        assert restored.execute("SELECT email FROM core_user").fetchall() == [(alice.email,)]
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name}")


def test_backup_is_readable_only_by_its_owner(folder, clock):
    migrate()

    assert [file.stat().st_mode & 0o077 for file in (folder, *folder.iterdir())] == [0, 0]


def test_migrate_keeps_the_newest_three_backups(folder, clock):
    server, database = configured.EMBEDDED_POSTGRES, connection.settings_dict["NAME"]
    for _ in range(5):
        back_up(server, database, folder)
        clock.shift(timedelta(minutes=1))

    assert sorted(file.name[-8:-5] for file in folder.iterdir()) == ["-00"] * 3
    assert min(file.name for file in folder.iterdir()).endswith("T08-02-00.dump")


@pytest.mark.parametrize("options", [{"plan": True}, {"check_unapplied": True}])
def test_migrate_takes_no_backup_when_only_showing_the_plan(folder, options):
    with suppress(SystemExit):  # --check exits with 1 when migrations are pending
        migrate(**options)

    assert not folder.exists()


def test_migrate_takes_no_backup_when_nothing_is_pending(folder):
    migrate(pending=False)

    assert not folder.exists()


def test_migrate_takes_no_backup_of_an_empty_database(folder):
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.all().delete()
    with pytest.raises(Exception, match="already exists"):
        migrate(pending=False)

    assert not folder.exists()


def test_migrate_takes_no_backup_of_an_external_database(folder, settings):
    settings.EMBEDDED_POSTGRES = None
    migrate()

    assert not folder.exists()


def test_migrate_applies_nothing_when_the_backup_fails(folder, settings):
    folder.write_text("in the way")
    with pytest.raises(CommandError, match=r"No migration was applied\.$"):
        migrate()

    assert LATEST not in MigrationRecorder(connection).applied_migrations()
