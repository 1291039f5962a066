"""Parse times of day: `9am`, `14:30`, `at 9`, `15h30`, `half past 9`, `from 2pm to 3pm`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Final

from tasks.quickadd.calendar import EVENING, MORNING
from tasks.quickadd.phrases import Match, UnclearPhrase
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.vocabulary import DAY_WORDS, MONTHS, NUMBERS, WEEKDAYS

CLOCK = re.compile(r"([0-9]{1,2})(?:([:.h])([0-9]{2}))?(am|pm|a\.m|p\.m|a|p|h)?")
CLOCK_OR_LENGTH = re.compile(r"[0-9]{1,2}[:h][0-9]{2}(?:am|pm|m)?|[0-9]{1,4}(?:am|pm|h|m|min)")
FOUR_DIGITS = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])")
HALVES: Final = ("am", "pm", "a.m", "p.m")
SPOKEN: Final = {"half-past": 30, "quarter-past": 15, "quarter-to": -15, "half-to": -30}
TIME_MARKS: Final = ("at", "starting")
RANGE_ENDS: Final = ("-", "to", "until", "bis")
# Words that a person writes behind a complete phrase; after "at 9" others name a place.
AFTER_PHRASE: Final = frozenset(
    "with w/ at on in for from by before after except until and to re about if when because "
    "since via near then but while during per mit bei im am um und für bis wegen".split()
)
# "Sell at 9.50" names a price.
PRICED: Final = frozenset("buy sell sold bid order price priced kaufen verkaufen".split())
# "Raise the price from 8 to 10 tomorrow"
RAISED: Final = frozenset(
    "count raise increase lower reduce decrease grow scale bump cut drop change move shift push "
    "extend adjust switch expand widen convert read rate upgrade reschedule postpone erhöhe "
    "erhöhen senke senken zähle zählen ändere ändern verschiebe verschieben lies".split()
)
MINUTES_A_DAY: Final = 24 * 60
EVENINGS: Final = (EVENING, "night")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time in minutes from midnight, as typed.

    A vague one has no am or pm; a bare one is only a number, such as the 9 of "at 9".
    """

    minutes: int
    vague: bool = False
    bare: bool = False

    def on(self, part: str | None) -> time:
        """Return the time, in a part of the day if one is given.

        A vague hour from 1 to 6 is in the afternoon, unless it is in the morning. In an evening
        or night, 8 is 20:00 and 12 is midnight.
        """
        minutes = self.minutes
        if self.vague and part in EVENINGS and minutes >= 12 * 60:
            return time(0, minutes % 60)
        if self.vague and part != MORNING and 60 <= minutes < 12 * 60:
            late = part is not None or minutes < 7 * 60
            night = part == "night" and minutes < 6 * 60  # "at 3 at night"
            minutes += 12 * 60 if late and not (night and part != EVENING) else 0
        return time(*divmod(minutes % MINUTES_A_DAY, 60))

    def on_day(self, day: date, part: str | None, day_start: int) -> tuple[date, time]:
        """Return the day and time: "friday night at 1" is on Saturday, as clocks count days.

        Hours before `day_start` belong to the night of their day already.
        """
        moment = self.on(part)
        after_midnight = self.vague and part in EVENINGS and day_start <= moment.hour < 6
        return day + timedelta(after_midnight), moment


def read_clock(words: Words, at: int, *, marked: bool = False) -> Match[Clock]:
    """Parse "9:00", "9am", "2.30 pm", "15h30", "noon" or, when marked, also "9" and "1530"."""
    key = words.key(at)
    if key == "noon" or (key in ("12", "12:00") and words.key(at + 1) == "noon"):
        return Clock(12 * 60), at + 1 + (key != "noon")
    if key in SPOKEN:
        return _spoken(words, at)
    if not (match := CLOCK.fullmatch(key)):
        return _four_digits(words, at) if marked else None
    half, end = match[4] or "", at + 1
    if not half and words.key(end) in HALVES:
        half, end = words.key(end), end + 1
    named = words.key(end) == "o'clock"
    if not _is_clock(match, half, named, marked, words, at):
        return None
    clock = _clock(match, "" if half == "h" else half, bare=not (half or match[3] or named))
    if clock and named and not match[3] and (minutes := _minutes(words, end + 1)):
        return replace(clock, minutes=clock.minutes + minutes), end + 2
    end += named + (named and words.key(end + 1) == "noon")  # "12 Uhr mittags"
    return None if clock is None else (clock, end)


def _minutes(words: Words, at: int) -> int:
    """Return the 30 of "9 Uhr 30", 0 for another word."""
    key = words.key(at)
    alone = len(key) == 2 and key.isdecimal() and ends_phrase(words, at + 1)
    return int(key) if alone and int(key) < 60 else 0


def _is_clock(
    match: re.Match[str], half: str, named: bool, marked: bool, words: Words, at: int
) -> bool:
    """Return whether a number with these signs is a time. Raises UnclearPhrase for "1h30"."""
    hour, sign = int(match[1]), match[2]
    if sign == "h" and not marked and hour < 7:
        raise UnclearPhrase(at + 1, instead=(f"{hour}h{match[3]}m", f"at {hour + 12}:{match[3]}"))
    if half == "h":
        return sign == ":" or (not sign and hour < 24 and (marked or hour > 12))
    if half in ("a", "p"):
        return marked or sign == ":"
    return bool(half or named or marked or sign in (":", "h"))


def _clock(match: re.Match[str], half: str, bare: bool) -> Clock | None:
    hour, minute = int(match[1]), int(match[3] or 0)
    if minute > 59 or hour > 23:
        return None
    if not half:
        return Clock(hour * 60 + minute, hour <= 12 and match[1][0] != "0", bare)
    if not 1 <= hour <= 12:
        return None
    return Clock((hour % 12 + 12 * half.startswith("p")) * 60 + minute)


def _four_digits(words: Words, at: int) -> Match[Clock]:
    """Parse "1530", only after a word such as "at"."""
    match = FOUR_DIGITS.fullmatch(words.key(at))
    return (Clock(int(match[1]) * 60 + int(match[2]), bare=True), at + 1) if match else None


def _spoken(words: Words, at: int) -> Match[Clock]:
    """Parse "half past 9" or "quarter to five"."""
    number, end = words.key(at + 1), at + 2
    hour = int(number) if number.isdecimal() and len(number) < 3 else NUMBERS.get(number, 0)
    if not 1 <= hour <= 23 or number in ("a", "an"):
        return None
    half = words.key(end) if words.key(end) in ("am", "pm") else ""
    if half:
        hour = hour % 12 + 12 * (half == "pm")
    end += bool(half) + (words.key(end) == "o'clock")
    minutes = hour * 60 + SPOKEN[words.key(at)]
    return Clock(minutes % MINUTES_A_DAY, vague=not half and hour <= 12), end


def read_time(words: Words, at: int) -> Match[Clock]:
    """Parse a time, with or without "at". A bare number needs "at", and no noun behind it."""
    start = at
    while words.key(start) in TIME_MARKS and start < at + 2:
        start += 1
    marked = start > at and words.key(start - 1) == "at"
    if start > at and not marked:
        return None
    match = read_clock(words, start, marked=marked)
    if not match or (match[0].bare and not ends_phrase(words, match[1])):
        return None
    if "." in words.key(start) and not PRICED.isdisjoint(words.keys(0, at)):
        return None
    return match


def ends_phrase(words: Words, at: int) -> bool:
    """Return whether a phrase can end before a word, unlike "at 9" before "Main Street"."""
    key = words.key(at)
    text = words.text(at, at + 1) if at < len(words) else ""
    known = key in AFTER_PHRASE or key in PHRASE_STARTS or CLOCK_OR_LENGTH.fullmatch(key)
    o_clock = key.isdecimal() and words.key(at + 1) == "o'clock"
    return bool(known) or o_clock or not text[:1].isalnum()


def read_range(
    words: Words, at: int, *, bare: bool = False, leading: bool = False
) -> Match[tuple[Clock, int]]:
    """Parse "from 2pm to 3pm", "9:00 - 10:00" or "9-10am" into the start and its minutes.

    A range of two plain numbers is one only if `bare` ones are expected, as after a day; `leading`
    ones may stand in front of any word.
    """
    mark = words.key(at)
    start = at + (mark in ("from", "at", "since"))
    first = read_clock(words, start, marked=True) if _may_be_clock(words.key(start)) else None
    if not first or words.key(first[1]) not in RANGE_ENDS:
        return None
    dash = words.key(first[1]) == "-"
    if not (dash or mark in ("from", "since") or not first[0].bare or bare):
        return _short_range(words, first)
    last = read_clock(words, first[1] + 1, marked=True)
    if not last:
        return None
    ends = leading or ends_phrase(words, last[1])
    if last[0].bare and (not ends or words.key(last[1]) in MONTHS):
        return None
    plain = first[0].bare and last[0].bare
    begin, minutes = _span(first[0], last[0])
    spans = mark in ("from", "since") and _is_before_day(words, last[1])
    if plain and not bare and spans and _may_span(words, at):
        return ((begin, minutes), last[1]) if minutes else None
    if plain and not bare and mark in ("from", "since"):
        raise UnclearPhrase(last[1], instead=(f"from {_hhmm(first[0])} to {_hhmm(last[0])}",))
    if plain and not bare and not (mark == "at" and dash):
        return None
    return ((begin, minutes), last[1]) if minutes else None


def _is_before_day(words: Words, at: int) -> bool:
    """Return whether a day or a repetition starts at a word."""
    if words.key(at) == "every" or words.key(at) in DAY_WORDS:
        return True
    return words.key(at + (words.key(at) in ("on", "next", "this"))) in WEEKDAYS


def _may_span(words: Words, at: int) -> bool:
    """Return whether numbers may be hours, unlike in "raise it from 8 to 10", "pages from 3"."""
    return words.key(words.first) not in RAISED and not words.key(at - 1).endswith("s")


def _short_range(words: Words, first: tuple[Clock, int]) -> Match[tuple[Clock, int]]:
    """Parse "2 to 3pm" or "9 bis 10 Uhr": the second number shows that it is a time."""
    last = read_clock(words, first[1] + 1)
    if not last or (last[0].vague and words.key(last[1] - 1) != "o'clock"):
        return None
    return _span(first[0], last[0]), last[1]


def _may_be_clock(key: str) -> bool:
    return key[:1].isdigit() or key == "noon" or key in SPOKEN


def _hhmm(clock: Clock) -> str:
    return f"{clock.on(None):%H:%M}"


def _span(first: Clock, last: Clock) -> tuple[Clock, int]:
    """Return the start and the minutes of a range; am and pm of one end tell those of the other."""
    if first.vague and not last.vague:
        starts = [m for m in _halves(first.minutes) if m < last.minutes]
        begin = max(starts, default=first.minutes)
        return Clock(begin), (last.minutes - begin) % MINUTES_A_DAY
    begin = first.minutes
    if first.vague:
        moment = first.on(None)
        begin = moment.hour * 60 + moment.minute
    ends = _halves(last.minutes) if last.vague else [last.minutes]
    end = min((m for m in ends if m > begin), default=min(ends) + MINUTES_A_DAY)
    return Clock(first.minutes, first.vague), (end - begin) % MINUTES_A_DAY


def _halves(minutes: int) -> list[int]:
    """Return the two times of a day that a clock without am and pm shows alike."""
    return [minutes % 720, minutes % 720 + 720]


# Filled by `readers`: words that start a phrase, so that "at 8 tomorrow" ends before "tomorrow".
PHRASE_STARTS: set[str] = set()
