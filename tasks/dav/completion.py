"""Reads whether, and when, a client completed a to-do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Component, vDDDTypes

from core.wallclock import LocalClock
from tasks.constants import DAV_DAYS_BACK
from tasks.editing.journal import Journal

ALL_DONE = 100  # PERCENT-COMPLETE


@dataclass(frozen=True, slots=True)
class Completion:
    """What a to-do says about its completion."""

    completed: bool = False  # by its STATUS, or by COMPLETED without one
    all_done: bool = False  # PERCENT-COMPLETE is 100
    at: datetime | None = None

    def completes(self, old: Completion) -> bool:
        """Return whether an item that was `old` is completed now.

        A client that reopens an item by its STATUS may leave 100 percent.
        """
        return self.completed or (self.all_done and not old.all_done)


def completion_of(component: Component, local_clock: LocalClock) -> Completion:
    """Return the completion of a VTODO whose dates were checked."""
    status = str(component.get("STATUS", "")).upper()
    return Completion(
        completed=status == "COMPLETED" or (not status and "COMPLETED" in component),
        all_done=component.get("PERCENT-COMPLETE") == ALL_DONE and status != "CANCELLED",
        at=_completed_at(component, local_clock),
    )


def completed_at(log: Journal, completion: Completion) -> datetime | None:
    """Return when a client completed an item, if that can be true: it may have been offline."""
    earliest = log.now - timedelta(days=DAV_DAYS_BACK)
    at = completion.at
    return at if at and earliest <= at <= log.now else None


def _completed_at(component: Component, local_clock: LocalClock) -> datetime | None:
    """Return COMPLETED in UTC; a time without a zone is the person's.

    A zone that nobody knows leaves the time unknown: the item is completed all the same.
    """
    moment = getattr(component.get("COMPLETED"), "dt", None)
    if not isinstance(moment, datetime):
        return None
    zone_name = component["COMPLETED"].params.get("TZID")
    if zone_name and moment.tzinfo is None:
        return _in_zone(moment, zone_name)
    return moment.replace(tzinfo=moment.tzinfo or local_clock.zone).astimezone(UTC)


def _in_zone(moment: datetime, zone_name: str) -> datetime | None:
    """Apply TZID to COMPLETED as to other times; RFC 5545 §3.8.2.1 wants UTC, phones differ."""
    try:
        local: datetime = vDDDTypes.from_ical(  # type: ignore[no-untyped-call]
            f"{moment:%Y%m%dT%H%M%S}", timezone=zone_name
        )
    except (ValueError, KeyError, OSError):
        return None
    return local.astimezone(UTC) if local.tzinfo else None
