"""Translates Google's calendars and events into ours, and our blocks into Google's events."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tasks.calendars.base import Block, RemoteCalendar, RemoteEvent
from tasks.calendars.meeting_links import meeting_link
from tasks.editing.cleaning import clean_title

Json = dict[str, Any]

OURS = "whendoist"  # the private property that marks the events we push
MARK = re.compile(r"whendoist-[0-9a-f]{24}")
MAX_TEXT = 500  # characters of a title or location
RESPONSES = {
    "needsAction": "unanswered",
    "accepted": "accepted",
    "tentative": "tentative",
    "declined": "declined",
}
KINDS = {
    "outOfOffice": "out_of_office",
    "focusTime": "focus",
    "workingLocation": "working_location",
}
# The requested fields of an event; the others would only cost memory.
FIELDS = (
    "nextPageToken,nextSyncToken,items(id,etag,status,iCalUID,summary,location,htmlLink,start,end,"
    "originalStartTime,recurringEventId,transparency,eventType,attendees(self,responseStatus),"
    "hangoutLink,conferenceData/entryPoints/uri,extendedProperties/private)"
)


def calendar_of(item: Json) -> RemoteCalendar:
    match = MARK.search(item.get("description", ""))
    return RemoteCalendar(
        remote_id=item["id"],
        name=clean_title(item.get("summaryOverride") or item.get("summary", "")),
        colour=item.get("backgroundColor", ""),
        zone=item.get("timeZone", ""),
        writable=item.get("accessRole") in ("owner", "writer"),
        selected=bool(item.get("selected")),
        mark=match.group() if match else "",
    )


def event_of(item: Json) -> RemoteEvent | None:
    """Return an event or a tombstone; None if the event has no valid time."""
    if item.get("status") == "cancelled":
        return RemoteEvent(item["id"], etag=item.get("etag", ""), status="cancelled")
    start, end = item.get("start", {}), item.get("end", {})
    times = _instants(start, end) or _days(start, end)
    if not times:
        return None
    return RemoteEvent(
        remote_id=item["id"],
        etag=item.get("etag", ""),
        uid=item.get("iCalUID", ""),
        recurrence_id=_moment(item.get("originalStartTime", {})),
        zone=start.get("timeZone", "")[:64],
        title=clean_title(item.get("summary", ""))[:MAX_TEXT],
        location=clean_title(item.get("location", ""))[:MAX_TEXT],
        link=_meeting(item) or item.get("htmlLink", ""),
        status=item.get("status", "confirmed"),
        response=_response(item.get("attendees", [])),
        kind=KINDS.get(item.get("eventType", ""), "default"),
        transparent=item.get("transparency") == "transparent",
        ours=OURS in item.get("extendedProperties", {}).get("private", {}),
        entry=item.get("recurringEventId") or item["id"],
        **times,
    )


def body_of(event_id: str, block: Block) -> Json:
    """Return a block as an event: opaque, with its reminder; all-day and transparent if untimed."""
    body: Json = {
        "id": event_id,
        "status": "confirmed",
        "summary": f"✓ {block.title}" if block.completed else block.title,
        "description": block.notes,
        "extendedProperties": {"private": {OURS: block.key}},
        "reminders": {"useDefault": False, "overrides": _reminders(block)},
        "transparency": "opaque" if block.starts_at else "transparent",
    }
    if block.starts_at and block.ends_at:
        body["start"] = {"dateTime": block.starts_at.isoformat(), "timeZone": block.zone}
        body["end"] = {"dateTime": block.ends_at.isoformat(), "timeZone": block.zone}
    else:
        body["start"] = {"date": block.day.isoformat()}
        body["end"] = {"date": (block.day + timedelta(days=1)).isoformat()}
    return body


def _reminders(block: Block) -> list[Json]:
    if block.reminder is None or block.completed:
        return []
    return [{"method": "popup", "minutes": block.reminder}]


def _instants(start: Json, end: Json) -> dict[str, Any]:
    try:
        begin = datetime.fromisoformat(start["dateTime"]).astimezone(UTC)
        finish = datetime.fromisoformat(end["dateTime"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return {}
    return {"starts_at": begin, "ends_at": finish} if begin <= finish else {}


def _days(start: Json, end: Json) -> dict[str, Any]:
    try:
        first, after = date.fromisoformat(start["date"]), date.fromisoformat(end["date"])
    except (KeyError, ValueError):
        return {}
    return {"starts_on": first, "ends_on": max(after, first + timedelta(days=1))}


def _moment(item: Json) -> str:
    return str(item.get("dateTime") or item.get("date") or "")


def _meeting(item: Json) -> str:
    """Return the address of the event's video meeting, if it has one."""
    points = item.get("conferenceData", {}).get("entryPoints", [])
    addresses = (point.get("uri", "") for point in points)
    return meeting_link(item.get("hangoutLink", ""), *addresses, item.get("location", ""))


def _response(attendees: list[Json]) -> str:
    own = next((attendee for attendee in attendees if attendee.get("self")), {})
    return RESPONSES.get(own.get("responseStatus", ""), "")
