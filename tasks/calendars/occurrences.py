"""Expands other people's iCalendar into remote events: one for each occurrence in a window."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from sys import intern
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import recurring_ical_events
from icalendar import Calendar, Component, Event

from tasks.calendars.base import RemoteEvent, TooLarge, Window
from tasks.calendars.event_buffer import MAX_EVENTS, EventBuffer
from tasks.calendars.limits import (
    MAX_SERIES_BYTES,
    Deadline,
    TooManyOccurrences,
    exceeds_limits,
    split_window,
)
from tasks.calendars.meeting_links import meeting_link
from tasks.calendars.outline import Outline, OutlineReader, as_line, unfolded
from tasks.calendars.tolerant_parser import TolerantParser, forget_zones, wanted_names

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
ONE_DAY = timedelta(days=1)
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

    head: Calendar
    outline: Outline


def parse_calendars(text: bytes) -> ParsedCalendar:
    """Parse the properties of the calendars in `text`; `expand` parses the events.

    Raises `Unavailable` if there is no complete calendar, or `TooLarge`.
    """
    outline = OutlineReader(wanted_names(PROPERTIES), MAX_EVENTS).read(text)
    (head,) = _parse(Calendar.name, outline.head or b"", Deadline(TIME_LIMIT))
    assert isinstance(head, Calendar)  # noqa: S101 - the component of that name
    if CALENDAR_ZONE in head and _text(head, CALENDAR_ZONE) not in available_timezones():
        del head[CALENDAR_ZONE]
    return ParsedCalendar(head, outline)


def expand(
    parsed: ParsedCalendar, window: Window, zone: ZoneInfo, email: str = ""
) -> list[RemoteEvent]:
    """Return every occurrence in the window, both ends included; unreadable events are skipped.

    Floating times are in `zone`. `email` identifies the person among the attendees. Raises
    `TooLarge` if there are too many events, or expanding them takes too long.
    """
    deadline = Deadline(TIME_LIMIT)
    events = EventBuffer(MAX_EVENTS)
    skipped: Counter[str] = Counter(TooLong=parsed.outline.skipped)
    forget_zones()
    for zone_text in parsed.outline.zones:
        _parse("", zone_text, deadline)
    for texts in parsed.outline.series.values():
        deadline.check()
        try:
            series = _series(texts, email, deadline)
            repeated = _is_repeated(series)
            for component in _expand_series(parsed.head, series, window):
                events.add([_event(component, zone, email, repeated=repeated)])
        except TooLarge:
            raise
        except Exception as error:  # libraries raise anything on invalid input
            skipped[type(error).__name__] += 1
    if skipped.total():
        causes = ",".join(f"{cause}:{count}" for cause, count in skipped.items())
        logger.warning("events skipped causes=%s", causes)
    return list(events.events.values())


def _parse(kind: str, text: bytes, deadline: Deadline) -> list[Component]:
    lines = unfolded(text)
    if kind:
        lines = [as_line(f"BEGIN:{kind}"), *lines, as_line(f"END:{kind}")]
    return TolerantParser(lines, PROPERTIES, deadline).parse()


def _series(texts: list[bytes], email: str, deadline: Deadline) -> list[Component]:
    """Parse an event and its overrides, with the person's ATTENDEE lines only."""
    reduced = [_without_other_attendees(text, email) for text in texts]
    if sum(map(len, reduced)) > MAX_SERIES_BYTES:
        raise TooManyOccurrences
    return [event for text in reduced for event in _parse(Event.name, text, deadline)]


def _without_other_attendees(text: bytes, email: str) -> bytes:
    """Remove the lines of other attendees: there may be thousands."""
    person = email.lower().encode()
    lines = text.split(b"\n")
    return b"\n".join(line for line in lines if not _is_other_attendee(line, person))


def _is_other_attendee(line: bytes, person: bytes) -> bool:
    return line[:8].upper() == b"ATTENDEE" and not (person and person in line.lower())


def _expand_series(head: Calendar, series: list[Component], window: Window) -> Iterator[Component]:
    if exceeds_limits(series, window):
        raise TooManyOccurrences
    calendar = head.copy()
    calendar.subcomponents = series
    query = recurring_ical_events.of(calendar)
    for first, after in split_window(series, window):
        yield from query.between(first, after)


def _event(component: Component, zone: ZoneInfo, email: str, *, repeated: bool) -> RemoteEvent:
    uid = _uid(component) or _derived_uid(component)
    recurrence_id = _recurrence_id(component) if repeated else ""
    fields: dict[str, Any] = {
        "uid": uid[:MAX_TEXT],
        "recurrence_id": recurrence_id,
        "title": _text(component, "SUMMARY"),
        "location": _text(component, "LOCATION"),
        "link": _link(component),
        "status": STATUSES.get(_text(component, "STATUS").upper(), "confirmed"),
        "response": _response(component, email),
        "transparent": _text(component, "TRANSP").upper() == "TRANSPARENT",
        "ours": OURS in component,
    }
    fields |= BUSY.get(_text(component, "X-MICROSOFT-CDO-BUSYSTATUS").upper(), {})
    remote_id = f"{uid}/{recurrence_id}" if recurrence_id else uid
    return RemoteEvent(_short(remote_id), **fields | _times(component, zone))


def _recurrence_id(component: Component) -> str:
    value: Any = component["RECURRENCE-ID"]
    recurrence_id: str = value.to_ical().decode()
    if "RANGE" not in value.params:
        return recurrence_id
    # THISANDFUTURE (RFC 5545 §3.2.13): all later occurrences have the same recurrence id.
    start: Any = component["DTSTART"]
    return f"{recurrence_id}/{start.to_ical().decode()}"


def _short(remote_id: str) -> str:
    """Hash a long id: a PostgreSQL index row holds at most 2,704 bytes."""
    encoded = remote_id.encode()
    return remote_id if len(encoded) <= MAX_ID_BYTES else hashlib.sha256(encoded).hexdigest()


def _times(component: Component, zone: ZoneInfo) -> dict[str, Any]:
    """`start` and `end` consider DURATION, and the defaults if that and DTEND are missing."""
    start: date = component.start  # type: ignore[attr-defined]
    end: date = component.end  # type: ignore[attr-defined]
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end
        return {"starts_on": start, "ends_on": max(last, start + ONE_DAY)}
    begin = _instant(start, zone)
    finish = _instant(end, zone) if isinstance(end, datetime) else begin
    key = getattr(start.tzinfo, "key", "") or ""
    return {"starts_at": begin, "ends_at": max(finish, begin), "zone": key}


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return local.astimezone(UTC)


def _uid(component: Component) -> str:
    return str(component.get("UID", "")).replace("\x00", "").strip()


def _text(component: Component, name: str) -> str:
    value = component.get(name, "")
    first = value[0] if isinstance(value, list) else value
    # All occurrences of a series have the same texts: intern them to save memory.
    return intern(str(first).replace("\x00", "").strip()[:MAX_TEXT])


def _link(component: Component) -> str:
    """Return the address of the meeting, wherever programs write it, or else of the event."""
    texts = (str(component.get(name, "")) for name in MEETING_PROPERTIES)
    link = intern(meeting_link(*texts)) or _text(component, "URL")
    return link if link.startswith(("https://", "http://")) else ""


def _response(component: Component, email: str) -> str:
    """Return the person's own answer to the invitation, if they are an attendee."""
    attendees = component.get("ATTENDEE", [])
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        if email and str(attendee).lower() == f"mailto:{email}":
            response = str(attendee.params.get("PARTSTAT", "NEEDS-ACTION")).upper()
            return RESPONSES.get(response, "unanswered")
    return ""


def _is_repeated(series: list[Component]) -> bool:
    """Whether a UID has more than one occurrence."""
    properties = ("RRULE", "RDATE", "RECURRENCE-ID")
    return any(name in component for component in series for name in properties)


def _derived_uid(component: Component) -> str:
    """For an event without a UID: the same as long as its content is."""
    return hashlib.sha256(component.to_ical()).hexdigest()[:32]


def calendar_name(parsed: ParsedCalendar) -> str:
    """Return the calendar's own name, if it has one (RFC 7986 §5.1, or the older X-WR-CALNAME)."""
    return _text(parsed.head, "NAME") or _text(parsed.head, "X-WR-CALNAME")
