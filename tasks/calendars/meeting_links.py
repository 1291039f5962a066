"""Find the address of a video meeting in the texts of an event."""

from __future__ import annotations

import re

MAX_TEXT = 500  # characters of an address, as of the other texts of an event
_MEETING = re.compile(
    r"https://(?:[a-z0-9-]+\.)*"
    r"(?:meet\.google\.com|zoom\.us|zoom\.com|teams\.microsoft\.com|teams\.live\.com|webex\.com"
    r"|whereby\.com|meet\.jit\.si|gotomeeting\.com|bluejeans\.com|chime\.aws)"
    r"/[^\s<>'\"\\]*[^\s<>'\"\\.,;:!?)\]}]",
    re.IGNORECASE,
)


def meeting_link(*texts: str) -> str:
    """Return the first address of a meeting in the texts; empty if there is none.

    One address that is too long to store is left out: half of it would lead nowhere.
    """
    matches = (match.group() for text in texts for match in _MEETING.finditer(text))
    return next((link for link in matches if len(link) <= MAX_TEXT), "")
