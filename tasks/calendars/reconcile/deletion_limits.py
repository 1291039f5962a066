"""How many deletions a run may make before a person has a look."""

from __future__ import annotations

from tasks.constants import (
    CALENDAR_DELETIONS_FINE,
    CALENDAR_DELETIONS_MOST,
    CALENDAR_DELETIONS_SHARE,
)
from tasks.models import Calendar
from tasks.models.sync import PushedBlockQuerySet


def too_many(deletions: int, total: int) -> bool:
    """Whether so many of `total` are a mishap rather than housekeeping."""
    if deletions <= CALENDAR_DELETIONS_FINE:
        return False
    return deletions > CALENDAR_DELETIONS_MOST or deletions > total * CALENDAR_DELETIONS_SHARE


def held_removals(calendar: Calendar) -> PushedBlockQuerySet:
    """Events of ours that wait to be deleted there until the person says so."""
    unconfirmed = calendar.pushed.removing().filter(removal_confirmed=False)
    held = too_many(unconfirmed.count(), calendar.pushed.filter(sent=True).count())
    return unconfirmed if held else unconfirmed.none()
