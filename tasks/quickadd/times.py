"""Parse times of day and durations: `9am`, `14:30`, `at 9`, `45m`, `1h 30m`."""

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

# A letter after a space ("5 m") more often means metres than minutes.
ABBREVIATIONS: Final = frozenset("mhdw")
MAX_TASK_MINUTES: Final = 24 * 60
MAX_REMINDER_MINUTES: Final = 4 * 7 * 24 * 60


def read_time(words: Words, at: int) -> Match[time]:
    """Parse "9:00", "9am", "2.30 pm" or "noon"; after "at", also a bare 24-hour number."""
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
    """Parse "45m", "1h 30m", "1.5h" or "for 2 hours" into minutes, from 1 to 1440."""
    match = _read_length(words, at + (words.key(at) == "for"), ("m", "h"))
    return match if match and 1 <= match[0] <= MAX_TASK_MINUTES else None


def read_reminder(words: Words, at: int) -> Match[int]:
    """Parse "remind 15m" or "remind me 1 day before" into minutes, at most four weeks."""
    if words.key(at) != "remind":
        return None
    start = at + 1 + (words.key(at + 1) == "me")
    match = _read_length(words, start, ("m", "h", "d", "w"))
    if not match or match[0] > MAX_REMINDER_MINUTES:
        return None
    return match[0], match[1] + (words.key(match[1]) == "before")


def length_label(minutes: int) -> str:
    """Return "45m" or "1h 30m"."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours}h"] * bool(hours) + [f"{rest}m"] * bool(rest)) or "0m"


def time_label(moment: time) -> str:
    """Return "9:00", in 24-hour format."""
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
    """Return the minutes, the first letter of the unit and the index of the phrase's end."""
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
