"""Time zones that a file defines itself (VTIMEZONE, RFC 5545 §3.6.5)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from tasks.calendars.parsing.properties import Property, parse_moment, parse_property
from tasks.recurrence import InvalidRule
from tasks.recurrence.moments import TooManyMoments
from tasks.recurrence.tolerant_grammar import parse_tolerantly

OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
LAST_ONSET = datetime(2100, 1, 1)  # noqa: DTZ001 - local
MAX_OBSERVANCES = 300
MAX_RULES = 30
MAX_ONSETS = 5_000
BEGIN = b"BEGIN:"
ZERO = timedelta()
Change = tuple[datetime, timedelta, timedelta]  # in UTC, the offset before, the offset after


class InvalidZone(ValueError):
    """A definition that cannot be read, or changes more often than clocks do anywhere."""


class CustomZone(tzinfo):
    """A zone as a list of changes, ascending.

    A time that a change skips counts from the offset before it, and one that occurs twice is the
    first (RFC 5545 §3.3.5).
    """

    def __init__(self, name: str, changes: list[Change]) -> None:
        self.name = name
        self.changes = changes
        self.instants = [instant for instant, _, _ in changes]

    def utcoffset(self, moment: datetime | None) -> timedelta:
        local = (moment or LAST_ONSET).replace(tzinfo=None)
        # The latest change at or before this time, whichever of its two offsets applies.
        number = bisect_right(self.instants, local + timedelta(days=1))
        for instant, before, after in reversed(self.changes[max(number - 3, 0) : number]):
            if local - before < instant:
                continue
            return after if local - after >= instant else before
        _, before, after = self.changes[max(number - 4, 0)]
        return after if number > 3 else before

    def fromutc(self, moment: datetime) -> datetime:
        utc = moment.replace(tzinfo=None)
        number = bisect_right(self.instants, utc)
        offset = self.changes[number - 1][2] if number else self.changes[0][1]
        return (utc + offset).replace(tzinfo=self)

    def dst(self, _moment: datetime | None) -> timedelta:
        return ZERO

    def tzname(self, _moment: datetime | None) -> str:
        return self.name


def zone_name(text: bytes) -> str:
    """Return the TZID of a definition; empty if it has none."""
    for line in text.split(b"\n"):
        if line[:4].upper() == b"TZID" and (parsed := parse_property(line)):
            return parsed.value.strip()
    return ""


@lru_cache(maxsize=16)  # each object of a CalDAV server repeats the definition
def custom_zone(name: str, text: bytes) -> CustomZone:
    """Parse the definition of a zone, as unfolded lines. Raises `InvalidZone`."""
    observances = list(_observances(text))
    if not 0 < len(observances) <= MAX_OBSERVANCES:
        raise InvalidZone
    if sum(len(_values(lines, "RRULE")) for lines in observances) > MAX_RULES:
        raise InvalidZone
    try:
        changes = sorted({change for lines in observances for change in _changes(lines)})
    except (InvalidRule, TooManyMoments, ValueError, OverflowError) as error:
        raise InvalidZone from error
    if not 0 < len(changes) <= MAX_ONSETS:
        raise InvalidZone
    return CustomZone(name, changes)


def _observances(text: bytes) -> Iterator[list[Property]]:
    """Yield the properties of each STANDARD and DAYLIGHT."""
    lines: list[Property] = []
    inside = False
    for line in text.split(b"\n"):
        if line[:6].upper() == BEGIN:
            inside = line[6:].strip().upper() in (b"STANDARD", b"DAYLIGHT")
            lines = []
        elif line[:4].upper() == b"END:":
            if inside:
                yield lines
            inside = False
        elif inside and (parsed := parse_property(line)):
            lines.append(parsed)


def _changes(lines: list[Property]) -> Iterator[Change]:
    """Yield the changes of one observance; its times are in the offset before the change."""
    before, after = (_offset(_values(lines, name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    starts = _values(lines, "DTSTART")
    if not starts:
        raise InvalidZone
    start = parse_moment(starts[0])[0]
    onsets = {start, *_dates(_values(lines, "RDATE"), before)}
    for text in _values(lines, "RRULE"):
        rule = parse_tolerantly(text, timezone(before), timed=True)
        if rule and (rule.unit or rule.parts.freq != "YEARLY"):
            raise InvalidZone
        onsets.update(rule.between(start, start, LAST_ONSET) if rule else ())
    for onset in onsets:
        yield onset - before, before, after


def _dates(values: Iterable[str], before: timedelta) -> Iterator[datetime]:
    for value in values:
        for text in value.split(","):
            local, _, in_utc = parse_moment(text.partition("/")[0])
            yield local + before if in_utc else local


def _values(lines: list[Property], name: str) -> list[str]:
    return [line.value for line in lines if line.name == name]


def _offset(values: list[str]) -> timedelta:
    match = OFFSET.fullmatch(values[0].strip()) if values else None
    if not match:
        raise InvalidZone
    sign, hours, minutes, seconds = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    if offset >= timedelta(days=1):
        raise InvalidZone
    return -offset if sign == "-" else offset
