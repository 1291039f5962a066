"""What other people's iCalendar says happens within some days: each occurrence as an event."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import recurring_ical_events
from icalendar import Calendar, Component

from tasks.calendars.base import RemoteEvent, TooMuch, Unavailable, Window
from tasks.calendars.bounds import MOST, NotExpanded, Patience, is_too_much
from tasks.calendars.lenient import Lenient

logger = logging.getLogger(__name__)

PATIENCE = 15  # seconds for one calendar
LONGEST = 1000  # characters of a text that is kept
LONGEST_ID = 500  # bytes
OURS = "X-WHENDOIST-BLOCK"  # on every block that was pushed from here
FLOATS = "X-WR-TIMEZONE"  # where a whole calendar is
NO_CALENDAR = "What is there is not a calendar."
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


def parsed(text: bytes) -> Calendar:
    """The events in `text`, of all its calendars, as one.

    Raises `Unavailable` with a sentence when there is no calendar, or not all of it; or `TooMuch`.
    """
    parser = Lenient(text, READ)
    try:
        calendars = [each for each in parser.parse() if isinstance(each, Calendar)]
    except (ValueError, LookupError) as error:
        raise Unavailable(NO_CALENDAR) from error
    if not calendars or parser.component is not None:
        raise Unavailable(NO_CALENDAR)
    events = [event for each in calendars for event in each.walk("VEVENT")]
    if len(events) > MOST:
        raise TooMuch(f"This calendar has more than {MOST:,} entries.")
    for event in events:
        event.subcomponents = []
    whole = calendars[0]
    whole.subcomponents = events
    if FLOATS in whole and _text(whole, FLOATS) not in available_timezones():
        del whole[FLOATS]
    return whole


def within(
    calendar: Calendar, window: Window, zone: ZoneInfo, email: str = ""
) -> list[RemoteEvent]:
    """Every occurrence in the window, both ends included; one that cannot be read is left out.

    What floats is on the clocks of `zone`. `email` tells whose answers to invitations count.
    Raises `TooMuch` when there are too many, or it takes too long.
    """
    patience = Patience(PATIENCE)
    found: dict[str, RemoteEvent] = {}
    left_out: Counter[str] = Counter()
    for series in _by_uid(calendar):
        patience.check()
        try:
            events = [
                _event(component, zone, email, repeated=_is_repeated(series))
                for component in _expanded(calendar, series, window)
            ]
        except Exception as error:  # whatever libraries make of what somebody wrote
            left_out[type(error).__name__] += 1
            continue
        found |= {event.remote_id: event for event in events}
        if len(found) > MOST:
            raise TooMuch(f"This calendar has more than {MOST:,} events within a year.")
    if left_out:
        causes = ",".join(f"{cause}:{times}" for cause, times in left_out.items())
        logger.warning("events left out causes=%s", causes)
    return list(found.values())


def _by_uid(calendar: Calendar) -> Iterable[list[Component]]:
    """Each event with what changes it."""
    series: dict[str, list[Component]] = {}
    for number, event in enumerate(calendar.events):
        series.setdefault(_uid(event) or f"\n{number}", []).append(event)
    return series.values()


def _expanded(calendar: Calendar, series: list[Component], window: Window) -> list[Component]:
    if is_too_much(series, window):
        raise NotExpanded
    alone = calendar.copy()
    alone.subcomponents = series
    expanded: list[Component] = recurring_ical_events.of(alone).between(
        window.first, window.last + ONE_DAY
    )
    return expanded


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
    return str(first).replace("\x00", "").strip()[:LONGEST]


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


def name_of(calendar: Calendar) -> str:
    """What the calendar calls itself, if anything (RFC 7986 §5.1, and before)."""
    return _text(calendar, "NAME") or _text(calendar, "X-WR-CALNAME")
