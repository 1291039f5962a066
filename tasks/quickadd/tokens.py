"""What goes into the quick-add parser and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from tasks.recurrence import Rule


@dataclass(frozen=True, slots=True)
class Names:
    """What `#`, `^` and `@` may refer to, as name → id. The ids are the caller's."""

    domains: Mapping[str, int]
    parents: Mapping[str, int]
    labels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A recognised part of the line: `text` stands at line[start:end], in code points.

    The label is what a pill shows ("Fri 27 Nov", "45m", "every month on the 1st").
    """

    kind: str
    start: int
    end: int
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line understood. Durations and reminders are in minutes, days and times are local.

    A repeating task is scheduled on the first day of its rule. A time without a date is today's.
    Problems are sentences for a person; the words they are about stay in the title.
    Unknown are the `#`, `^` and `@` words that name nothing; they stay in the title as well.
    """

    title: str
    notes: str = ""
    domain_id: int | None = None
    parent_id: int | None = None
    label_ids: tuple[int, ...] = ()
    impact: int | None = None
    clarity: str | None = None
    duration: int | None = None
    scheduled_date: date | None = None
    scheduled_time: time | None = None
    deadline_date: date | None = None
    deadline_time: time | None = None
    earliest_start: date | None = None
    reminder: int | None = None
    rule: Rule | None = None
    tokens: tuple[Token, ...] = ()
    problems: tuple[str, ...] = ()
    unknown: tuple[Token, ...] = ()
