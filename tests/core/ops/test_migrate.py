"""`manage.py migrate`: the statement timeout, which is restored afterwards"""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection


def timeouts() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setting FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"
            " ORDER BY name"
        )
        return [setting for (setting,) in cursor.fetchall()]


@pytest.mark.django_db
def test_migrate_runs_without_statement_timeout_but_with_lock_timeout(monkeypatch):
    during = []
    monkeypatch.setattr(migrate.Command, "handle", lambda *_, **__: during.append(timeouts()))
    call_command("migrate", verbosity=0)

    assert during == [["5000", "0"]]
    assert timeouts() == ["2000", "30000"]
