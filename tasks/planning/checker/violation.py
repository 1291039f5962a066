"""The rules of a plan, and what breaks one."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Rule(StrEnum):
    """The hard constraints."""

    UNKNOWN = "unknown"
    PINNED = "pinned"
    PAST = "past"
    RANGE = "range"
    HOURS = "hours"
    EARLIEST = "earliest"
    DEADLINE = "deadline"
    OVERLAP = "overlap"
    BUFFER = "buffer"
    ORDER = "order"
    CHUNKS = "chunks"
    WINDOW = "window"
    SHARE = "share"
    BREAK = "break"
    LUNCH = "lunch"


class Violation(NamedTuple):
    """A broken rule: the block at fault, and the event, task or minute that it violates."""

    rule: Rule
    task: str
    begin: int
    against: str = ""

    def __str__(self) -> str:
        return f"{self.task} at {self.begin} breaks {self.rule} {self.against}".rstrip()
