"""Turns one line into the fields of a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from tasks.quickadd.dates import Calendar
from tasks.quickadd.name_index import is_name
from tasks.quickadd.patterns import Bound, Pattern
from tasks.quickadd.phrases import Impossible
from tasks.quickadd.readers import Fields, Grammar, Reading, read
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Names, Parsed, Token
from tasks.recurrence import InvalidRule, Rule, describe
from tasks.recurrence.messages import gettext

NAME_KINDS: Final = {"#": "domain", "^": "parent", "@": "label"}

# A reading and the index of its first word.
Placed = tuple[int, Reading]


@dataclass(slots=True)
class Scan:
    """All that was seen in a line, before it is decided what counts."""

    placed: list[Placed] = field(default_factory=list)
    unknown: list[Token] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def parse(
    line: str, today: date, names: Names, *, week_start: int = 0, day_first: bool = True
) -> Parsed:
    """Read one line of quick add. Never raises; what it does not understand is the title.

    `today` is the person's own; their week starts on `week_start`, 0 for Monday; `day_first`
    says whether 3/2/2027 is in February. Of each kind of phrase the last one counts and the
    earlier ones stay text; labels add up.
    """
    return understand(line, Grammar(Calendar(today, week_start, day_first), names))


def understand(line: str, grammar: Grammar) -> Parsed:
    """Read one line against a grammar that may serve several."""
    words = Words(line)
    scan = _scan(words, grammar)
    placed, rule = _with_rule(_last_of_each_kind(scan.placed), scan.problems, grammar)
    title = words.without({n for at, reading in placed for n in range(at, reading.end)})
    if not title:
        scan.problems.append(gettext("Give the task a title."))
    return Parsed(
        title,
        notes=words.notes_text(),
        rule=rule,
        tokens=tuple(_tokens(words, placed)),
        problems=tuple(dict.fromkeys(scan.problems)),
        unknown=tuple(scan.unknown),
        **_scheduled(_merged(placed), rule, grammar.calendar.today),
    )


def _scan(words: Words, grammar: Grammar) -> Scan:
    """Read from left to right, each word at most once."""
    scan = Scan()
    at = 0
    while at < len(words):
        try:
            reading = read(words, at, grammar)
        except Impossible as error:
            scan.problems.append(str(error))
            at = error.end
            continue
        if reading:
            scan.placed.append((at, reading))
        elif unknown := _unknown(words, at):
            scan.unknown.append(unknown)
        at = reading.end if reading else at + 1
    return scan


def _unknown(words: Words, at: int) -> Token | None:
    """A name nobody has yet."""
    kind = NAME_KINDS.get(words.key(at)[:1])
    if not kind or not is_name(words.key(at)):
        return None
    text = words.text(at, at + 1)
    return Token(kind, *words.span(at, at + 1), text, label=text[1:])


def _last_of_each_kind(placed: list[Placed]) -> list[Placed]:
    """What counts: all labels, the last of every other kind, and no bound without a repeat."""
    last = {reading.kind: at for at, reading in placed}
    kept = [(at, r) for at, r in placed if r.kind == "label" or last[r.kind] == at]
    repeat = last.get("repeat")
    return [(at, r) for at, r in kept if r.kind != "bound" or (repeat is not None and repeat < at)]


def _with_rule(
    placed: list[Placed], problems: list[str], grammar: Grammar
) -> tuple[list[Placed], Rule | None]:
    """What counts, and the rule it makes; without the phrases of a rule that cannot be kept."""
    repeats = [reading.repeats for _, reading in placed]
    pattern = next((match for match in repeats if isinstance(match, Pattern)), None)
    if not pattern:
        return placed, None
    bound = next((match for match in repeats if isinstance(match, Bound)), None)
    try:
        rule = _rule(pattern, bound, _merged(placed), grammar.calendar)
    except (InvalidRule, OverflowError) as error:
        problems.append(str(error) or gettext("That repeats until after the end of the calendar."))
        return [(at, reading) for at, reading in placed if not reading.repeats], None
    label = describe(replace(rule, rrule=pattern.rrule(grammar.calendar.week_start)))
    return [(at, _labelled(reading, label)) for at, reading in placed], rule


def _labelled(reading: Reading, repeat: str) -> Reading:
    return replace(reading, label=repeat) if reading.kind == "repeat" else reading


def _rule(pattern: Pattern, bound: Bound | None, fields: Fields, calendar: Calendar) -> Rule:
    """The rule, from its first matching day on (RFC 5545 §3.8.2.4 wants DTSTART to match)."""
    earliest = max(calendar.today, fields.get("earliest_start", calendar.today))
    starts_on = pattern.first(fields.get("scheduled_date", earliest))
    if not starts_on:
        raise InvalidRule(gettext("That repeats for the first time many years from now."))
    ending = [bound.rrule(starts_on)] if bound else []
    return Rule.validated(
        ";".join([pattern.rrule(calendar.week_start), *ending]),
        starts_on,
        fields.get("scheduled_time"),
        missing_days=pattern.missing_days,
        kind=pattern.kind,
    )


def _merged(placed: list[Placed]) -> Fields:
    fields = Fields()
    for _, reading in placed:
        fields.update(reading.fields)
    labels = (label for _, reading in placed for label in reading.fields.get("label_ids", ()))
    fields["label_ids"] = tuple(dict.fromkeys(labels))
    return fields


def _scheduled(fields: Fields, rule: Rule | None, today: date) -> Fields:
    """A repeating task is scheduled where its rule starts, and a time without a date today."""
    if rule:
        fields["scheduled_date"] = rule.starts_on
    elif "scheduled_time" in fields:
        fields.setdefault("scheduled_date", today)
    return fields


def _tokens(words: Words, placed: list[Placed]) -> Iterator[Token]:
    for at, reading in placed:
        span, text = words.span(at, reading.end), words.text(at, reading.end)
        yield Token(reading.kind, *span, text, reading.label)
    if notes := words.notes:
        yield Token("notes", notes.start, notes.end, words.line[notes.start : notes.end], "notes")
