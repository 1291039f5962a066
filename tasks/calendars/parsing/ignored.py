"""What was ignored of a calendar while it was parsed, for its owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext_lazy

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

SENTENCES = {
    Reason.START: gettext_lazy("Not shown: its start can't be read."),
    Reason.TOO_LARGE: gettext_lazy("Not shown: it is too large."),
    Reason.ERROR: gettext_lazy("Not shown: it can't be read."),
    Reason.CHANGE: gettext_lazy("A change of one occurrence can't be read."),
    Reason.END: gettext_lazy("Shown without its end, which can't be read."),
    Reason.ORDER: gettext_lazy("Shown without a length: it ends before it starts."),
    Reason.RULE: gettext_lazy("Shown once: how it repeats can't be read."),
    Reason.TOO_OFTEN: gettext_lazy("Shown once: it repeats too often."),
    Reason.DATES: gettext_lazy("Shown without some of its dates, which can't be read."),
    Reason.ZONE: gettext_lazy("Shown in your time zone: its own is unknown."),
}


class IgnoredEntry(NamedTuple):
    """A stored pair, for people. `left_out`: the entry is missing, not just a part of it."""

    title: str
    sentence: str
    left_out: bool


def ignored_entries(rows: Iterable[Sequence[str]]) -> list[IgnoredEntry]:
    """Return the stored pairs of a calendar as sentences."""
    pairs = ((title, Reason(reason)) for title, reason in rows if reason in {*Reason})
    return [IgnoredEntry(title, str(SENTENCES[r]), r in LEFT_OUT) for title, r in pairs]


class IgnoredEntries:
    """Titles and reasons, each pair once, up to a limit."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, Reason], None] = {}

    def add(self, title: str, reason: Reason) -> None:
        """Add a pair; many small repairs leave room for the entries that are left out."""
        if len(self.entries) < MAX_ENTRIES * (2 if reason in LEFT_OUT else 1):
            self.entries[title[:MAX_TITLE], reason] = None

    def take(self, others: IgnoredEntries, *, has_events: bool) -> None:
        """Move other entries here; without events, only those that are left out."""
        for title, reason in others.entries:
            if has_events or reason in LEFT_OUT:
                self.add(title, reason)
        others.entries.clear()

    def rows(self) -> list[list[str]]:
        """Return pairs of a title and a reason; entries that are left out come first."""
        pairs = sorted(self.entries, key=lambda pair: pair[1] not in LEFT_OUT)
        return [[title, str(reason)] for title, reason in pairs[:MAX_ENTRIES]]
