"""The grammar: the phrases that can start at a word, and the fields they set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tasks.quickadd.bounds import read_bound, read_from_to
from tasks.quickadd.calendar import Calendar
from tasks.quickadd.dates import day_label, read_ordinal
from tasks.quickadd.deadlines import read_deadline, read_earliest_start, read_start_of_series
from tasks.quickadd.durations import length_label, read_duration, read_reminder
from tasks.quickadd.fields import Fields, Reading
from tasks.quickadd.misspelled import correct
from tasks.quickadd.moments import (
    is_short_list,
    read_day,
    read_later_today,
    read_part,
    read_span,
    read_times,
)
from tasks.quickadd.name_index import NameIndex
from tasks.quickadd.patterns import Pattern
from tasks.quickadd.phrases import Match, UnclearPhrase
from tasks.quickadd.repeats import PARTS, other_reading, read_hour_of_series, read_repeat
from tasks.quickadd.times import PHRASE_STARTS, SPOKEN, Clock, read_range
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Names
from tasks.quickadd.vocabulary import (
    ADVERBS,
    CLARITIES,
    CLARITY_LABELS,
    COUNTS,
    DAY_SETS,
    DAY_WORDS,
    IMPACT_LABELS,
    IMPACTS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PLURAL_WEEKDAYS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
)


class Grammar:
    """The settings and names of one user, which phrases are parsed with."""

    def __init__(self, calendar: Calendar, names: Names) -> None:
        self.calendar = calendar
        self.domains = NameIndex(names.domains)
        self.parents = NameIndex(names.parents)
        self.labels = NameIndex(names.labels)


def read(words: Words, at: int, grammar: Grammar) -> Reading | None:
    """Parse the phrase that starts at a word, if there is one.

    Raises InvalidPhrase or UnclearPhrase.
    """
    if not (key := words.key(at)):
        return None
    if reader := SIGILS.get(key[0]):
        return reader(words, at, grammar)
    if key not in STARTS:
        _check_spelling(words, at, grammar.calendar)
    listed = key in SHORT_WEEKDAYS and is_short_list(words, at)
    if not (key in STARTS or key[0].isdigit() or key[0] in "+,x" or listed):
        return None
    return next((match for reader in PHRASES if (match := reader(words, at, grammar))), None)


def _check_spelling(words: Words, at: int, calendar: Calendar) -> None:
    """Raise UnclearPhrase for a misspelled day or month and the number behind it."""
    if name := correct(words.key(at), calendar.language):
        numbered = words.key(at + 1)[:1].isdigit() and words.key(at + 1).isalnum()
        number = f" {words.text(at + 1, at + 2)}" if numbered else ""
        raise UnclearPhrase(at + 1 + numbered, instead=(f"{name}{number}",))


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
    if match := grammar.labels.read(words, at):
        name, end = match
        return Reading("label", end, name, {"label_ids": (grammar.labels.id(name),)})
    return _glued_time(words, at, grammar)


def _glued_time(words: Words, at: int, grammar: Grammar) -> Reading | None:
    """Parse "@7pm" and "@ 7pm"."""
    return read_times(words, at, grammar.calendar)


def _impact(words: Words, at: int, grammar: Grammar) -> Reading | None:
    impact = IMPACTS.get(words.key(at)[1:])
    return Reading("impact", at + 1, IMPACT_LABELS[impact], {"impact": impact}) if impact else None


def _clarity(words: Words, at: int, grammar: Grammar) -> Reading | None:
    clarity = CLARITIES.get(words.key(at)[1:])
    if not clarity:
        return None
    return Reading("clarity", at + 1, CLARITY_LABELS[clarity], {"clarity": clarity})


def _repeat(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := read_repeat(words, at, grammar.calendar)):
        return None
    pattern, end = match
    fields: Fields = {"part": pattern.part} if pattern.part else {}
    if span := _hours_of_days(words, end):
        (clock, fields["duration"]), end = span
        fields["clocks"] = (clock,)
    elif hour := read_hour_of_series(words, end):
        fields["clocks"], end = (hour[0],), hour[1]
    from_ordinal = words.key(at) == "every" and bool(read_ordinal(words, at + 1))
    instead = other_reading(pattern, from_ordinal=from_ordinal)
    return Reading("repeat", end, words.text(at, end), fields, pattern, instead)


def _hours_of_days(words: Words, at: int) -> Match[tuple[Clock, int]]:
    """Parse the plain hours of "every mon 10-12" and "mondays from 10 to 12"."""
    plain = words.key(at + (words.key(at) in ("from", "since"))).isdecimal()
    named = words.key(at - 1) in WEEKDAYS or words.key(at - 1) in PLURAL_WEEKDAYS
    return read_range(words, at, bare=True) if plain and named else None


def _bound(words: Words, at: int, grammar: Grammar) -> Reading | None:
    if not (match := read_bound(words, at, grammar.calendar)):
        return None
    bound, end = match
    return Reading("bound", end, bound.label(grammar.calendar.today), repeats=bound)


def after_repeat(words: Words, at: int, grammar: Grammar) -> Reading | None:
    """Parse "from 4 jan to 1 mar", or a German "bis", which ends a repetition in front of it."""
    if window := read_from_to(words, at, grammar.calendar):
        (first, bound), end = window
        today = grammar.calendar.today
        label = f"from {day_label(first, today)} {bound.label(today)}"
        return Reading("bound", end, label, {"earliest_start": first}, bound)
    if start := read_start_of_series(words, at, grammar.calendar):
        return start
    match = read_bound(words, at, grammar.calendar, german=True)
    if not match or words.key(at) != "bis":
        return None
    bound, end = match
    return Reading("bound", end, bound.label(grammar.calendar.today), repeats=bound)


def _deadline(words: Words, at: int, grammar: Grammar) -> Reading | None:
    return read_deadline(words, at, grammar.calendar)


def _earliest_start(words: Words, at: int, grammar: Grammar) -> Reading | None:
    return read_earliest_start(words, at, grammar.calendar)


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


def _later(words: Words, at: int, grammar: Grammar) -> Reading | None:
    return read_later_today(words, at, grammar.calendar)


def _day(words: Words, at: int, grammar: Grammar) -> Reading | None:
    return read_day(words, at, grammar.calendar)


def _span(words: Words, at: int, grammar: Grammar) -> Reading | None:
    return read_span(words, at, grammar.calendar)


def _times(words: Words, at: int, grammar: Grammar) -> Reading | None:
    return read_times(words, at, grammar.calendar)


def _part(words: Words, at: int, grammar: Grammar) -> Reading | None:
    return read_part(words, at, grammar.calendar)


def is_series(reading: Reading) -> bool:
    return isinstance(reading.repeats, Pattern)


Reader = Callable[[Words, int, Grammar], Reading | None]
SIGILS: Final[dict[str, Reader]] = {
    "#": _domain,
    "^": _parent,
    "@": _label,
    "!": _impact,
    "?": _clarity,
}
PHRASES: Final[tuple[Reader, ...]] = (
    _span,
    _repeat,
    _bound,
    _deadline,
    _earliest_start,
    _reminder,
    _later,
    _duration,
    _day,
    _times,
    _part,
)
STARTS: Final = frozenset(
    (
        *WEEKDAYS,
        *MONTHS,
        *DAY_WORDS,
        *DAY_SETS,
        *ADVERBS,
        *ORDINALS,
        *NUMBERS,
        *COUNTS,
        *PARTS,
        *SPOKEN,
        *("every", "hourly", "on", "at", "by", "bis", "from", "start", "starting", "until", "for"),
        *("in", "next", "this", "coming", "the", "remind", "since", "half-hour"),
        *("day-after-tomorrow", "the-weekend", "after-next", "tonight", "end", "beginning"),
        *("this-morning", "this-afternoon", "this-evening", "half-yearly"),
        *("eod", "eow", "eom", "eoy", "eonw", "eonm", "eony"),
    )
)
PHRASE_STARTS.update(STARTS - {"the", "second", "a", "an", "last", "first", *NUMBERS})
