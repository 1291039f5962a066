"""Never parse half a phrase: what next to a phrase turns it, and its neighbours, back into text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tasks.quickadd.dates import MEASURES
from tasks.quickadd.fields import Reading, ReadingAt
from tasks.quickadd.times import ends_phrase
from tasks.quickadd.tokenizer import PUNCTUATION, Words
from tasks.quickadd.vocabulary import (
    DAY_SETS,
    MONTHS,
    ORDINALS,
    SHORT_WEEKDAYS,
    UNITS,
    WEEKDAYS,
)

# Kinds of phrases that say when; names, impact and clarity are never half a phrase.
WHEN: Final = frozenset(("date", "time", "part", "repeat", "bound", "deadline", "start"))
BEFORE: Final = frozenset(
    "of to except each every the a my our your his her their its last past previous since after "
    "between until bis for than or not no - ~ mid early late later sometime around about circa "
    "approx following next another from i we he she they you who vs on-off zwischen seit zur gegen "
    "letzten vergangenen unser unsere mein meine coming it's that's ca abt by auf maybe perhaps "
    "possibly probably hopefully vielleicht eventuell evtl wahrscheinlich called named titled "
    "entitled vom statt anstatt dr "
    "mr mrs ms prof frau herr herrn".split()
)
BEFORE_TIME: Final = frozenset("in = x * / v high sub under over below above".split())
BEFORE_LENGTH: Final = frozenset(
    "- or every per than under within first last next past to / bis between by about around circa "
    "after over almost nearly".split()
)
AFTER: Final = frozenset(
    "of except each every or ago after earlier later onwards onward excluding excl unless apart "
    "other past old bar ish midnight am pm fortnight sharpish from-now bis early late is was are "
    "has will should be maybe perhaps possibly probably vielleicht eventuell evtl "
    "statt anstatt instead".split()
)
ZONES: Final = frozenset("est edt cst cdt mst mdt pst pdt et pt ct utc gmt cet cest bst".split())
AFTER_LENGTH: Final = frozenset(
    "ago old late later early earlier away per by after ahead delay from".split()
)
# These continue a phrase only in front of another date, time or number.
JOINTS: Final = frozenset("to until bis - and & + or / through vs versus".split())
# "tomorrow between 3 and 4", "tomorrow around noon", "tomorrow at 3ish"
VAGUE: Final = frozenset("between around about from circa ca at since".split())
ABBREVIATIONS: Final = frozenset("ca approx c abt vs dr mr mrs ms prof".split())
PERIODS: Final = frozenset("day night evening morning week weekend month year days weeks".split())
ORDINAL_DAY = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)")
UNREAD_DATE = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th|([./])[0-9]{1,2}\1[0-9]{2,4})")
VAGUE_HOUR = re.compile(r"[0-9]{1,2}(?::[0-9]{2})?(?:am|pm)?-?ish")
ADVERBS: Final = frozenset(
    "please pls thanks too again together alone outside online bitte raus rein weg ab aus los hoch "
    "runter".split()
)
# Short days that are no other words: "th 9:00", "so um 9".
SHORT_DAYS: Final = frozenset("mo tu th fr sa su di mi so".split())
COUNTED: Final = frozenset(
    "chapter page part room lesson level unit act season episode section row line step game round "
    "exercise question problem volume module ch pp kapitel seite".split()
)
DAYS: Final = frozenset(("date", "deadline", "start", "bound"))
LENGTH_UNITS: Final = frozenset(("day", "week", "month", "year", "hour", "minute", "fortnight"))
NEW_PHRASE: Final = frozenset(("on", "at", "by", "bis", "every", "from", "for"))


@dataclass(slots=True)
class Cluster:
    """Phrases next to each other, which are read together or not at all.

    Those `added` at the end of a line, like ", on 3 May", say for certain when the task is.
    """

    readings: list[ReadingAt] = field(default_factory=list)
    blocked: bool = False
    added: bool = False


def clusters(words: Words, readings: list[ReadingAt], broken: dict[int, int]) -> list[Cluster]:
    """Group the phrases that say when; mark those that stand next to half a phrase.

    `broken` has the start and end of phrases that could not be read.
    """
    taken = {n for at, reading in readings for n in range(at, reading.end)}
    taken |= {n for at, end in broken.items() for n in range(at, end)}
    groups: list[Cluster] = []
    end = -2
    for at, reading, bad in _in_order(readings, broken):
        joined = bool(groups) and _joined(words, end, at)
        if not joined:
            added = words.key(at - 1) == "," and words.key(at) in NEW_PHRASE
            groups.append(Cluster(added=added))
        cluster = groups[-1]
        if reading:
            cluster.readings.append((at, reading))
        cluster.blocked |= bad or (joined and _has_joint(words, end, at))
        cluster.blocked |= at == end and words.key(at) == "bis" and _is_date_range(cluster)
        end = reading.end if reading else broken[at]
        if reading and _is_half(words, at, reading, taken):
            cluster.blocked = True
    if groups:
        groups[-1].added &= end == len(words)
    for cluster in groups[:-1]:
        cluster.added = False
    return groups


def _is_date_range(cluster: Cluster) -> bool:
    """Return whether a German "bis" ends days in front of it: "21.12. bis 3.1."."""
    kinds = [reading.kind for _, reading in cluster.readings[-2:]]
    return kinds == ["date", "deadline"] and "clocks" not in cluster.readings[-2][1].fields


def _in_order(
    readings: list[ReadingAt], broken: dict[int, int]
) -> Iterator[tuple[int, Reading | None, bool]]:
    whens = [(at, r, False) for at, r in readings if r.kind in WHEN or r.kind == "duration"]
    yield from sorted([*whens, *((at, None, True) for at in broken)], key=lambda item: item[0])


def _joined(words: Words, end: int, at: int) -> bool:
    """Return whether only a comma, a joint or nothing is between two phrases."""
    if end < 0:
        return False
    between = words.keys(end, at - end)
    if between == [","] and words.key(at) in NEW_PHRASE:
        return False
    return len(between) <= 2 and all(key == "," or key in JOINTS for key in between)


def _has_joint(words: Words, end: int, at: int) -> bool:
    return any(key in JOINTS for key in words.keys(end, at - end))


def _is_half(words: Words, at: int, reading: Reading, taken: set[int]) -> bool:
    left = at - 1 if at - 1 not in taken else -1
    right = reading.end if reading.end not in taken else len(words)
    if reading.kind == "duration":
        return is_half_length(words, left, right)
    if reading.kind == "repeat" and {*range(words.first, at)} - taken and _describes(words, right):
        return True
    return _left_is_half(words, at, left, reading) or _right_is_half(words, at, right, reading)


def _describes(words: Words, right: int) -> bool:
    """Return whether a noun follows a repetition inside a line: "an every day carry bag".

    Adverbs may stand behind it, and German verbs or particles: "Müll jeden Dienstag raus".
    """
    if right >= len(words) or ends_phrase(words, right) or words.key(right) in ADVERBS:
        return False
    end = next((n for n in range(right, len(words)) if ends_phrase(words, n)), len(words))
    verb = words.text(end - 1, end).endswith(("en", "ern", "eln"))
    return not (words.is_german and verb)


def is_half_length(words: Words, left: int, right: int) -> bool:
    """Return whether a length between two words belongs to another phrase: "per 2h", "2h ago"."""
    number = words.key(left - 1)[:1].isdigit()
    return words.key(right) in AFTER_LENGTH or (
        words.key(left) in BEFORE_LENGTH and (words.key(left) not in ("-", "or", "to") or number)
    )


def _left_is_half(words: Words, at: int, left: int, reading: Reading) -> bool:
    left -= words.key(left) == "." and words.key(left - 1) in ABBREVIATIONS
    key = words.key(left)
    if not key or key[0] in PUNCTUATION:
        return False
    if key in PERIODS and _is_before(words, at):
        return True
    if reading.kind in ("time", "part", "deadline") and (
        UNREAD_DATE.fullmatch(key) or key in DAY_SETS
    ):
        return True
    if key == "-":
        return words[left].glued or _is_date_like(words, left - 1)
    if key in BEFORE or key in ORDINALS:
        return reading.kind not in ("bound",) or key == "not"
    if reading.kind == "time" and key in BEFORE_TIME:
        return True
    if key in JOINTS and _is_date_like(words, left - 1):
        return True
    number = words.key(left - 1)
    if reading.kind == "start" and UNITS.get(key) in LENGTH_UNITS:  # "a call fortnight from friday"
        return True
    if UNITS.get(key) in LENGTH_UNITS and (number.isdecimal() or number in ("a", "one", "two")):
        return True
    if reading.kind == "date" and (key in WEEKDAYS or key == "weekend"):
        return True
    if key in SHORT_WEEKDAYS and words.text(left, left + 1).casefold() in SHORT_DAYS:
        return reading.kind in ("date", "time", "part", "deadline")
    if reading.kind == "date" and _ends_range(words, left):
        return True
    numbered = key.isdecimal() and len(key) < 3 and not _is_counted(words, left - 1)
    return reading.fields.get("part") is not None and numbered


def _ends_range(words: Words, at: int) -> bool:
    """Return whether a range that may be of hours ends here: "tutoring 5-6", not "pages 5-6"."""
    hours = words.keys(at - 2, 3)[::2] if words.key(at - 1) == "-" else []
    are_hours = len(hours) == 2 and all(h.isdecimal() and 0 < int(h) < 24 for h in hours)
    return are_hours and not _is_counted(words, at - 3)


def _is_counted(words: Words, at: int) -> bool:
    """Return whether a number belongs to the word in front of it: "chapter 5", "pages 5-6"."""
    noun = words.key(at - 2 if words.key(at) == "-" else at)
    return noun.endswith("s") or noun in COUNTED or not noun


def _is_before(words: Words, at: int) -> bool:
    """Return whether a deadline is written with "before", as in "the day before friday"."""
    return words.key(at) == "by" and words.text(at, at + 1).casefold() in ("before", "vor")


def _right_is_half(words: Words, at: int, right: int, reading: Reading) -> bool:
    key = words.key(right)
    if not key or key[0] in PUNCTUATION:
        return False
    if at == 0 and reading.kind == "date" and key in ("and", "&", "+"):  # "Tues & Sons"
        return True
    open_end = key == "-" and words.key(right + 1) in ("late", "open", "end", "spät", "ende")
    if open_end or (key == "for" and _starts_with_days(words, at)):
        return True
    if key == "by" and words.key(at) == "in":  # "in 24h before the flight"
        return True
    if key == "by" and words.key(right + 1)[:1].isdigit():  # "due 2 days after launch"
        return True
    if reading.kind == "repeat" and _leaves_bound(words, right):
        return True
    if (
        key.lstrip("(") in AFTER
        or VAGUE_HOUR.fullmatch(key)
        or (reading.kind != "date" and key in ZONES)
    ):
        return True
    if key in JOINTS or key in VAGUE:
        return _is_date_like(words, right + 1) or (key == "-" and words[right].glued)
    if _leaves_number(words, right, reading):
        return True
    if reading.kind in DAYS and (key in MONTHS or key in ("week", "weekend")):
        return True
    if key == "the" and ORDINAL_DAY.fullmatch(words.key(right + 1)):  # "every friday the 13th"
        return True
    if key in WEEKDAYS:
        return True
    last = not words.key(right + 1) or words.key(right + 1)[0] in PUNCTUATION
    year_like = reading.kind == "date" and key.isdecimal() and last
    return year_like and words.key(right - 1)[-1:].isalpha()


def _starts_with_days(words: Words, at: int) -> bool:
    """Return whether a line starts with days that may be a name: "Fridays for Future"."""
    return at == 0 and words.key(at) in DAY_SETS


def _leaves_number(words: Words, right: int, reading: Reading) -> bool:
    """Return whether a number that may be an hour or a day follows: "every mon 9", "9 Uhr 5"."""
    key = words.key(right)
    if not key.isdecimal() or int(key) > 31 or words.key(right + 1) in MEASURES:
        return False
    return reading.kind in ("date", "part", "repeat") or words.key(right - 1) == "o'clock"


def _leaves_bound(words: Words, at: int) -> bool:
    """Return whether a repetition is limited by unread words: "until easter", "in march"."""
    key, following = words.key(at), words.key(at + 1)
    return (
        key == "until"
        or (key == "in" and following in MONTHS)
        or (key == "this" and following in UNITS)
        or _is_hour_list(words, at)
    )


def _is_hour_list(words: Words, at: int) -> bool:
    """Return whether bare hours follow: "every fri 9 and 14"."""
    hours, joint = words.keys(at, 3)[::2], words.key(at + 1)
    return len(hours) == 2 and all(map(str.isdecimal, hours)) and joint in JOINTS


def _is_date_like(words: Words, at: int) -> bool:
    at += words.key(at) == "the"
    key = words.key(at)
    return (
        (key in ORDINALS and words.key(at + 1) in WEEKDAYS)
        or key[:1].isdigit()
        or key in WEEKDAYS
        or key in MONTHS
        or key in ("today", "tomorrow", "noon", "midnight")
    )
