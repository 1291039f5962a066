"""What a phrase sets, before the phrases of a line are combined."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import TypedDict

from tasks.quickadd.patterns import Bound, Pattern
from tasks.quickadd.times import Clock


class Fields(TypedDict, total=False):
    """The fields of a task that a phrase can set; clocks and parts of the day become times.

    A deadline that is only a time ("by 5pm") is of the day of its line, one that is only a weekday
    not before it, and `deadline_days` count from it.
    """

    domain_id: int
    parent_id: int
    label_ids: tuple[int, ...]
    impact: int
    clarity: str
    duration: int
    scheduled_date: date
    clocks: tuple[Clock, ...]
    part: str
    deadline_date: date
    deadline_time: time | None
    deadline_of_line: bool
    deadline_weekday: bool
    deadline_days: int
    earliest_start: date
    reminder: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A parsed phrase: its kind, the index of its end, its pill's label and the fields it sets.

    `instead` are phrases with other likely meanings.
    """

    kind: str
    end: int
    label: str
    fields: Fields = field(default_factory=Fields)
    repeats: Pattern | Bound | None = None
    instead: tuple[str, ...] = ()


# A reading and the index of its first word.
ReadingAt = tuple[int, Reading]
