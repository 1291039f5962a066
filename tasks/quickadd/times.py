"""Reads times of day and lengths of time: `9am`, `14:30`, `at 9`, `45m`, `1h 30m`."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from tasks.quickadd.phrases import Match
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import MINUTES_IN

CLOCK = re.compile(r"([0-9]{1,2})(?:([:.])([0-9]{2}))?(am|pm|a\.m|p\.m)?")
AMOUNT = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,2})?)([a-z]*)")
HOURS_AND_MINUTES = re.compile(r"([0-9]{1,2})h([0-5]?[0-9])(?:m|min)?")

# One letter after a space ("5 m") is more often metres than minutes.
ABBREVIATIONS: Final = frozenset("mhdw")
LONGEST_TASK: Final = 24 * 60
LONGEST_REMINDER: Final = 4 * 7 * 24 * 60


def read_time(words: Words, at: int) -> Match[time]:
    """Read "9:00", "9am", "2.30 pm", "noon", or after "at" a bare hour of the 24-hour clock."""
    marked = words.key(at) == "at"
    start = at + marked
    if words.key(start) == "noon":
        return time(12), start + 1
    if not (clock := CLOCK.fullmatch(words.key(start))):
        return None
    half, end = clock[4], start + 1
    if not half and words.key(end) in ("am", "pm", "a.m", "p.m"):
        half, end = words.key(end), end + 1
    if not (half or marked or clock[2] == ":"):
        return None
    hour = _hour(int(clock[1]), half or "")
    minute = int(clock[3] or 0)
    return None if hour is None or minute > 59 else (time(hour, minute), end)


def read_duration(words: Words, at: int) -> Match[int]:
    """Read the minutes of "45m", "1h 30m", "1.5h" or "for 2 hours"; 1 to 1440 of them."""
    match = _read_length(words, at + (words.key(at) == "for"), ("m", "h"))
    return match if match and 1 <= match[0] <= LONGEST_TASK else None


def read_reminder(words: Words, at: int) -> Match[int]:
    """Read the minutes of "remind 15m", "remind me 1 day before"; at most four weeks."""
    if words.key(at) != "remind":
        return None
    start = at + 1 + (words.key(at + 1) == "me")
    match = _read_length(words, start, ("m", "h", "d", "w"))
    if not match or match[0] > LONGEST_REMINDER:
        return None
    return match[0], match[1] + (words.key(match[1]) == "before")


def length_label(minutes: int) -> str:
    """ "45m", "1h 30m"."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours}h"] * bool(hours) + [f"{rest}m"] * bool(rest)) or "0m"


def time_label(moment: time) -> str:
    """ "9:00", on the 24-hour clock."""
    return f"{moment.hour}:{moment.minute:02}"


def _hour(hour: int, half: str) -> int | None:
    if not half:
        return hour if hour <= 23 else None
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half.startswith("p") else 0)


def _read_length(words: Words, at: int, units: tuple[str, ...]) -> Match[int]:
    if both := HOURS_AND_MINUTES.fullmatch(words.key(at)):
        return int(both[1]) * 60 + int(both[2]), at + 1
    if not (match := _read_amount(words, at, units)):
        return None
    minutes, unit, end = match
    rest = _read_amount(words, end, ("m",)) if unit == "h" else None
    return (minutes + rest[0], rest[2]) if rest and rest[0] < 60 else (minutes, end)


def _read_amount(words: Words, at: int, units: tuple[str, ...]) -> tuple[int, str, int] | None:
    """Minutes, the first letter of their unit, and where the phrase ends."""
    if not (amount := AMOUNT.fullmatch(words.key(at))):
        return None
    number, unit, end = amount[1].replace(",", "."), amount[2], at + 1
    if not unit:
        unit, end = words.key(end), end + 1
        if unit in ABBREVIATIONS:
            return None
    if unit not in MINUTES_IN or unit[0] not in units or ("." in number and unit[0] == "m"):
        return None
    return round(float(number) * MINUTES_IN[unit]), unit[0], end
