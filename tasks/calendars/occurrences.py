"""What other people's iCalendar says happens within some days: each occurrence as an event."""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from tasks.calendars.base import RemoteEvent, Unavailable, Window

logger = logging.getLogger(__name__)

MOST = 20_000  # components of one calendar
LONGEST = 1000  # characters of a text that is kept
OURS = "X-WHENDOIST-BLOCK"  # on every block that was pushed from here
TOO_OFTEN = re.compile(r"FREQ=(SECONDLY|MINUTELY)|INTERVAL=0+(;|$)")
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
    """The calendar in `text`. Raises `Unavailable` with a sentence when there is none."""
    try:
        calendar = Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError) as error:
        raise Unavailable("What is there is not a calendar.") from error
    if not isinstance(calendar, Calendar) or calendar.name != "VCALENDAR":
        raise Unavailable("What is there is not a calendar.")
    if len(calendar.subcomponents) > MOST:
        raise Unavailable(f"This calendar has more than {MOST:,} entries.")
    return calendar


def within(
    calendar: Calendar, window: Window, zone: ZoneInfo, email: str = ""
) -> list[RemoteEvent]:
    """Every occurrence in the window, both ends included; one that cannot be read is left out.

    What floats is on the clocks of `zone`. `email` tells whose answers to invitations count.
    """
    _drop_endless(calendar)
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    found: dict[str, RemoteEvent] = {}
    repeated = _repeated(calendar)
    for component in query.between(window.first, window.last + ONE_DAY):
        try:
            event = _event(component, zone, email, repeated)
        except (ValueError, TypeError, OverflowError, AttributeError):
            logger.warning("event unreadable", exc_info=True)
            continue
        found[event.remote_id] = event
    return list(found.values())


def _event(component: Component, zone: ZoneInfo, email: str, repeated: set[str]) -> RemoteEvent:
    uid = _text(component, "UID") or _made_up(component)
    which = component.get("RECURRENCE-ID")
    recurrence_id = which.to_ical().decode() if which is not None and uid in repeated else ""
    said: dict[str, Any] = {
        "uid": uid,
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
    return RemoteEvent(remote_id, **said | _times(component, zone))


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


def _repeated(calendar: Calendar) -> set[str]:
    """The UIDs that stand for more than one occurrence."""
    marks = ("RRULE", "RDATE", "RECURRENCE-ID")
    events = calendar.walk("VEVENT")
    return {_text(each, "UID") for each in events if any(mark in each for mark in marks)}


def _drop_endless(calendar: Calendar) -> None:
    """Leave out what would be expanded for ever: nobody has a meeting every minute."""
    kept = [each for each in calendar.subcomponents if not _is_endless(each)]
    if len(kept) < len(calendar.subcomponents):
        logger.warning("endless events left out")
        calendar.subcomponents = kept


def _is_endless(component: Component) -> bool:
    rules = component.get("RRULE", [])
    rules = rules if isinstance(rules, list) else [rules]
    return any(TOO_OFTEN.search(rule.to_ical().decode()) for rule in rules)


def _made_up(component: Component) -> str:
    """For an event without a UID: the same as long as it says the same."""
    return hashlib.sha256(component.to_ical()).hexdigest()[:32]


def name_of(calendar: Calendar) -> str:
    """What the calendar calls itself, if anything (RFC 7986 §5.1, and before)."""
    return _text(calendar, "NAME") or _text(calendar, "X-WR-CALNAME")
