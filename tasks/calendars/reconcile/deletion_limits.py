"""How many events a run may delete before the person has to confirm."""

from __future__ import annotations

from tasks.constants import (
    CALENDAR_MAX_DELETED_SHARE,
    CALENDAR_MAX_DELETIONS,
    CALENDAR_UNCHECKED_DELETIONS,
)
from tasks.models import Calendar
from tasks.models.sync import PushedBlockQuerySet


def too_many_deletions(deletions: int, total: int) -> bool:
    """Whether deleting so many of `total` events looks like a mishap rather than intent."""
    if deletions <= CALENDAR_UNCHECKED_DELETIONS:
        return False
    return deletions > CALENDAR_MAX_DELETIONS or deletions > total * CALENDAR_MAX_DELETED_SHARE


def held_removals(calendar: Calendar) -> PushedBlockQuerySet:
    """Return the pushed blocks whose deletion needs the person's confirmation."""
    unconfirmed = calendar.pushed.removing().filter(removal_confirmed=False)
    held = too_many_deletions(unconfirmed.count(), calendar.pushed.filter(sent=True).count())
    return unconfirmed if held else unconfirmed.none()
