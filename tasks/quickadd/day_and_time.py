"""Parse the text of a date or time field: `fri 9`, `tomorrow 14:30`, `3 feb`, `in 2 weeks`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.dates import day_label
from tasks.quickadd.parse import parse_with_grammar
from tasks.quickadd.readers import Grammar
from tasks.quickadd.times import Clock, read_clock
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Names, Parsed
from tasks.quickadd.wording import localized
from tasks.recurrence.messages import gettext

NO_NAMES: Final = Names({}, {}, {})
KINDS: Final = frozenset(("date", "time", "part"))
DAY, TIME, BOTH = "day", "time", "both"
# A field expects a day or a time, so that "12/1", "the 15th" and "9" need no word in front.
PREFIXES: Final = {DAY: ("", "on ", "this "), TIME: ("", "at "), BOTH: ("", "on ", "at ", "this ")}


@dataclass(frozen=True, slots=True)
class DayAndTime:
    """What a field's text means. Without a day and a time, `problem` is a sentence about it.

    The label names both for people ("Fri 4 Dec, 09:00"); `suggestions` are texts to use instead
    of one with several meanings.
    """

    day: date | None = None
    time: time | None = None
    label: str = ""
    problem: str = ""
    suggestions: tuple[str, ...] = ()


def parse_day_and_time(
    text: str, calendar: Calendar, *, kind: str = BOTH, day: date | None = None
) -> DayAndTime:
    """Parse the whole text of a field of a kind: "day", "time" or "both"; never raise.

    A time without a day is on `day`, or else on the next day on which it has not passed.
    """
    text = " ".join(text.split())
    attempts = [_parse(attempt, calendar) for attempt in _attempts(text, kind)]
    for parsed in attempts:
        if _is_complete(parsed, kind):
            return _result(parsed, calendar, kind, day)
    return _failure(text, attempts[0], calendar, kind)


def field_label(
    day: date | None, moment: time | None, calendar: Calendar, *, with_time: bool = True
) -> str:
    """Return "Fri 4 Dec, 09:00", "Fri 4 Dec, any time", "Fri 4 Dec" or "09:00"."""
    clock = padded_clock(moment, calendar) if moment else ""
    if not day:
        return clock
    # Quick add reads a day without a year as the next such day.
    year = f" {day.year}" if day < calendar.today and day.year == calendar.today.year else ""
    label = localized(day_label(day, calendar.today), calendar) + year
    if not with_time:
        return label
    return f"{label}, {clock or gettext('any time')}"


def padded_clock(moment: time, calendar: Calendar) -> str:
    """Return "03:00" or "3:00 am", which no parser takes for the afternoon."""
    return calendar.clock(moment) if calendar.twelve_hour else f"{moment:%H:%M}"


def parse_clock(text: str, language: str = "en") -> Clock | None:
    """Parse the whole text as a time of day, such as "9", "5 pm" or "halb 3"; None if it is not."""
    words = Words(text, language)
    start = int(words.key(0) == "at")
    match = read_clock(words, start, marked=True)
    return match[0] if match and match[1] == len(words) else None


def _attempts(text: str, kind: str) -> Iterator[str]:
    yield from (f"{prefix}{text}" for prefix in PREFIXES[kind])
    if kind != TIME and text.isdecimal():
        yield f"on the {text}th"


def _parse(text: str, calendar: Calendar) -> Parsed:
    return parse_with_grammar(text, Grammar(calendar, NO_NAMES))


def _is_complete(parsed: Parsed, kind: str) -> bool:
    """Return whether the text is nothing but a day, a time or both, as the field allows."""
    kinds = {token.kind for token in parsed.tokens}
    if parsed.title or parsed.notes or parsed.duration or not kinds or not kinds <= KINDS:
        return False
    is_timed = parsed.scheduled_time is not None
    if kind == TIME:
        return is_timed and "date" not in kinds
    return kind == BOTH or not is_timed


def _result(parsed: Parsed, calendar: Calendar, kind: str, day: date | None) -> DayAndTime:
    has_day = any(token.kind == "date" for token in parsed.tokens)
    chosen = parsed.scheduled_date if has_day or day is None else day
    if kind == TIME:
        chosen = None
    result = DayAndTime(chosen, parsed.scheduled_time)
    label = field_label(chosen, parsed.scheduled_time, calendar, with_time=kind != DAY)
    return replace(result, label=label)


def _failure(text: str, parsed: Parsed, calendar: Calendar, kind: str) -> DayAndTime:
    """Return why the text has no meaning, and texts for the likely ones."""
    if not text:
        return DayAndTime(
            problem=gettext("Type a time.") if kind == TIME else gettext("Type a day.")
        )
    likely = [item.line for item in parsed.alternatives]
    texts = tuple(line for line in likely if _is_complete(_parse(line, calendar), kind))
    if texts:
        sentence = gettext("“%(text)s” can mean several things. Choose one.", text=text)
        return DayAndTime(problem=sentence, suggestions=texts)
    about_text = [problem for problem in parsed.problems if "“" in problem]
    return DayAndTime(problem=about_text[0] if about_text else _examples(text, kind))


def _examples(text: str, kind: str) -> str:
    if kind == TIME:
        return gettext("“%(text)s” is not a time. Try “9:00” or “5 pm”.", text=text)
    if kind == DAY:
        return gettext("“%(text)s” is not a day. Try “fri”, “3 feb” or “in 2 weeks”.", text=text)
    return gettext("“%(text)s” is not a day or time. Try “fri 9:00” or “3 feb”.", text=text)
