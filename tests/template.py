"""A migrated database for every worker to copy: migrating takes seconds, copying a few tenths.

The template is named for the migrations it went through, so it is made anew when one changes, and
kept between runs. Only on the tests' own PostgreSQL; a server of somebody else's is left tidy.
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
    """Return the name of the template, made first if it is missing.

    Workers take turns at `lock`: the first one migrates, the others find it done.
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
    """Migrate under another name first: a run cut short must leave no half-migrated template."""
    connection = connections["default"]
    own, wanted = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{PREFIX}unfinished"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["TEST"]["NAME"] = wanted
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = own
    with _cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{PREFIX}unfinished" RENAME TO "{name}"')
