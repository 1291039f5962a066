"""Parse durations and reminders: `45m`, `1h 30m`, `for 2 hours`, `remind 15m`."""

from __future__ import annotations

import re
from typing import Final

from tasks.quickadd.dates import MEASURES
from tasks.quickadd.phrases import InvalidLength, Match, UnclearPhrase
from tasks.quickadd.times import ends_phrase
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import MINUTES_IN, MONTHS, NUMBERS
from tasks.recurrence.messages import gettext

AMOUNT = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,2})?)([a-z]*)")
HOURS_AND_MINUTES = re.compile(r"([0-9]{1,2})h([0-5]?[0-9])(?:m|min)")

# "17h" is a clock; 24 hours and up to 12 are durations.
CLOCK_HOURS = re.compile(r"(?:1[3-9]|2[0-3])h")
# A letter after a space ("5 m") more often means metres than minutes.
ABBREVIATIONS: Final = frozenset("mhdw")
METRES = re.compile(r"[1-9][0-9]*(?:00|25|50|75)m")
CLOCK_SIGNS: Final = ("am", "pm", "a.m", "p.m", "o'clock")
MAX_TASK_MINUTES: Final = 24 * 60
MAX_REMINDER_MINUTES: Final = 4 * 7 * 24 * 60
ACQUIRED: Final = frozenset("buy order return sell replace install kaufe bestelle".split())
DEEP: Final = frozenset(("dive", "tauchen"))
# "Swim 50m", "100m sprint": these are metres.
SPORTS: Final = frozenset(
    "run swim sprint row dive jog climb ski race hike cycle walk pool freestyle backstroke "
    "butterfly breaststroke hurdles dash relay rope cable tape hose deep long wide high tall "
    "away crawl schwimmen laufen rennen lauf".split()
)


def read_duration(words: Words, at: int) -> Match[int]:
    """Parse "45m", "1h 30m", "1.5h" or "for 2 hours" into minutes, from 1 to 1440.

    Raises InvalidLength for other lengths, unless they may be metres.
    """
    marked = words.key(at) == "for"
    match = read_length(words, at + marked, ("m", "h"), spoken=marked)
    if not match:
        return None
    rest = _loose_minutes(words, match[1])
    minutes, end = match[0] + rest, match[1] + bool(rest)
    if not 1 <= minutes <= MAX_TASK_MINUTES:
        if METRES.fullmatch(words.key(at)):
            return None
        sentence = gettext("“%(text)s” is no duration: a task takes 1 minute to 24 hours.")
        raise InvalidLength(sentence % {"text": words.text(at + marked, end)}, end)
    if not marked and CLOCK_HOURS.fullmatch(words.key(at)):
        return None
    if rest:
        if rest < 24 or not ends_phrase(words, end):
            raise UnclearPhrase(end, instead=(length_label(minutes),))
        return minutes, end
    if (match[1] == at + 1 and _may_be_metres(words, at)) or _describes_a_noun(words, at, match[1]):
        raise UnclearPhrase(match[1], besides=(f"for {length_label(match[0])}",))
    return match


def read_reminder(words: Words, at: int) -> Match[int]:
    """Parse "remind 15m" or "remind me 1 day before" into minutes, at most four weeks."""
    if words.key(at) != "remind":
        return None
    start = at + 1 + (words.key(at + 1) == "me")
    match = read_length(words, start, ("m", "h", "d", "w"), spoken=True)
    if not match or match[0] > MAX_REMINDER_MINUTES:
        return None
    if rest := _loose_minutes(words, match[1]):
        raise UnclearPhrase(match[1] + 1, instead=(f"remind {length_label(match[0] + rest)}",))
    return match[0], match[1] + (words.key(match[1]) in ("before", "by", "earlier"))


def length_label(minutes: int) -> str:
    """Return "45m" or "1h 30m"."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours}h"] * bool(hours) + [f"{rest}m"] * bool(rest)) or "0m"


def read_length(
    words: Words, at: int, units: tuple[str, ...], *, spoken: bool = False
) -> Match[int]:
    """Parse a length of time in some units into minutes; a spoken one may be "an hour"."""
    if words.key(at) == "half-hour":
        return 30, at + 1
    if both := HOURS_AND_MINUTES.fullmatch(words.key(at)):
        return int(both[1]) * 60 + int(both[2]), at + 1
    if not (match := _read_amount(words, at, units, spoken)):
        return None
    minutes, unit, end = match
    if unit == "h" and words.keys(end, 3) == ["and", "a", "half"]:
        return minutes + 30, end + 3
    both_named = end + (words.key(end) == "and")
    rest = _read_amount(words, both_named, ("m",), spoken) if unit == "h" else None
    return (minutes + rest[0], rest[2]) if rest and rest[0] < 60 else (minutes, end)


def _loose_minutes(words: Words, end: int) -> int:
    """Return the 30 of "1h 30", which may also be an hour or count something; 0 without it."""
    key, hours, after = (
        words.key(end),
        words.key(end - 1).lstrip("0123456789.,"),
        words.key(end + 1),
    )
    if MINUTES_IN.get(hours) != 60 or not key.isdecimal() or len(key) > 2:
        return 0
    named = after in MEASURES or after in MONTHS or after in CLOCK_SIGNS
    return 0 if named or int(key) > 59 else int(key)


def _describes_a_noun(words: Words, at: int, end: int) -> bool:
    """Return whether a length belongs to a thing: "buy 2m of rope", "a 5 min read"."""
    if words.key(end) in ("read", "of"):
        return True
    bought = words.key(words.first) in ACQUIRED and words.key(at) != "for"
    return bought and not ends_phrase(words, end)


def _may_be_metres(words: Words, at: int) -> bool:
    text = words.key(at)
    return (
        text.endswith("m")
        and text[:-1].isdecimal()
        and (words.key(at - 1) in SPORTS or words.key(at + 1) in SPORTS)
        and (int(text[:-1]) % 25 == 0 or words.key(at - 1) in DEEP)
    )


def _read_amount(
    words: Words, at: int, units: tuple[str, ...], spoken: bool
) -> tuple[int, str, int] | None:
    """Return the minutes, the first letter of the unit and the index of the phrase's end."""
    key = words.key(at)
    if spoken and key in NUMBERS:
        unit = words.key(at + 1)
        if unit not in MINUTES_IN or unit[0] not in units or unit in ABBREVIATIONS:
            return None
        return NUMBERS[key] * MINUTES_IN[unit], unit[0], at + 2
    if not (amount := AMOUNT.fullmatch(key)):
        return None
    number, unit, end = amount[1].replace(",", "."), amount[2], at + 1
    if not unit:
        unit, end = words.key(end), end + 1
        if unit in ABBREVIATIONS:
            return None
    elif unit == "std":
        unit = "h"
    if unit not in MINUTES_IN or unit[0] not in units or ("." in number and unit[0] == "m"):
        return None
    return round(float(number) * MINUTES_IN[unit]), unit[0], end
