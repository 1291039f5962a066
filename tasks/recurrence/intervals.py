"""Add the interval of a rule to a day."""

from __future__ import annotations

from datetime import date

from tasks.recurrence.gregorian import LAST_ORDINAL, month_of, month_span
from tasks.recurrence.parts import Parts


def add_interval(day: date, parts: Parts) -> date | None:
    """Return the day one interval after `day`, or None beyond the year 9999."""
    ordinal = day.toordinal()
    if parts.freq in ("DAILY", "WEEKLY"):
        ordinal += parts.interval * (7 if parts.freq == "WEEKLY" else 1)
        return date.fromordinal(ordinal) if ordinal <= LAST_ORDINAL else None
    month = month_of(ordinal) + parts.interval * (12 if parts.freq == "YEARLY" else 1)
    if month > month_of(LAST_ORDINAL):
        return None
    first, last = month_span(month)
    return date.fromordinal(min(first + day.day - 1, last))
