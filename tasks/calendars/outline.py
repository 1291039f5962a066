"""Cuts an iCalendar file into its components, within limits, before anything is parsed.

The parser needs kilobytes for an event of 20 bytes. So the file is only cut up first: into its
events by UID, its time zones and its own properties, all as bytes. Then one series after the other
is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.calendars.base import TooLarge, Unavailable
from tasks.calendars.limits import Deadline
from tasks.calendars.parsing.events import text_of
from tasks.calendars.parsing.properties import parse_property

TIME_LIMIT = 5  # seconds for one file
MAX_LINES = 1_000_000  # at 20 bytes each, more than a response may contain
MAX_COMPONENTS = 200_000  # alarms included
MAX_ZONE_BYTES = 1024 * 1024  # of all time zones: they stay in memory while a file is read
MAX_PROPERTIES = 6_000  # of one component; each attendee is one
MAX_PARAMETERS = 100  # of one property
MAX_DEPTH = 16
MAX_LINE_BYTES = 128 * 1024  # unfolded
NO_CALENDAR = gettext_lazy("This address doesn't contain a calendar.")
CALENDAR, EVENT, ZONE = b"VCALENDAR", b"VEVENT", b"VTIMEZONE"
ENTRIES = {EVENT, ZONE, b"VTODO", b"VJOURNAL", b"VFREEBUSY"}  # directly within a calendar
OBSERVANCES = {b"STANDARD", b"DAYLIGHT"}  # directly within a zone
LINE = re.compile(rb"[^\n]+")
NAME = re.compile(rb"[^:;]*")
# A truncated one of these would put the event at a wrong time.
WHEN = {"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "EXRULE", "RDATE", "EXDATE"}
IDENTITY = {"UID", "SEQUENCE"}
ZONE_NAMES = {"TZID", "TZOFFSETFROM", "TZOFFSETTO", "X-WR-TIMEZONE"}
BROKEN = b":?"


def wanted_names(wanted: set[str]) -> set[str]:
    """Return the names of all properties needed to read the `wanted` ones."""
    return wanted | WHEN | IDENTITY | ZONE_NAMES


class Part:
    """The wanted lines of one component."""

    def __init__(self, kind: bytes) -> None:
        self.kind = kind
        self.lines: list[bytes] = []
        self.too_long = False
        self.title = ""

    def add(self, line: bytes) -> None:
        if len(self.lines) == MAX_PROPERTIES:
            self.too_long = True
            self.title = self.title or _text(self.lines, "SUMMARY")
            self.lines.clear()
        self.lines.append(line)


@dataclass(slots=True)
class Outline:
    """A file, cut up. Each text consists of unfolded lines."""

    head: bytes | None = None  # of the first calendar; from the others only events are read
    zones: list[bytes] = field(default_factory=list)
    series: dict[str, list[bytes]] = field(default_factory=dict)
    zone_bytes: int = 0
    events: int = 0
    too_long: list[str] = field(default_factory=list)  # titles of events that are left out

    def add(self, part: Part) -> None:
        text = b"\n".join(part.lines)
        if part.too_long:
            self.too_long.append(part.title or _text(part.lines, "SUMMARY"))
        elif part.kind == CALENDAR:
            self.head = text if self.head is None else self.head
        elif part.kind == ZONE:
            self.zones.append(text)
            self.zone_bytes += len(text)
        else:
            uid = _text(part.lines, "UID") or f"\n{self.events}"  # no UID contains a newline
            self.series.setdefault(uid, []).append(text)
        self.events += part.kind == EVENT


class OutlineReader:
    """Cuts up one file. `wanted` are the names of the properties to keep."""

    def __init__(self, wanted: set[str], max_events: int) -> None:
        self.wanted = {name.encode() for name in wanted}
        self.max_events = max_events
        self.outline = Outline()
        self.open: list[tuple[bytes, Part | None]] = []
        self.components = 0

    def read(self, text: bytes) -> Outline:
        deadline = Deadline(TIME_LIMIT)
        for line in content_lines(text):
            deadline.check()
            name = NAME.match(line).group().strip().upper()  # type: ignore[union-attr]
            if name == b"BEGIN":
                self._begin(line)
            elif name == b"END":
                self._end(line)
            elif name in self.wanted and self.open and (part := self.open[-1][1]):
                part.add(_check_line(name, line))
        if self.open or self.outline.head is None:
            raise Unavailable(str(NO_CALENDAR))
        return self.outline

    def _begin(self, line: bytes) -> None:
        self.components += 1
        kind = line.partition(b":")[2].strip().upper()
        self._close_unfinished(kind)
        if self.components > MAX_COMPONENTS or len(self.open) == MAX_DEPTH:
            raise TooLarge(_("This calendar is too large or too deeply nested."))
        part = self._part(kind)
        self.open.append((kind, part))
        if part and part.kind == ZONE:
            part.add(b"BEGIN:" + kind)

    def _close_unfinished(self, kind: bytes) -> None:
        """Close what cannot contain a component of this kind: its END is missing."""
        if kind in ENTRIES:
            while self.open and self.open[-1][0] != CALENDAR:
                self._close()
        while kind in OBSERVANCES and self.open and self.open[-1][0] in OBSERVANCES:
            self._close()

    def _part(self, kind: bytes) -> Part | None:
        """Return the part that a component's lines belong to: a zone includes its subcomponents."""
        if not self.open:
            return Part(kind) if kind in (CALENDAR, ZONE) else None
        outer = self.open[-1][1]
        if outer and outer.kind == ZONE:
            return outer
        within_calendar = self.open[0][0] == CALENDAR
        return Part(kind) if kind in (EVENT, ZONE) and within_calendar else None

    def _end(self, line: bytes) -> None:
        """Close a component, and those within it that have no END of their own."""
        kind = line.partition(b":")[2].strip().upper()
        if any(kind == open_kind for open_kind, _ in self.open):
            while self._close() != kind:
                pass

    def _close(self) -> bytes:
        """Close the innermost component; return its kind."""
        kind, part = self.open.pop()
        if part and part.kind == ZONE:
            part.add(b"END:" + kind)
        if part and part.kind == kind:
            self._add(part)
        return kind

    def _add(self, part: Part) -> None:
        self.outline.add(part)
        if self.outline.events > self.max_events:
            sentence = _("This calendar has more than %(limit)s entries.")
            raise TooLarge(sentence % {"limit": f"{self.max_events:,}"})
        if self.outline.zone_bytes > MAX_ZONE_BYTES:
            raise TooLarge(_("This calendar has too many time zones."))


def content_lines(text: bytes) -> Iterator[bytes]:
    """Yield each line, unfolded (RFC 5545 §3.1) and truncated to `MAX_LINE_BYTES`."""
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")  # the line ends of old Macs
    if text.count(b"\n") > MAX_LINES:
        sentence = _("This calendar has more than %(limit)s lines.")
        raise TooLarge(sentence % {"limit": f"{MAX_LINES:,}"})
    line = bytearray()
    for match in LINE.finditer(text, text.startswith(b"\xef\xbb\xbf") * 3):
        start, end = match.span()
        end -= text[end - 1] == ord("\r")
        if start == end:
            continue
        if text[start] in b" \t":
            start += 1
        elif line:
            yield bytes(line)
            line.clear()
        line += text[start : min(end, start + MAX_LINE_BYTES - len(line))]
    if line:
        yield bytes(line)


def _check_line(name: bytes, line: bytes) -> bytes:
    """Break a line with a truncated time or too many parameters, so that it is ignored."""
    parameters = line.count(b";") - line.count(rb"\;")
    if parameters > MAX_PARAMETERS or (len(line) == MAX_LINE_BYTES and name.decode() in WHEN):
        return name + BROKEN
    return line


def title_in(text: bytes) -> str:
    """Return the first title in a text that can't be read as a calendar; empty without one."""
    return _text(content_lines(text.replace(b"\r", b"\n")[:MAX_LINE_BYTES]), "SUMMARY")


def _text(lines: Iterable[bytes], name: str) -> str:
    encoded = name.encode()
    for line in lines:
        if line[: len(encoded)].upper() != encoded:
            continue
        parsed = parse_property(line)
        if parsed and parsed.name == name:
            return text_of({name: [parsed]}, name)
    return ""
