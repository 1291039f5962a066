"""Reads other people's iCalendar as remote events: one for each occurrence in a window."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from sys import intern
from typing import Any
from zoneinfo import ZoneInfo

from tasks.calendars.base import RemoteEvent, TooLarge, Window
from tasks.calendars.event_buffer import MAX_EVENTS, EventBuffer
from tasks.calendars.limits import MAX_SERIES_BYTES, Deadline
from tasks.calendars.meeting_links import meeting_link
from tasks.calendars.outline import Outline, OutlineReader, wanted_names
from tasks.calendars.parsing.events import (
    EventParser,
    InvalidEvent,
    ParsedEvent,
    properties_of,
    text_of,
)
from tasks.calendars.parsing.ignored import IgnoredEntries, Reason
from tasks.calendars.parsing.properties import Property, unescape
from tasks.calendars.parsing.series import Occurrence, SeriesExpander
from tasks.calendars.parsing.zones import Zones

logger = logging.getLogger(__name__)

TIME_LIMIT = 25  # seconds to parse and expand one calendar
MAX_TEXT = 1000  # stored characters of a text
MAX_ID_BYTES = 500  # bytes
OURS = "X-WHENDOIST-BLOCK"  # marks every block that we push
CALENDAR_ZONE = "X-WR-TIMEZONE"  # of floating times in the whole calendar
# Where programs write the address of a meeting; CONFERENCE is RFC 7986 §5.11.
MEETING_PROPERTIES = (
    *("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "CONFERENCE", "URL", "LOCATION"),
)
PROPERTIES = {
    *MEETING_PROPERTIES,
    *("SUMMARY", "STATUS", "TRANSP", "ATTENDEE", OURS),
    *("X-MICROSOFT-CDO-BUSYSTATUS", "NAME", "X-WR-CALNAME"),
}
STATUSES = {"CONFIRMED": "confirmed", "TENTATIVE": "tentative", "CANCELLED": "cancelled"}
RESPONSES = {
    "NEEDS-ACTION": "unanswered",
    "ACCEPTED": "accepted",
    "TENTATIVE": "tentative",
    "DECLINED": "declined",
}
# Values of Microsoft's X-MICROSOFT-CDO-BUSYSTATUS, as fields of an event.
BUSY: dict[str, dict[str, Any]] = {
    "FREE": {"transparent": True},
    "TENTATIVE": {"status": "tentative"},
    "OOF": {"kind": "out_of_office"},
    "WORKINGELSEWHERE": {"kind": "working_location"},
}


@dataclass(frozen=True, slots=True)
class ParsedCalendar:
    """The calendars of one file as one: parsed properties, and events still to be parsed."""

    head: dict[str, list[Property]]
    outline: Outline


def parse_calendars(text: bytes) -> ParsedCalendar:
    """Parse the properties of the calendars in `text`; `expand` parses the events.

    Raises `Unavailable` if there is no complete calendar, or `TooLarge`.
    """
    outline = OutlineReader(wanted_names(PROPERTIES), MAX_EVENTS).read(text)
    return ParsedCalendar(properties_of(outline.head or b""), outline)


def expand(
    parsed: ParsedCalendar,
    window: Window,
    zone: ZoneInfo,
    addresses: Collection[str] = (),
    ignored: IgnoredEntries | None = None,
) -> list[RemoteEvent]:
    """Return every occurrence in the window, both ends included; `ignored` collects the rest.

    Floating times are in `zone`. `addresses` identify the person among the attendees. Raises
    `TooLarge` if there are too many events, or expanding them takes too long.
    """
    ignored = IgnoredEntries() if ignored is None else ignored
    for title in parsed.outline.too_long:
        ignored.add(title, Reason.TOO_LARGE)
    deadline = Deadline(TIME_LIMIT)
    events = EventBuffer(MAX_EVENTS)
    reader = _Reader(parsed, window, zone, addresses, ignored, deadline)
    for texts in parsed.outline.series.values():
        deadline.check()
        events.add(reader.read(texts))
    return list(events.events.values())


class _Reader:
    """Reads the entries of one file, series by series."""

    def __init__(
        self,
        parsed: ParsedCalendar,
        window: Window,
        zone: ZoneInfo,
        addresses: Collection[str],
        ignored: IgnoredEntries,
        deadline: Deadline,
    ) -> None:
        zones = Zones(zone, parsed.outline.zones)
        if CALENDAR_ZONE in parsed.head:
            zones.floating = zones.find(parsed.head[CALENDAR_ZONE][0].value) or zone
        self.pending = IgnoredEntries()
        self.parser = EventParser(zones, self.pending)
        self.expander = SeriesExpander(window, zone, self.pending, deadline)
        self.addresses = {address.strip().lower() for address in addresses if address.strip()}
        self.encoded = tuple(address.encode() for address in self.addresses)
        self.ignored = ignored

    def read(self, texts: list[bytes]) -> list[RemoteEvent]:
        """Return the occurrences of the entries with one UID; an entry that fails is reported."""
        texts = [self._without_other_attendees(text) for text in texts]
        events = self._read(texts)
        self.ignored.take(self.pending, has_events=bool(events))
        return events

    def _read(self, texts: list[bytes]) -> list[RemoteEvent]:
        if sum(map(len, texts)) > MAX_SERIES_BYTES:
            self.pending.add(_title(texts[0]), Reason.TOO_LARGE)
            return []
        try:
            events = [event for text in texts if (event := self._parse(text))]
            return list(self._remote_events(events, texts))
        except TooLarge:
            raise
        except OverflowError:  # in the year 1 or 9999
            self.pending.add(_title(texts[0]), Reason.START)
        except Exception:
            logger.exception("event not read")
            self.pending.add(_title(texts[0]), Reason.ERROR)
        return []

    def _parse(self, text: bytes) -> ParsedEvent | None:
        try:
            return self.parser.parse(text)
        except InvalidEvent:
            return None

    def _remote_events(
        self, events: list[ParsedEvent], texts: list[bytes]
    ) -> Iterator[RemoteEvent]:
        shared: dict[int, RemoteEvent] = {}
        uid = _uid(events) or hashlib.sha256(b"\n".join(texts)).hexdigest()[:32]
        for occurrence in self.expander.expand(events):
            key = id(occurrence.event)
            if key not in shared:
                shared[key] = _fields(occurrence.event, uid, self.addresses)
            yield _at(shared[key], uid, occurrence)

    def _without_other_attendees(self, text: bytes) -> bytes:
        """Remove the lines of other attendees: there may be thousands."""
        if b"ATTENDEE" not in text.upper():
            return text
        lines = text.split(b"\n")
        return b"\n".join(line for line in lines if not self._is_other_attendee(line))

    def _is_other_attendee(self, line: bytes) -> bool:
        if line[:8].upper() != b"ATTENDEE":
            return False
        lower = line.lower()
        return not any(address in lower for address in self.encoded)


def _fields(event: ParsedEvent, uid: str, addresses: Collection[str]) -> RemoteEvent:
    """Return what all occurrences of an entry have in common."""
    fields: dict[str, Any] = {
        "uid": uid[:MAX_TEXT],
        "title": _text(event, "SUMMARY"),
        "location": _text(event, "LOCATION"),
        "link": _link(event),
        "status": STATUSES.get(_text(event, "STATUS").upper(), "confirmed"),
        "response": _response(event, addresses),
        "transparent": _text(event, "TRANSP").upper() == "TRANSPARENT",
        "ours": OURS in event.properties,
    }
    fields |= BUSY.get(_text(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper(), {})
    return RemoteEvent("", **fields)


def _at(shared: RemoteEvent, uid: str, occurrence: Occurrence) -> RemoteEvent:
    stamp, start = occurrence.stamp, occurrence.start
    remote_id = _short(f"{uid}/{stamp}" if stamp else uid)
    if start.is_date:
        times: dict[str, Any] = {
            "starts_on": occurrence.begin.date(),
            "ends_on": occurrence.end.date(),
        }
    else:
        zone = getattr(start.zone, "key", "") if start.named else ""
        times = {"starts_at": occurrence.begin, "ends_at": occurrence.end, "zone": zone}
    return replace(shared, remote_id=remote_id, recurrence_id=stamp, **times)


def _short(remote_id: str) -> str:
    """Hash a long id: a PostgreSQL index row holds at most 2,704 bytes."""
    encoded = remote_id.encode()
    return remote_id if len(encoded) <= MAX_ID_BYTES else hashlib.sha256(encoded).hexdigest()


def _uid(events: list[ParsedEvent]) -> str:
    return events[0].text("UID") if events else ""


def _text(event: ParsedEvent, name: str) -> str:
    # All occurrences of a series have the same texts: intern them to save memory.
    return intern(event.text(name)[:MAX_TEXT])


def _link(event: ParsedEvent) -> str:
    """Return the address of the meeting, wherever programs write it, or else of the event."""
    values = (event.properties.get(name, ()) for name in MEETING_PROPERTIES)
    texts = (unescape(line.value) for lines in values for line in lines)
    link = intern(meeting_link(*texts)) or _text(event, "URL")
    return link if link.startswith(("https://", "http://")) else ""


def _response(event: ParsedEvent, addresses: Collection[str]) -> str:
    """Return the person's own answer to the invitation, if they are an attendee."""
    for attendee in event.properties.get("ATTENDEE", ()):
        email = attendee.parameters.get("EMAIL", "")
        names = {attendee.value.strip().lower().removeprefix("mailto:"), email.lower()}
        if not names.isdisjoint(addresses):
            response = attendee.parameters.get("PARTSTAT", "NEEDS-ACTION").upper()
            return RESPONSES.get(response, "unanswered")
    return ""


def _title(text: bytes) -> str:
    return text_of(properties_of(text), "SUMMARY")


def calendar_name(parsed: ParsedCalendar) -> str:
    """Return the calendar's own name, if it has one (RFC 7986 §5.1, or the older X-WR-CALNAME)."""
    names = (text_of(parsed.head, name) for name in ("NAME", "X-WR-CALNAME"))
    return next(filter(None, names), "")[:MAX_TEXT]
