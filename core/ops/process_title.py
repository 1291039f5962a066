"""The role of this process, as logs, error reports and `pg_stat_activity` show it."""

from __future__ import annotations

from django.conf import settings
from django.db import connections

_titles: list[str] = []


def title() -> str:
    return _titles[-1] if _titles else settings.APP_ROLE


def set_title(role: str) -> None:
    """Set the role of a forked process. Call it before the first database connection."""
    _titles.append(role)
    options = connections["default"].settings_dict["OPTIONS"]
    options["application_name"] = f"whendoist-{role}"
