"""The input and output types of the quick-add parser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from tasks.recurrence import Rule


@dataclass(frozen=True, slots=True)
class Names:
    """The names that `#`, `^` and `@` can refer to, mapped to ids chosen by the caller."""

    domains: Mapping[str, int]
    parents: Mapping[str, int]
    labels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A recognised part of the line: `text` is line[start:end], in code points.

    A pill shows the label ("Fri 27 Nov", "45m", "every month on the 1st"). Labels repeat the
    words of the grammar, which are English in every language.
    """

    kind: str
    start: int
    end: int
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another likely reading of a line: a complete line to use instead, and a chip's label."""

    label: str
    line: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed line. Durations and reminders are in minutes; dates and times are local.

    A repeating task is scheduled on the first date of its rule, a time without a date today, or
    tomorrow if it has passed. `times` has two or more entries for a series that repeats several
    times a day; `scheduled_time` is then the first of them. `problems` are sentences for people;
    the words they refer to stay in the title, and so do words with other likely readings, which
    `alternatives` lists. `unknown` are `#`, `^` and `@` words that match no name.
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
    times: tuple[time, ...] = ()
    tokens: tuple[Token, ...] = ()
    problems: tuple[str, ...] = ()
    unknown: tuple[Token, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
