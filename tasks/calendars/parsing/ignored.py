"""What was ignored of a calendar while it was parsed, for its owner."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

MAX_ENTRIES = 100  # stored for one calendar
MAX_TITLE = 100  # characters


class Reason(StrEnum):
    """Why an entry is not shown as it was meant. The values are stored."""

    START = "start"  # left out
    TOO_LARGE = "too_large"  # left out
    ERROR = "error"  # left out
    CHANGE = "change"
    END = "end"
    ORDER = "order"
    RULE = "rule"
    TOO_OFTEN = "too_often"
    DATES = "dates"
    ZONE = "zone"


# An entry with one of these is missing; with another it is shown without the ignored property.
LEFT_OUT = frozenset({Reason.START, Reason.TOO_LARGE, Reason.ERROR})


class IgnoredEntries:
    """Titles and reasons, each pair once, up to a limit."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, Reason], None] = {}
        self.counts: Counter[str] = Counter()

    def add(self, title: str, reason: Reason) -> None:
        self.counts[reason] += 1
        if len(self.entries) < MAX_ENTRIES:
            self.entries[title[:MAX_TITLE], reason] = None

    def rows(self) -> list[list[str]]:
        """Return pairs of a title and a reason; entries that are left out come first."""
        pairs = sorted(self.entries, key=lambda pair: pair[1] not in LEFT_OUT)
        return [[title, str(reason)] for title, reason in pairs]
