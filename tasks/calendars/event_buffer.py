"""The events of one calendar as they are read, from whichever provider, and bounds for them."""

from __future__ import annotations

from collections.abc import Iterable
from sys import getsizeof

from tasks.calendars.base import RemoteEvent, TooMuch

MOST = 20_000  # events of one calendar, and what becomes of them within a window
MOST_TEXT = 40 * 1024 * 1024  # bytes in memory of what they say


class Collected:
    """Events by their ids."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.text = 0
        self.events: dict[str, RemoteEvent] = {}

    def add(self, events: Iterable[RemoteEvent]) -> None:
        """Of one that comes twice the later counts. Raises `TooMuch`."""
        for event in events:
            self.events[event.remote_id] = event
            said = (event.remote_id, event.uid, event.etag, event.title, event.location, event.link)
            self.text += sum(map(getsizeof, said))
            if len(self.events) > self.most:
                raise TooMuch(f"This calendar has more than {self.most:,} events within a year.")
            if self.text > MOST_TEXT:
                raise TooMuch("The events of this calendar have too much text.")
