"""Limits for the time and memory that other people's calendars may take."""

from __future__ import annotations

from time import monotonic

from django.utils.translation import gettext as _

from tasks.calendars.base import TooLarge
from tasks.calendars.time_share import seconds_left

MAX_SERIES_BYTES = 1024 * 1024  # of one series as text, without its attendees


class Deadline:
    """The time by which one calendar must have been read."""

    def __init__(self, seconds: float) -> None:
        self.end = monotonic() + min(seconds, seconds_left())

    def check(self) -> None:
        """Raise `TooLarge` if the time is up."""
        if monotonic() > self.end:
            raise TooLarge(_("This calendar takes too long to read."))
