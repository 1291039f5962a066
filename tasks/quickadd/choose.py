"""Choose the phrases of a line that apply: complete ones, the last of each kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from tasks.quickadd.alternatives import of_blocked
from tasks.quickadd.calendar import Calendar
from tasks.quickadd.dates import read_short_date
from tasks.quickadd.fields import Fields, Reading, ReadingAt
from tasks.quickadd.guard import WHEN, Cluster, clusters
from tasks.quickadd.misspelled import correct
from tasks.quickadd.patterns import Pattern
from tasks.quickadd.times import ends_phrase
from tasks.quickadd.tokenizer import Words
from tasks.quickadd.tokens import Alternative
from tasks.quickadd.vocabulary import (
    DAY_WORDS,
    HOLIDAYS,
    MONTHS,
    PLURAL_WEEKDAYS,
    UNITS,
    WEEKDAYS,
)

MOVES: Final = frozenset(
    "rebook adjust amend extend prolong shorten bump swap "
    "move reschedule postpone shift push change switch delay cancel confirm decline prep "
    "prepare verschiebe verschieben verlege verlegen absagen".split()
)
DAY_NAMES: Final = frozenset((*WEEKDAYS, *MONTHS, *DAY_WORDS, *PLURAL_WEEKDAYS))
# They prepare something that may be at another time, but have a time of their own.
PREPARES: Final = frozenset(("prep", "prepare"))


class Choice(NamedTuple):
    """The readings that apply, and lines for those that stay text.

    A line that ends with an added phrase is decided: its person has tapped a chip already.
    """

    readings: list[ReadingAt]
    alternatives: list[Alternative]
    is_decided: bool


def choose(
    words: Words, readings: list[ReadingAt], broken: dict[int, int], calendar: Calendar
) -> Choice:
    """Return the readings that apply, and lines for those that stay text.

    `broken` has the start and end of the phrases that could not be read.
    """
    groups = clusters(words, readings, broken)
    _block_dependent(words, groups)
    _block_periods(words, groups)
    past = _block_past(groups, calendar)
    holidays = _block_holidays(words, groups, calendar)
    _block_conflicts(groups)
    _block_moves(words, groups)
    _block_hours(words, groups, broken, calendar)
    blocked = [item for group in groups if group.blocked for item in group.readings]
    kept = [item for item in readings if item not in blocked]
    chosen = _last_of_each_kind(kept)
    superseded = [item for item in kept if item not in chosen and item[1].kind in WHEN]
    is_decided = any(group.added and not group.blocked for group in groups)
    offered = [item for item in holidays + blocked + superseded if item not in past]
    alternatives = of_blocked(words, offered, calendar)
    return Choice(chosen, alternatives, is_decided)


def _block_dependent(words: Words, groups: list[Cluster]) -> None:
    """Block phrases that need another one: an end, or two times, without a repetition."""
    series = [r for g in groups if not g.blocked for _, r in g.readings if _is_series(r)]
    has_series = bool(series)
    daily = any(isinstance(r.repeats, Pattern) and r.repeats.unit == "day" for r in series)
    for group in groups:
        for at, reading in group.readings:
            several = len(reading.fields.get("clocks", ())) > 1
            twice_a_day = reading.kind == "bound" and daily and words.key(at)[:1].isdigit()
            if twice_a_day or ((reading.kind == "bound" or several) and not has_series):
                group.blocked = True
            if not _has_anchor(reading, groups, series):
                group.blocked = True


def _has_anchor(reading: Reading, groups: list[Cluster], series: list[Reading]) -> bool:
    """Return whether a line has the one day that its deadline follows.

    "By friday" follows each monday of a series, but not each day or each month's first.
    """
    if "deadline_weekday" in reading.fields and series:
        pattern = series[-1].repeats
        return isinstance(pattern, Pattern) and pattern.unit == "week" and len(pattern.weekdays) < 2
    if "deadline_days" in reading.fields and "deadline_date" not in reading.fields:
        days = {slot for group in groups if not group.blocked for slot in _all_slots(group)}
        return bool(series or days & {"scheduled_date", "earliest_start"})
    return True


def _block_periods(words: Words, groups: list[Cluster]) -> None:
    """Block "every day next week", which ends with that week."""
    for group in groups:
        if any(_is_series(reading) for _, reading in group.readings):
            starts = [words.keys(at, 2) for at, r in group.readings if r.kind == "date"]
            group.blocked |= any(keys[0] == "next" and keys[-1] in UNITS for keys in starts)


def _block_past(groups: list[Cluster], calendar: Calendar) -> list[ReadingAt]:
    """Block and return past days beside a series: those of "8/14/20 every day" are hours."""
    items = [item for group in groups for item in group.readings]
    if not any(_is_series(reading) for _, reading in items):
        return []
    days = [(item, item[1].fields.get("scheduled_date")) for item in items]
    past = [item for item, day in days if day and day < calendar.today]
    for group in groups:
        group.blocked |= any(item in past for item in group.readings)
    return past


def _block_holidays(words: Words, groups: list[Cluster], calendar: Calendar) -> list[ReadingAt]:
    """Block hours without a day in a line that names a holiday; return the hours of that day."""
    days = {key: n for n, key in enumerate(words.keys(0, len(words))) if key in HOLIDAYS}
    readings = [item for group in groups if not group.blocked for item in group.readings]
    if not days or any(
        {"scheduled_date", "deadline_date"} & _slots(r) or r.repeats for _, r in readings
    ):
        return []
    match = read_short_date(words, min(days.values()), calendar)
    timed = [(at, r) for at, r in readings if "clocks" in r.fields]
    for group in groups:
        group.blocked |= any(item in timed for item in group.readings) and not group.added
    if not match:
        return []
    return [(at, replace(r, fields=r.fields | Fields(scheduled_date=match[0]))) for at, r in timed]


def _block_hours(
    words: Words, groups: list[Cluster], broken: dict[int, int], calendar: Calendar
) -> None:
    """Block hours without a day in a line that names one which stays text: "maybe friday, at 9"."""
    readings = [reading for group in groups if not group.blocked for _, reading in group.readings]
    if any(reading.repeats or "scheduled_date" in reading.fields for reading in readings):
        return
    blocked = [(at, r.end) for group in groups if group.blocked for at, r in group.readings]
    spans = [*blocked, *broken.items()]
    keys = [key for at, end in spans for key in words.keys(at, end - at)]
    if any(key in DAY_NAMES or correct(key, calendar.language) for key in keys):
        for group in groups:
            timed = any({"clocks", "deadline_of_line"} & {*r.fields} for _, r in group.readings)
            group.blocked |= timed and not group.added


def _block_moves(words: Words, groups: list[Cluster]) -> None:
    """Block everything in "move 3pm call to 4pm": times of another thing, not of the task."""
    ends = [reading.end for group in groups for _, reading in group.readings]
    starts = {at for group in groups for at, _ in group.readings}
    behind = [end for end in ends if words.key(end) and end not in starts]
    described = any(not ends_phrase(words, end) for end in behind) or any(
        words.key(at) == "from" and "clocks" in reading.fields
        for group in groups
        for at, reading in group.readings
    )
    blocked = words.key(words.first) not in PREPARES and any(group.blocked for group in groups)
    if words.key(words.first) in MOVES and (described or blocked):
        for group in groups:
            group.blocked |= not group.added


def _block_conflicts(groups: list[Cluster]) -> None:
    """Block a group that has two phrases of a kind, or shares only some kinds with a later one."""
    later: set[str] = set()
    for group in reversed(groups):
        slots = [slot for _, reading in group.readings for slot in _slots(reading)]
        if len(set(slots)) < len(slots):
            group.blocked = True
        if group.blocked:
            continue
        shared = later & set(slots)
        if shared and shared != set(slots):
            for other in groups:
                other.blocked |= bool(set(slots) & _all_slots(other)) and not other.added
        later |= set(slots)


def _all_slots(group: Cluster) -> set[str]:
    return {slot for _, reading in group.readings for slot in _slots(reading)}


def _slots(reading: Reading) -> set[str]:
    """Return what a phrase decides: a time also sets the duration if it is a range."""
    if reading.repeats:
        return {reading.kind} | {"clocks"} & {*reading.fields}
    if "deadline_days" in reading.fields:
        return {"deadline_date"}
    slots = {"scheduled_date", "clocks", "deadline_date", "earliest_start"} & {*reading.fields}
    return slots if reading.kind in WHEN else set()


def _last_of_each_kind(readings: list[ReadingAt]) -> list[ReadingAt]:
    """Keep all labels and the last reading of each other kind."""
    last = {reading.kind: at for at, reading in readings}
    return [(at, r) for at, r in readings if r.kind == "label" or last[r.kind] == at]


def _is_series(reading: Reading) -> bool:
    return isinstance(reading.repeats, Pattern)
