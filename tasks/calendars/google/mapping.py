"""Google's events and calendars in our words, and our blocks in theirs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tasks.calendars.base import Block, RemoteCalendar, RemoteEvent
from tasks.editing.cleaning import clean_title

Json = dict[str, Any]

OURS = "whendoist"  # the private property that marks what was pushed from here
MARK = re.compile(r"whendoist-[0-9a-f]{24}")
TEXT = 500  # characters of a title or place
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
# What is asked for of an event: the rest is not worth its memory.
FIELDS = (
    "nextPageToken,nextSyncToken,items(id,etag,status,iCalUID,summary,location,htmlLink,start,end,"
    "originalStartTime,recurringEventId,transparency,eventType,attendees(self,responseStatus),"
    "extendedProperties/private)"
)


def calendar_of(said: Json) -> RemoteCalendar:
    found = MARK.search(said.get("description", ""))
    return RemoteCalendar(
        remote_id=said["id"],
        name=clean_title(said.get("summaryOverride") or said.get("summary", "")),
        colour=said.get("backgroundColor", ""),
        zone=said.get("timeZone", ""),
        writable=said.get("accessRole") in ("owner", "writer"),
        selected=bool(said.get("selected")),
        mark=found.group() if found else "",
    )


def event_of(said: Json) -> RemoteEvent | None:
    """An event, a tombstone, or None for what has no time that makes sense."""
    if said.get("status") == "cancelled":
        return RemoteEvent(said["id"], etag=said.get("etag", ""), status="cancelled")
    start, end = said.get("start", {}), said.get("end", {})
    when = _instants(start, end) or _days(start, end)
    if not when:
        return None
    return RemoteEvent(
        remote_id=said["id"],
        etag=said.get("etag", ""),
        uid=said.get("iCalUID", ""),
        recurrence_id=_moment(said.get("originalStartTime", {})),
        zone=start.get("timeZone", "")[:64],
        title=clean_title(said.get("summary", ""))[:TEXT],
        location=clean_title(said.get("location", ""))[:TEXT],
        link=said.get("htmlLink", ""),
        status=said.get("status", "confirmed"),
        response=_response(said.get("attendees", [])),
        kind=KINDS.get(said.get("eventType", ""), "default"),
        transparent=said.get("transparency") == "transparent",
        ours=OURS in said.get("extendedProperties", {}).get("private", {}),
        **when,
    )


def body_of(event_id: str, block: Block) -> Json:
    """A block as an event: busy, with its reminder; without a time a day that leaves free."""
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


def _moment(said: Json) -> str:
    return str(said.get("dateTime") or said.get("date") or "")


def _response(attendees: list[Json]) -> str:
    own = next((each for each in attendees if each.get("self")), {})
    return RESPONSES.get(own.get("responseStatus", ""), "")
