"""Collects the events of one calendar while they are read, within limits."""

from __future__ import annotations

from collections.abc import Iterable
from sys import getsizeof

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.calendars.base import RemoteEvent, TooLarge

MAX_EVENTS = 20_000  # of one calendar, occurrences within the window included
MAX_TEXT_BYTES = 40 * 1024 * 1024  # in memory


class EventBuffer:
    """Events by id."""

    def __init__(self, max_events: int) -> None:
        self.max_events = max_events
        self.text_bytes = 0
        self.events: dict[str, RemoteEvent] = {}

    def add(self, events: Iterable[RemoteEvent]) -> None:
        """Add events; of two with the same id the later one counts. Raises `TooLarge`."""
        for event in events:
            self.events[event.remote_id] = event
            texts = event.remote_id, event.uid, event.etag, event.title, event.location, event.link
            self.text_bytes += sum(map(getsizeof, texts))
            if len(self.events) > self.max_events:
                raise TooLarge(_too_many_events(self.max_events))
            if self.text_bytes > MAX_TEXT_BYTES:
                raise TooLarge(_("The events of this calendar contain too much text."))


def _too_many_events(limit: int) -> str:
    sentence = ngettext(
        "This calendar has more than %(limit)s event within a year.",
        "This calendar has more than %(limit)s events within a year.",
        limit,
    )
    return sentence % {"limit": f"{limit:,}"}
