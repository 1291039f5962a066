"""Phrases of the grammar as a person writes them: in German, or with the month first.

Quick add reads them back. Labels and chips are built in English with the day first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.vocabulary import MONTH_LABELS, WEEKDAY_LABELS

_MONTH: Final = "|".join(MONTH_LABELS)
DAY_MONTH: Final = re.compile(rf"\b(\d{{1,2}}) ({_MONTH})\b")
MONTHS: Final = dict(
    zip(
        MONTH_LABELS,
        "jan feb märz apr mai jun jul aug sep okt nov dez".title().split(),
        strict=True,
    )
)
WEEKDAYS: Final = dict(zip(WEEKDAY_LABELS, "mo di mi do fr sa so".title().split(), strict=True))
UNITS: Final = {"day": "Tage", "week": "Wochen", "month": "Monate", "year": "Jahre"}
# Applied in order; whole words only.
GERMAN: Final[tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...]] = (
    (rf"(\d{{1,2}}) ({_MONTH})", lambda match: f"{match[1]}. {MONTHS[match[2]]}"),
    (rf"({_MONTH})", lambda match: MONTHS[match[1]]),
    (rf"({'|'.join(WEEKDAY_LABELS)})", lambda match: WEEKDAYS[match[1]]),
    (r"(\d+)(?:st|nd|rd|th)", r"\1."),
    (r"every (\d+) (day|week|month|year)s?", lambda match: f"alle {match[1]} {UNITS[match[2]]}"),
    (r"every (\d+) hours", r"alle \1 Stunden"),
    (r"every hour", "stündlich"),
    (r"every weekday", "jeden Werktag"),
    (r"every day", "jeden Tag"),
    (r"every week", "jede Woche"),
    (r"every month", "jeden Monat"),
    (r"every year", "jedes Jahr"),
    (r"every", "jeden"),
    (r"after completion", "nach Erledigung"),
    (r"(\d+) times a day", r"\1 mal am Tag"),
    (r"(\d+) times", r"\1 mal"),
    (r"for (\d+) (day|week|month|year)s?", lambda match: f"für {match[1]} {UNITS[match[2]]}"),
    (r"once", "einmal"),
    (r"on the last day", "am letzten Tag"),
    (r"on the last weekday", "am letzten Werktag"),
    (r"on the last", "am letzten"),
    (r"on(?: the)?", "am"),
    (r"the last", "letzten"),
    (r"from (\d+:\d+(?: [ap]m)?) to", r"von \1 bis"),
    (r"from", "ab"),
    (r"at", "um"),
    (r"by", "bis"),
    (r"until", "bis"),
    (r"and", "und"),
    (r"for", "für"),
    (r"remind", "erinnere"),
    (r"tomorrow", "morgen"),
    (r"in", "im"),
    (r"noon", "mittags"),
    (r"morning", "morgens"),
    (r"afternoon", "nachmittags"),
    (r"evening", "abends"),
    (r"night", "nachts"),
)
_GERMAN: Final = [(re.compile(rf"\b{pattern}(?!\w)"), word) for pattern, word in GERMAN]


def localized(phrase: str, calendar: Calendar) -> str:
    """Return an English phrase in the language and day order of a person."""
    if calendar.is_german:
        for pattern, word in _GERMAN:
            phrase = pattern.sub(word, phrase)
        return phrase.replace(", bis ", " bis ")
    return phrase if calendar.day_first else DAY_MONTH.sub(r"\2 \1", phrase)
