"""What other people's iCalendar says happens within some days: each occurrence as an event."""

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

from tasks.calendars.base import RemoteEvent, TooMuch, Window
from tasks.calendars.event_buffer import MOST, Collected
from tasks.calendars.limits import MOST_SERIES, NotExpanded, Patience, is_too_much, spans
from tasks.calendars.outline import Outline, Reader, as_line, unfolded
from tasks.calendars.tolerant_parser import TolerantParser, forget_zones, names

logger = logging.getLogger(__name__)

PATIENCE = 25  # seconds for one calendar: it is parsed and expanded
LONGEST = 1000  # characters of a text that is kept
LONGEST_ID = 500  # bytes
OURS = "X-WHENDOIST-BLOCK"  # on every block that was pushed from here
FLOATS = "X-WR-TIMEZONE"  # where a whole calendar is
READ = {
    *("SUMMARY", "LOCATION", "URL", "STATUS", "TRANSP", "ATTENDEE", OURS),
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
# Microsoft's word for how somebody is busy: as fields of an event.
BUSY: dict[str, dict[str, Any]] = {
    "FREE": {"transparent": True},
    "TENTATIVE": {"status": "tentative"},
    "OOF": {"kind": "out_of_office"},
    "WORKINGELSEWHERE": {"kind": "working_location"},
}


@dataclass(frozen=True, slots=True)
class Source:
    """Calendars of one file, as one: what it says of itself, and the rest still to be parsed."""

    head: Calendar
    outline: Outline


def parsed(text: bytes) -> Source:
    """The calendars in `text`, as one; its events are parsed as they are expanded.

    Raises `Unavailable` with a sentence when there is no calendar, or not all of it; or `TooMuch`.
    """
    outline = Reader(names(READ), MOST).read(text)
    (head,) = _parsed(Calendar.name, outline.head or b"", Patience(PATIENCE))
    assert isinstance(head, Calendar)  # noqa: S101 - that is its name
    if FLOATS in head and _text(head, FLOATS) not in available_timezones():
        del head[FLOATS]
    return Source(head, outline)


def within(source: Source, window: Window, zone: ZoneInfo, email: str = "") -> list[RemoteEvent]:
    """Every occurrence in the window, both ends included; one that cannot be read is left out.

    What floats is on the clocks of `zone`. `email` tells whose answers to invitations count.
    Raises `TooMuch` when there are too many, or it takes too long.
    """
    patience = Patience(PATIENCE)
    found = Collected(MOST)
    left_out: Counter[str] = Counter(TooLong=source.outline.left_out)
    forget_zones()
    for zone_text in source.outline.zones:
        _parsed("", zone_text, patience)
    for texts in source.outline.series.values():
        patience.check()
        try:
            series = _series(texts, email, patience)
            repeated = _is_repeated(series)
            for component in _expanded(source.head, series, window):
                found.add([_event(component, zone, email, repeated=repeated)])
        except TooMuch:
            raise
        except Exception as error:  # whatever libraries make of what somebody wrote
            left_out[type(error).__name__] += 1
    if left_out.total():
        causes = ",".join(f"{cause}:{times}" for cause, times in left_out.items())
        logger.warning("events left out causes=%s", causes)
    return list(found.events.values())


def _parsed(kind: str, text: bytes, patience: Patience) -> list[Component]:
    lines = unfolded(text)
    if kind:
        lines = [as_line(f"BEGIN:{kind}"), *lines, as_line(f"END:{kind}")]
    return TolerantParser(lines, READ, patience).parse()


def _series(texts: list[bytes], email: str, patience: Patience) -> list[Component]:
    """An event with what changes it. Of its guests only the person is read."""
    own = [_without_others(text, email) for text in texts]
    if sum(map(len, own)) > MOST_SERIES:
        raise NotExpanded
    return [event for text in own for event in _parsed(Event.name, text, patience)]


def _without_others(text: bytes, email: str) -> bytes:
    """Lines that tell of other guests are left out: there may be thousands."""
    person = email.lower().encode()
    lines = text.split(b"\n")
    return b"\n".join(line for line in lines if not _is_of_other(line, person))


def _is_of_other(line: bytes, person: bytes) -> bool:
    return line[:8].upper() == b"ATTENDEE" and not (person and person in line.lower())


def _expanded(head: Calendar, series: list[Component], window: Window) -> Iterator[Component]:
    if is_too_much(series, window):
        raise NotExpanded
    alone = head.copy()
    alone.subcomponents = series
    query = recurring_ical_events.of(alone)
    for first, after in spans(series, window):
        yield from query.between(first, after)


def _event(component: Component, zone: ZoneInfo, email: str, *, repeated: bool) -> RemoteEvent:
    uid = _uid(component) or _made_up(component)
    recurrence_id = _recurrence_id(component) if repeated else ""
    said: dict[str, Any] = {
        "uid": uid[:LONGEST],
        "recurrence_id": recurrence_id,
        "title": _text(component, "SUMMARY"),
        "location": _text(component, "LOCATION"),
        "link": _link(component),
        "status": STATUSES.get(_text(component, "STATUS").upper(), "confirmed"),
        "response": _response(component, email),
        "transparent": _text(component, "TRANSP").upper() == "TRANSPARENT",
        "ours": OURS in component,
    }
    said |= BUSY.get(_text(component, "X-MICROSOFT-CDO-BUSYSTATUS").upper(), {})
    remote_id = f"{uid}/{recurrence_id}" if recurrence_id else uid
    return RemoteEvent(_short(remote_id), **said | _times(component, zone))


def _recurrence_id(component: Component) -> str:
    which: Any = component["RECURRENCE-ID"]
    said: str = which.to_ical().decode()
    if "RANGE" not in which.params:
        return said
    # A change of this and all that follow (RFC 5545 §3.2.13): its id is that of each of them.
    start: Any = component["DTSTART"]
    return f"{said}/{start.to_ical().decode()}"


def _short(remote_id: str) -> str:
    """What an index takes: a row of one has at most 2,704 bytes."""
    known = remote_id.encode()
    return remote_id if len(known) <= LONGEST_ID else hashlib.sha256(known).hexdigest()


def _times(component: Component, zone: ZoneInfo) -> dict[str, Any]:
    """`start` and `end` know DURATION, and what is meant when there is neither that nor DTEND."""
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
    # Each occurrence of a series says the same: once in memory is enough.
    return intern(str(first).replace("\x00", "").strip()[:LONGEST])


def _link(component: Component) -> str:
    link = _text(component, "URL")
    return link if link.startswith(("https://", "http://")) else ""


def _response(component: Component, email: str) -> str:
    """The person's own answer, when they are among the invited."""
    attendees = component.get("ATTENDEE", [])
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        if email and str(attendee).lower() == f"mailto:{email}":
            answer = str(attendee.params.get("PARTSTAT", "NEEDS-ACTION")).upper()
            return RESPONSES.get(answer, "unanswered")
    return ""


def _is_repeated(series: list[Component]) -> bool:
    """Whether a UID stands for more than one occurrence."""
    marks = ("RRULE", "RDATE", "RECURRENCE-ID")
    return any(mark in each for each in series for mark in marks)


def _made_up(component: Component) -> str:
    """For an event without a UID: the same as long as it says the same."""
    return hashlib.sha256(component.to_ical()).hexdigest()[:32]


def name_of(source: Source) -> str:
    """What the calendar calls itself, if anything (RFC 7986 §5.1, and before)."""
    return _text(source.head, "NAME") or _text(source.head, "X-WR-CALNAME")
