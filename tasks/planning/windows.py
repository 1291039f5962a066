"""The days that one request may read."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.errors import Rejected

MOST_DAYS = 366


def refuse_long(first: date, last: date) -> None:
    """Raise `Refused` when a window, both ends included, is longer than a year."""
    if last - first >= timedelta(days=MOST_DAYS):
        raise Rejected(f"Read at most {MOST_DAYS} days at once.", "last")
