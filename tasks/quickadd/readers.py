"""The grammar: the phrases that can start at a word, and the fields they set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final, TypedDict

from tasks.quickadd.dates import Calendar, day_label, read_date
from tasks.quickadd.name_index import NameIndex
from tasks.quickadd.patterns import Bound, Pattern
from tasks.quickadd.phrases import Match
from tasks.quickadd.repeats import read_bound, read_repeat
from tasks.quickadd.times import (
    length_label,
    read_duration,
    read_reminder,
    read_time,
    time_label,
)
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Names
from tasks.quickadd.vocabulary import CLARITIES, CLARITY_LABELS, IMPACT_LABELS, IMPACTS

DATE_MARKS: Final = ("on", "starting")


class Fields(TypedDict, total=False):
    """The fields of `Parsed` that a phrase can set."""

    domain_id: int
    parent_id: int
    label_ids: tuple[int, ...]
    impact: int
    clarity: str
    duration: int
    scheduled_date: date
    scheduled_time: time
    deadline_date: date
    deadline_time: time | None
    earliest_start: date
    reminder: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A parsed phrase: its kind, the index of its end, its pill's label and the fields it sets."""

    kind: str
    end: int
    label: str
    fields: Fields = field(default_factory=Fields)
    repeats: Pattern | Bound | None = None


class Grammar:
    """The settings and names of one user, which phrases are parsed with."""

    def __init__(self, calendar: Calendar, names: Names) -> None:
        self.calendar = calendar
        self.domains = NameIndex(names.domains)
        self.parents = NameIndex(names.parents)
        self.labels = NameIndex(names.labels)


def read(words: Words, at: int, grammar: Grammar) -> Reading | None:
    """Parse the phrase that starts at a word, if there is one. Raises InvalidPhrase."""
    if not (key := words.key(at)):
        return None
    if reader := SIGILS.get(key[0]):
        return reader(words, at, grammar)
    return next((match for reader in PHRASES if (match := reader(words, at, grammar))), None)


def _domain(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := grammar.domains.read(words, at)):
        return None
    name, end = match
    return Reading("domain", end, name, {"domain_id": grammar.domains.id(name)})


def _parent(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := grammar.parents.read(words, at)):
        return None
    name, end = match
    return Reading("parent", end, name, {"parent_id": grammar.parents.id(name)})


def _label(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := grammar.labels.read(words, at)):
        return None
    name, end = match
    return Reading("label", end, name, {"label_ids": (grammar.labels.id(name),)})


def _impact(words: Words, at: int, grammar: Grammar) -> Reading | None:
    impact = IMPACTS.get(words.key(at)[1:])
    return Reading("impact", at + 1, IMPACT_LABELS[impact], {"impact": impact}) if impact else None


def _clarity(words: Words, at: int, grammar: Grammar) -> Reading | None:
    clarity = CLARITIES.get(words.key(at)[1:])
    if not clarity:
        return None
    return Reading("clarity", at + 1, CLARITY_LABELS[clarity], {"clarity": clarity})


def _repeat(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := read_repeat(words, at)):
        return None
    pattern, end = match
    return Reading("repeat", end, words.text(at, end), repeats=pattern)


def _bound(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := read_bound(words, at, grammar.calendar)):
        return None
    bound, end = match
    return Reading("bound", end, bound.label(grammar.calendar.today), repeats=bound)


def _deadline(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if words.key(at) != "by" or not (match := _moment(words, at + 1, grammar.calendar)):
        return None
    (day, moment), end = match
    label = f"by {day_label(day, grammar.calendar.today)}"
    if moment:
        label = f"{label} {time_label(moment)}"
    return Reading("deadline", end, label, {"deadline_date": day, "deadline_time": moment})


def _moment(words: Words, at: int, calendar: Calendar) -> Match[tuple[date, time | None]]:
    """Parse a date, a time, or both in either order; a time alone means today."""
    if day := read_date(words, at, calendar, marked=True):
        moment = read_time(words, day[1])
        return ((day[0], moment[0]), moment[1]) if moment else ((day[0], None), day[1])
    if not (moment := read_time(words, at)):
        return None
    marked = words.key(moment[1]) == "on"
    day = read_date(words, moment[1] + marked, calendar, marked=marked)
    return ((day[0], moment[0]), day[1]) if day else ((calendar.today, moment[0]), moment[1])


def _earliest_start(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if words.key(at) != "from":
        return None
    if not (match := read_date(words, at + 1, grammar.calendar, marked=True)):
        return None
    day, end = match
    label = f"from {day_label(day, grammar.calendar.today)}"
    return Reading("start", end, label, {"earliest_start": day})


def _reminder(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := read_reminder(words, at)):
        return None
    minutes, end = match
    return Reading("reminder", end, f"remind {length_label(minutes)}", {"reminder": minutes})


def _duration(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := read_duration(words, at)):
        return None
    minutes, end = match
    return Reading("duration", end, length_label(minutes), {"duration": minutes})


def _date(words: Words, at: int, grammar: Grammar) -> Reading | None:
    marked = words.key(at) in DATE_MARKS
    if not (match := read_date(words, at + marked, grammar.calendar, marked=marked)):
        return None
    day, end = match
    label = day_label(day, grammar.calendar.today)
    return Reading("date", end, label, {"scheduled_date": day})


def _time(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := read_time(words, at)):
        return None
    moment, end = match
    return Reading("time", end, time_label(moment), {"scheduled_time": moment})


Reader = Callable[[Words, int, Grammar], Reading | None]
SIGILS: Final[dict[str, Reader]] = {
    "#": _domain,
    "^": _parent,
    "@": _label,
    "!": _impact,
    "?": _clarity,
}
PHRASES: Final[tuple[Reader, ...]] = (
    _repeat,
    _bound,
    _deadline,
    _earliest_start,
    _reminder,
    _duration,
    _date,
    _time,
)
