"""Create a migrated template database, which every worker copies.

Migrating takes seconds, copying a few tenths of a second. The template's name contains a hash of
the migrations, so a changed migration leads to a new template. It is reused between runs. Only the
tests' own PostgreSQL gets one, not a server given by `DATABASE_URL`.
"""

from __future__ import annotations

import fcntl
import hashlib
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "template_whendoist_"


def migrated_template(lock: Path) -> str:
    """Return the name of the template. Create it if it is missing.

    Workers wait for `lock`: the first one migrates, and the others reuse its template.
    """
    name = PREFIX + _fingerprint()
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        existing = _existing()
        if name not in existing:
            _drop(existing)
            _make(name)
    return name


def _fingerprint() -> str:
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cursor() -> AbstractContextManager[Any]:
    creation: Any = connections["default"].creation
    return creation._nodb_cursor()


def _existing() -> set[str]:
    with _cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        return {name for (name,) in cursor.fetchall()}


def _drop(names: set[str]) -> None:
    with _cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _make(name: str) -> None:
    """Migrate under a temporary name, so that an interrupted run leaves no partial template."""
    connection = connections["default"]
    names: dict[str, Any] = connection.settings_dict
    database, test_database = names["NAME"], names["TEST"]["NAME"]
    names["TEST"]["NAME"] = f"{PREFIX}unfinished"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    names["TEST"]["NAME"] = test_database
    names["NAME"] = settings.DATABASES["default"]["NAME"] = database
    with _cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{PREFIX}unfinished" RENAME TO "{name}"')
