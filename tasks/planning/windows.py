"""Limit the days that one request may read."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from tasks.errors import Rejected

MAX_DAYS = 366


def reject_long_range(first: date, last: date) -> None:
    """Raise `Rejected` if a range of days, both included, is longer than a year."""
    if last - first >= timedelta(days=MAX_DAYS):
        raise Rejected(
            _("You can read at most %(days)d days at once.") % {"days": MAX_DAYS}, "last"
        )
