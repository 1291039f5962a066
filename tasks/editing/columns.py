"""The values of a row as the log stores them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db.models import Model

# Columns that the product maintains: not compared, and not restored by undo.
BOOKKEEPING = {"version", "updated_at", "materialized_until", "due_at"}


def column_values(row: Model) -> dict[str, Any]:
    """Return the values of a row by column name, in the JSON form of the log."""
    return {
        field.attname: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in BOOKKEEPING
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (date, time)):  # and datetime, to the microsecond
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
