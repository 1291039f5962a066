"""Complete lines to use instead of a typed one, for readings that quick add did not choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.dates import day_phrase
from tasks.quickadd.fields import Fields, Reading, ReadingAt
from tasks.quickadd.patterns import Bound, Pattern
from tasks.quickadd.times import MINUTES_A_DAY
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Alternative
from tasks.quickadd.wording import localized
from tasks.recurrence import InvalidRule, Rule, describe

MAX_ALTERNATIVES: Final = 4


def replacing(
    words: Words, at: int, end: int, phrases: Iterable[str], calendar: Calendar
) -> list[Alternative]:
    """Return lines with a phrase in place of the words from `at` to `end`."""
    start, stop = words.span(at, end)
    line = words.line
    local = [localized(phrase, calendar) for phrase in phrases]
    return [Alternative(p, f"{line[:start]}{p}{line[stop:]}") for p in local]


def adding(words: Words, phrases: Iterable[str], calendar: Calendar) -> list[Alternative]:
    """Return lines that keep every word and add a phrase behind them, in front of the notes."""
    body, notes = words.line[: words.body_end()].rstrip(), words.line[words.body_end() :]
    body = body.rstrip(",;")
    local = [localized(phrase, calendar) for phrase in phrases]
    return [Alternative(p, f"{body}, {p}{' ' if notes else ''}{notes}") for p in local]


def of_blocked(words: Words, readings: list[ReadingAt], calendar: Calendar) -> list[Alternative]:
    """Return a line for each phrase that stayed text because of its neighbours."""
    return adding(words, filter(None, (_phrase(r, calendar) for _, r in readings)), calendar)


def of_chosen(words: Words, readings: list[ReadingAt], calendar: Calendar) -> list[Alternative]:
    """Return lines for the other meanings of phrases that were read."""
    return [
        alternative
        for at, reading in readings
        for alternative in replacing(words, at, reading.end, reading.instead, calendar)
    ]


def _phrase(reading: Reading, calendar: Calendar) -> str:
    """Return words that quick add reads like this phrase wherever they stand; "" for a part."""
    fields = reading.fields
    if isinstance(reading.repeats, Pattern):
        return _repeat_phrase(reading.repeats, calendar)
    if day := fields.get("deadline_date"):
        moment = fields.get("deadline_time")
        return f"by {day_phrase(day)}" + (f" {moment:%H:%M}" if moment else "")
    if day := fields.get("earliest_start"):
        return f"on {day_phrase(day)}"  # "from Friday to Monday" may be on Friday
    if isinstance(reading.repeats, Bound):
        return f"by {day_phrase(reading.repeats.until)}" if reading.repeats.until else ""
    if not fields.get("clocks") and reading.kind == "duration":
        return f"for {reading.label}"
    return moment_phrase(fields)


def moment_phrase(fields: Fields) -> str:
    """Return a day and hours as quick add reads them: "on 27 Nov 2026 at 09:00"."""
    pieces = []
    if day := fields.get("scheduled_date"):
        pieces.append(f"on {day_phrase(day)}")
    if fields.get("clocks"):
        pieces.append(_hours_phrase(fields))
    return " ".join(pieces)


def _hours_phrase(fields: Fields) -> str:
    start = fields["clocks"][0].on(fields.get("part"))
    minutes = fields.get("duration")
    if not minutes:
        return f"at {start:%H:%M}"
    end = (start.hour * 60 + start.minute + minutes) % MINUTES_A_DAY
    return f"from {start:%H:%M} to {end // 60:02}:{end % 60:02}"


def _repeat_phrase(pattern: Pattern, calendar: Calendar) -> str:
    starts_on = pattern.first(calendar.today)
    if not starts_on or pattern.times:
        return ""
    try:
        rule = Rule.validated(
            pattern.rrule(calendar.week_start),
            starts_on,
            missing_days=pattern.missing_days,
            kind=pattern.kind,
        )
    except InvalidRule:
        return ""
    return describe(rule)
