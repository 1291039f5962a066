"""Parse one line into the fields of a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from tasks.quickadd.alternatives import MAX_ALTERNATIVES, adding, of_chosen, replacing
from tasks.quickadd.calendar import Calendar
from tasks.quickadd.choose import MOVES, choose
from tasks.quickadd.fields import Reading, ReadingAt
from tasks.quickadd.guard import WHEN, is_half_length
from tasks.quickadd.name_index import is_name
from tasks.quickadd.patterns import Pattern
from tasks.quickadd.phrases import InvalidLength, InvalidPhrase, UnclearPhrase
from tasks.quickadd.readers import Grammar, after_repeat, is_series, read
from tasks.quickadd.schedule import merge_fields, relabel, schedule
from tasks.quickadd.series import Series, build_series
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Alternative, Names, Parsed, Token
from tasks.quickadd.wording import localized
from tasks.recurrence import InvalidRule
from tasks.recurrence.messages import gettext

MAX_TIMES_ON_PILL: Final = 4
NAME_KINDS: Final = {"#": "domain", "^": "parent", "@": "label"}


@dataclass(slots=True)
class Scan:
    """Everything recognised in a line, before choosing which phrases apply."""

    readings: list[ReadingAt] = field(default_factory=list)
    broken: dict[int, int] = field(default_factory=dict)
    unknown: list[Token] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)


def parse(line: str, today: date, names: Names, **options: Any) -> Parsed:
    """Parse one line of quick add. Never raise; unrecognised words form the title.

    `today` is the user's local date; `options` are those of `Calendar`. Phrases are read only
    when nothing next to them is left over. The last phrase of each kind applies and earlier ones
    stay text; labels accumulate.
    """
    return parse_with_grammar(line, Grammar(Calendar(today, **options), names))


def parse_with_grammar(line: str, grammar: Grammar) -> Parsed:
    """Parse one line with a grammar, which can be reused for several lines."""
    calendar = grammar.calendar
    words = Words(line, calendar.language)
    scan = _scan(words, grammar)
    readings, alternatives, is_decided = choose(words, scan.readings, scan.broken, calendar)
    scan.alternatives = [] if is_decided else scan.alternatives + alternatives
    readings, series = _add_series(readings, scan, calendar)
    scan.alternatives += of_chosen(words, readings, calendar)
    title = words.without({n for at, reading in readings for n in range(at, reading.end)})
    if not title:
        scan.problems.append(gettext("Give the task a title."))
    values = schedule(merge_fields(readings), series, calendar)
    labelled = [(at, relabel(reading, values, readings, calendar)) for at, reading in readings]
    return Parsed(
        title,
        notes=words.notes_text(),
        rule=series.rule if series else None,
        tokens=tuple(_tokens(words, labelled, calendar)),
        problems=tuple(dict.fromkeys(scan.problems)),
        unknown=tuple(scan.unknown),
        alternatives=_unique(scan.alternatives, line),
        **values,
    )


def _unique(alternatives: list[Alternative], line: str) -> tuple[Alternative, ...]:
    by_line = {item.line: item for item in alternatives if item.line != line}
    return tuple(by_line.values())[:MAX_ALTERNATIVES]


def _scan(words: Words, grammar: Grammar) -> Scan:
    """Read the words from left to right, each at most once."""
    scan = Scan()
    at = 0
    repeated = False
    while at < len(words):
        try:
            reading = (after_repeat(words, at, grammar) if repeated else None) or read(
                words, at, grammar
            )
        except (InvalidPhrase, UnclearPhrase) as error:
            _note(scan, words, at, error, grammar.calendar)
            at = error.end
            continue
        if reading:
            scan.readings.append((at, reading))
            repeated |= is_series(reading)
        elif unknown := _unknown(words, at):
            scan.unknown.append(unknown)
        at = reading.end if reading else at + 1
    return scan


def _note(
    scan: Scan, words: Words, at: int, error: InvalidPhrase | UnclearPhrase, calendar: Calendar
) -> None:
    """Remember why a phrase stays text, and what it can mean."""
    if isinstance(error, InvalidLength):
        after = error.end if words.key(error.end) != "by" else len(words)
        if not is_half_length(words, at - 1, after):  # unlike "within 48h"
            scan.problems.append(str(error))
        return
    scan.broken[at] = error.end
    if isinstance(error, InvalidPhrase):
        scan.problems.append(str(error))
    else:
        # Times in "move standup from 9 to 10" are not those of the task.
        instead, besides = error.instead, error.besides
        if words.key(words.first) in MOVES:
            instead, besides = (), instead + besides
        scan.alternatives += replacing(words, at, error.end, instead, calendar)
        scan.alternatives += adding(words, besides, calendar)


def _unknown(words: Words, at: int) -> Token | None:
    """Return a token for a name that does not exist yet."""
    kind = NAME_KINDS.get(words.key(at)[:1])
    if not kind or not is_name(words.key(at)):
        return None
    text = words.text(at, at + 1)
    return Token(kind, *words.span(at, at + 1), text, label=text[1:])


def _add_series(
    readings: list[ReadingAt], scan: Scan, calendar: Calendar
) -> tuple[list[ReadingAt], Series | None]:
    """Return the readings and their series; one that cannot be stored stays text."""
    try:
        series = build_series([reading for _, reading in readings], calendar)
    except (InvalidRule, OverflowError) as error:
        scan.problems.append(str(error) or gettext("The repetition ends too far in the future."))
        return [item for item in readings if item[1].kind not in WHEN], None
    if not series:
        return readings, None
    return [(at, _with_phrase(reading, series, calendar)) for at, reading in readings], series


def _with_phrase(reading: Reading, series: Series, calendar: Calendar) -> Reading:
    """Return a repetition with its final label, and the times of "every 8 hours"."""
    if not isinstance(reading.repeats, Pattern):
        return reading
    label = series.phrase
    if "clocks" in reading.fields:
        label += f" at {calendar.clock(series.times[0])}"
    if reading.repeats.times:
        times = ", ".join(map(calendar.clock, series.times))
        many = len(series.times) > MAX_TIMES_ON_PILL
        label += f", {len(series.times)} times a day" if many else f" at {times}"
    return replace(reading, label=label)


def _tokens(words: Words, readings: list[ReadingAt], calendar: Calendar) -> Iterator[Token]:
    for at, reading in readings:
        span, text = words.span(at, reading.end), words.text(at, reading.end)
        is_name = reading.kind in NAME_KINDS.values()
        label = reading.label if is_name else localized(reading.label, calendar)
        yield Token(reading.kind, *span, text, label)
    if notes := words.notes:
        yield Token("notes", notes.start, notes.end, words.line[notes.start : notes.end], "notes")
