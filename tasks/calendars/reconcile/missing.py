"""What a complete listing lacks: a change, a deletion, or a loss that looks like an accident.

Entries are counted (a UID, or a series at Google), not occurrences.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import compress
from operator import not_

from django.db.models import Q
from django.db.models.functions import Left

from core.wallclock import instant
from tasks.calendars.base import Listing, Window
from tasks.calendars.parsing.ignored import LEFT_OUT, MAX_TITLE
from tasks.constants import CALENDAR_HELD_ENTRIES, CALENDAR_HELD_SHARE
from tasks.models import Calendar, Event
from tasks.models.event import EventQuerySet

logger = logging.getLogger(__name__)

ABSENT_TWICE = 2  # listings
# Providers cut a listing at different hours of its first and last day, in their own time zones.
EDGE = timedelta(days=2)
# What stays the same when a calendar is published again with other UIDs.
SLOT = ("title", "starts_at", "ends_at", "starts_on", "ends_on")


@dataclass(slots=True)
class Missing:
    """What a listing lacks: rows deleted as changes and as removals; entries held and doubted."""

    replaced: int = 0
    removed: int = 0
    held: int = 0
    doubted: int = 0  # missing for the first time: the next listing shows whether it was torn


def delete_missing(calendar: Calendar, listing: Listing, window: Window, newest: int) -> Missing:
    """Delete the events that a complete listing lacks, unless that looks like an accident.

    At once: events whose entry is still listed with other times, or that the listing added under
    another id; events at the edges of the window, which they left; and a single missing entry, as
    when a person deletes a meeting. Several missing entries are deleted when the next listing lacks
    them too, because a torn listing usually lacks several, and so is an only one if nothing is
    listed. In both cases another complete listing follows soon, which brings back what was there.
    Rows with a higher id than `newest` were added by this listing.
    """
    events = Event.objects.filter(calendar=calendar)
    absent = events.filter(generation__lt=calendar.generation)
    missing = Missing(replaced=absent.exclude(_inside(calendar, window)).delete()[0])
    _keep_unreadable(calendar, absent, listing)
    rows = list(absent.with_entry_key().only("pk", "generation", *SLOT).order_by("generation"))
    if rows:
        # A row of an earlier release may have a UID only.
        listed = {key for event in listing.events for key in (event.entry_key, event.uid)}
        added = set(events.filter(pk__gt=newest).values_list(*SLOT))
        changed = [_key(row) in listed or _slot(row) in added for row in rows]
        missing.replaced += _delete(compress(rows, changed))
        lost = list(compress(rows, map(not_, changed)))
        _delete_lost(calendar, missing, lost, listing, events.filter(pk__gt=newest).entries())
    return missing


def _keep_unreadable(calendar: Calendar, absent: EventQuerySet, listing: Listing) -> None:
    """Count events as listed whose entry is there but can't be read: our last copy stays."""
    titles = {title for title, reason in listing.ignored if title and reason in LEFT_OUT}
    if titles:
        shortened = absent.annotate(shortened=Left("title", MAX_TITLE))
        shortened.filter(shortened__in=titles).update(generation=calendar.generation)


def _delete_lost(
    calendar: Calendar, missing: Missing, rows: Sequence[Event], listing: Listing, added: int
) -> None:
    """Delete, doubt or hold the entries of `rows`, none of which is listed.

    A listing that gained almost as many entries as it lost did not shrink: it has changed.
    """
    lost = {_key(row): row.generation for row in rows}
    total = Event.objects.filter(calendar=calendar).entries() - added
    empty = not listing.events
    if looks_like_accident(len(lost) - added, total, listing_is_empty=empty):
        missing.held = len(lost)
        logger.warning("entries held calendar=%s held=%d of=%d", calendar.pk, len(lost), total)
        return
    doubted = {key for key, seen in lost.items() if seen > calendar.generation - ABSENT_TWICE}
    replaced = looks_like_accident(len(lost), total, listing_is_empty=empty)
    at_once = not empty and (len(lost) == 1 or replaced)
    deleted = lost.keys() - (set() if at_once else doubted)
    missing.removed = _delete(row for row in rows if _key(row) in deleted)
    missing.doubted = len(doubted)


def looks_like_accident(lost: int, total: int, *, listing_is_empty: bool) -> bool:
    """Whether the loss of so many of `total` entries looks like a mishap rather than intent."""
    if listing_is_empty:
        return lost > 1
    return lost >= CALENDAR_HELD_ENTRIES and lost >= total * CALENDAR_HELD_SHARE


def delete_past(calendar: Calendar, window: Window) -> None:
    """Delete events that ended before the window: listings do not contain them any more."""
    begin = instant(window.first, time(), calendar.user.preferences.zone)
    past = Q(ends_at__lte=begin, starts_at__lt=begin) | Q(ends_on__lte=window.first)
    Event.objects.filter(past, calendar=calendar).delete()


def _inside(calendar: Calendar, window: Window) -> Q:
    """Select the events that every listing of the window contains."""
    zone = calendar.user.preferences.zone
    first, last = window.first + EDGE, window.last - EDGE
    timed = Q(ends_at__gt=instant(first, time(), zone), starts_at__lt=instant(last, time(), zone))
    return timed | Q(ends_on__gt=first, starts_on__lt=last)


def _key(row: Event) -> str:
    key: str = row.entry_key  # type: ignore[attr-defined]
    return key


def _slot(row: Event) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in SLOT)


def _delete(rows: Iterable[Event]) -> int:
    deleted: int = Event.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]
    return deleted
