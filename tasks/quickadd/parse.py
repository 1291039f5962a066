"""Parse one line into the fields of a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from tasks.quickadd.dates import Calendar
from tasks.quickadd.name_index import is_name
from tasks.quickadd.patterns import Bound, Pattern
from tasks.quickadd.phrases import InvalidPhrase
from tasks.quickadd.readers import Fields, Grammar, Reading, read
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Names, Parsed, Token
from tasks.recurrence import InvalidRule, Rule, describe
from tasks.recurrence.messages import gettext

NAME_KINDS: Final = {"#": "domain", "^": "parent", "@": "label"}

# A reading and the index of its first word.
ReadingAt = tuple[int, Reading]


@dataclass(slots=True)
class Scan:
    """Everything recognised in a line, before choosing which phrases apply."""

    readings: list[ReadingAt] = field(default_factory=list)
    unknown: list[Token] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def parse(
    line: str, today: date, names: Names, *, week_start: int = 0, day_first: bool = True
) -> Parsed:
    """Parse one line of quick add. Never raise; unrecognised words form the title.

    `today` is the user's local date. Their week starts on `week_start`, 0 for Monday, and
    `day_first` decides whether 3/2/2027 is in February. The last phrase of each kind applies and
    earlier ones stay text; labels accumulate.
    """
    return parse_with_grammar(line, Grammar(Calendar(today, week_start, day_first), names))


def parse_with_grammar(line: str, grammar: Grammar) -> Parsed:
    """Parse one line with a grammar, which can be reused for several lines."""
    words = Words(line)
    scan = _scan(words, grammar)
    readings, rule = _build_rule(_last_of_each_kind(scan.readings), scan.problems, grammar)
    title = words.without({n for at, reading in readings for n in range(at, reading.end)})
    if not title:
        scan.problems.append(gettext("Give the task a title."))
    return Parsed(
        title,
        notes=words.notes_text(),
        rule=rule,
        tokens=tuple(_tokens(words, readings)),
        problems=tuple(dict.fromkeys(scan.problems)),
        unknown=tuple(scan.unknown),
        **_schedule(_merge_fields(readings), rule, grammar.calendar.today),
    )


def _scan(words: Words, grammar: Grammar) -> Scan:
    """Read the words from left to right, each at most once."""
    scan = Scan()
    at = 0
    while at < len(words):
        try:
            reading = read(words, at, grammar)
        except InvalidPhrase as error:
            scan.problems.append(str(error))
            at = error.end
            continue
        if reading:
            scan.readings.append((at, reading))
        elif unknown := _unknown(words, at):
            scan.unknown.append(unknown)
        at = reading.end if reading else at + 1
    return scan


def _unknown(words: Words, at: int) -> Token | None:
    """Return a token for a name that does not exist yet."""
    kind = NAME_KINDS.get(words.key(at)[:1])
    if not kind or not is_name(words.key(at)):
        return None
    text = words.text(at, at + 1)
    return Token(kind, *words.span(at, at + 1), text, label=text[1:])


def _last_of_each_kind(readings: list[ReadingAt]) -> list[ReadingAt]:
    """Keep all labels, the last reading of each other kind, and no bound without a repeat."""
    last = {reading.kind: at for at, reading in readings}
    latest = [(at, r) for at, r in readings if r.kind == "label" or last[r.kind] == at]
    repeat = last.get("repeat")
    return [
        (at, r) for at, r in latest if r.kind != "bound" or (repeat is not None and repeat < at)
    ]


def _build_rule(
    readings: list[ReadingAt], problems: list[str], grammar: Grammar
) -> tuple[list[ReadingAt], Rule | None]:
    """Return the readings and their rule; an invalid rule's phrases are dropped and reported."""
    repeats = [reading.repeats for _, reading in readings]
    pattern = next((match for match in repeats if isinstance(match, Pattern)), None)
    if not pattern:
        return readings, None
    bound = next((match for match in repeats if isinstance(match, Bound)), None)
    try:
        rule = _rule(pattern, bound, _merge_fields(readings), grammar.calendar)
    except (InvalidRule, OverflowError) as error:
        problems.append(str(error) or gettext("The repetition ends too far in the future."))
        return [(at, reading) for at, reading in readings if not reading.repeats], None
    label = describe(replace(rule, rrule=pattern.rrule(grammar.calendar.week_start)))
    return [(at, _relabel_repeat(reading, label)) for at, reading in readings], rule


def _relabel_repeat(reading: Reading, repeat: str) -> Reading:
    return replace(reading, label=repeat) if reading.kind == "repeat" else reading


def _rule(pattern: Pattern, bound: Bound | None, fields: Fields, calendar: Calendar) -> Rule:
    """Return a rule that starts on its first matching day (RFC 5545 §3.8.2.4)."""
    earliest = max(calendar.today, fields.get("earliest_start", calendar.today))
    starts_on = pattern.first(fields.get("scheduled_date", earliest))
    if not starts_on:
        raise InvalidRule(gettext("The first repetition is too many years away."))
    end = [bound.rrule(starts_on)] if bound else []
    return Rule.validated(
        ";".join([pattern.rrule(calendar.week_start), *end]),
        starts_on,
        fields.get("scheduled_time"),
        missing_days=pattern.missing_days,
        kind=pattern.kind,
    )


def _merge_fields(readings: list[ReadingAt]) -> Fields:
    fields = Fields()
    for _, reading in readings:
        fields.update(reading.fields)
    labels = (label for _, reading in readings for label in reading.fields.get("label_ids", ()))
    fields["label_ids"] = tuple(dict.fromkeys(labels))
    return fields


def _schedule(fields: Fields, rule: Rule | None, today: date) -> Fields:
    """Schedule a repeating task on its rule's start, and a time without a date on today."""
    if rule:
        fields["scheduled_date"] = rule.starts_on
    elif "scheduled_time" in fields:
        fields.setdefault("scheduled_date", today)
    return fields


def _tokens(words: Words, readings: list[ReadingAt]) -> Iterator[Token]:
    for at, reading in readings:
        span, text = words.span(at, reading.end), words.text(at, reading.end)
        yield Token(reading.kind, *span, text, reading.label)
    if notes := words.notes:
        yield Token("notes", notes.start, notes.end, words.line[notes.start : notes.end], "notes")
