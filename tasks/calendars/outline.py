"""What an iCalendar file consists of, before any of it is parsed, and bounds for all of that.

An event of 20 bytes takes the parser kilobytes. So a file is only cut up: into its events by UID,
its time zones and what it says of itself, all as bytes. One series after the other is parsed then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from tasks.calendars.base import TooMuch, Unavailable
from tasks.calendars.limits import Patience

PATIENCE = 5  # seconds for one file
MOST_LINES = 1_000_000  # with 20 bytes in each, more than an answer may have
MOST_COMPONENTS = 200_000  # alarms are some, too
MOST_ZONES = 1024 * 1024  # bytes of all time zones: they stay in memory while a file is read
MOST_PROPERTIES = 6_000  # of one component; every guest is one
MOST_PARAMETERS = 100  # of one property
DEEPEST = 16
LONGEST = 128 * 1024  # bytes of one line, unfolded
NO_CALENDAR = "What is there is not a calendar."
CALENDAR, EVENT, ZONE = b"VCALENDAR", b"VEVENT", b"VTIMEZONE"
LINE = re.compile(rb"[^\n]+")
NAME = re.compile(rb"[^:;]*")
# Half of what says when an event is would be worse than none.
WHEN = {"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE"}
BROKEN = b":?"


class Part:
    """The lines of one component that are wanted."""

    def __init__(self, kind: bytes) -> None:
        self.kind = kind
        self.lines: list[bytes] = []
        self.too_long = False

    def add(self, line: bytes) -> None:
        if len(self.lines) == MOST_PROPERTIES:
            self.too_long = True
            self.lines.clear()
        self.lines.append(line)


@dataclass(slots=True)
class Outline:
    """A file, cut up. Each text is of unfolded lines."""

    head: bytes | None = None  # of the first calendar; the others are merely more events
    zones: list[bytes] = field(default_factory=list)
    series: dict[str, list[bytes]] = field(default_factory=dict)
    zone_bytes: int = 0
    events: int = 0
    left_out: int = 0

    def take(self, part: Part) -> None:
        text = b"\n".join(part.lines)
        if part.too_long:
            self.left_out += 1
        elif part.kind == CALENDAR:
            self.head = text if self.head is None else self.head
        elif part.kind == ZONE:
            self.zones.append(text)
            self.zone_bytes += len(text)
        else:
            uid = _uid(part.lines) or f"\n{self.events}"  # such as no UID can be
            self.series.setdefault(uid, []).append(text)
        self.events += part.kind == EVENT


class Reader:
    """Cuts up one file. `wanted` are the names of properties."""

    def __init__(self, wanted: set[str], most: int) -> None:
        self.wanted = {name.encode() for name in wanted}
        self.most = most
        self.outline = Outline()
        self.open: list[tuple[bytes, Part | None]] = []
        self.components = 0

    def read(self, text: bytes) -> Outline:
        patience = Patience(PATIENCE)
        for line in content_lines(text):
            patience.check()
            name = NAME.match(line).group().strip().upper()  # type: ignore[union-attr]
            if name == b"BEGIN":
                self._begin(line)
            elif name == b"END":
                self._end(line)
            elif name in self.wanted and self.open and (part := self.open[-1][1]):
                part.add(_bounded(name, line))
        if self.open or self.outline.head is None:
            raise Unavailable(NO_CALENDAR)
        return self.outline

    def _begin(self, line: bytes) -> None:
        self.components += 1
        if self.components > MOST_COMPONENTS or len(self.open) == DEEPEST:
            raise TooMuch("This calendar is too large, or nested too deeply.")
        kind = line.partition(b":")[2].strip().upper()
        part = self._part(kind)
        self.open.append((kind, part))
        if part and part.kind == ZONE:
            part.add(b"BEGIN:" + kind)

    def _part(self, kind: bytes) -> Part | None:
        """Where the lines of a component belong: a zone has components of its own."""
        if not self.open:
            return Part(kind) if kind in (CALENDAR, ZONE) else None
        outer = self.open[-1][1]
        if outer and outer.kind == ZONE:
            return outer
        within_calendar = self.open[0][0] == CALENDAR
        return Part(kind) if kind in (EVENT, ZONE) and within_calendar else None

    def _end(self, line: bytes) -> None:
        if not self.open:
            return
        kind, part = self.open.pop()
        if part is None:
            return
        if part.kind == ZONE:
            part.add(b"END:" + kind)
        if part.kind == kind:
            self.outline.take(part)
        if self.outline.events > self.most:
            raise TooMuch(f"This calendar has more than {self.most:,} entries.")
        if self.outline.zone_bytes > MOST_ZONES:
            raise TooMuch("This calendar has too many time zones.")


def content_lines(text: bytes) -> Iterator[bytes]:
    """Each line, unfolded (RFC 5545 §3.1) and cut where it is longer than any should be."""
    if text.count(b"\n") > MOST_LINES:
        raise TooMuch(f"This calendar has more than {MOST_LINES:,} lines.")
    line = bytearray()
    for found in LINE.finditer(text, text.startswith(b"\xef\xbb\xbf") * 3):
        start, end = found.span()
        end -= text[end - 1] == ord("\r")
        if start == end:
            continue
        if text[start] in b" \t":
            start += 1
        elif line:
            yield bytes(line)
            line.clear()
        line += text[start : min(end, start + LONGEST - len(line))]
    if line:
        yield bytes(line)


def unfolded(text: bytes) -> list[Contentline]:
    """The lines of a text of an outline, as the parser takes them."""
    return [as_line(line.decode(errors="replace")) for line in text.split(b"\n")]


def as_line(text: str) -> Contentline:
    return Contentline(text)  # type: ignore[no-untyped-call]


def _bounded(name: bytes, line: bytes) -> bytes:
    """A line whose time or parameters would be cut is broken, and so is its event."""
    parameters = line.count(b";") - line.count(rb"\;")
    if parameters > MOST_PARAMETERS or (len(line) == LONGEST and name.decode() in WHEN):
        return name + BROKEN
    return line


def _uid(lines: list[bytes]) -> str:
    for line in lines:
        if line[:3].upper() == b"UID":
            try:
                name, _, value = unfolded(line)[0].parts()
            except ValueError:
                continue
            if name.upper() == "UID":
                return str(value).replace("\x00", "").strip()
    return ""
