"""What this process is for, as logs, error reports and `pg_stat_activity` name it."""

from __future__ import annotations

from django.conf import settings
from django.db import connections

_role: list[str] = []


def current() -> str:
    return _role[-1] if _role else settings.APP_ROLE


def become(role: str) -> None:
    """Take a role in a forked process, before it has opened a database connection."""
    _role.append(role)
    options = connections["default"].settings_dict["OPTIONS"]
    options["application_name"] = f"whendoist-{role}"
