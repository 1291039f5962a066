"""What Google's reference says about one event: its fields, its occurrences, partial responses.

Source: developers.google.com/workspace/calendar/api/v3/reference/events and guides/performance
(the `fields` parameter). Shares no code with `fake_google`, so that both can't be wrong alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

Json = dict[str, Any]
EVENT_ID = re.compile(r"[a-v0-9]{5,1024}")  # base32hex
DEFAULTS = {"status": "confirmed", "eventType": "default", "kind": "calendar#event"}
MAX_REMINDER = 40_320  # minutes
FAR = datetime(2036, 1, 1, tzinfo=UTC)  # endless series are expanded up to here


class Invalid(Exception):
    """The event breaks a rule; the message is Google's reason."""


def validate(body: Json) -> None:
    if not EVENT_ID.fullmatch(body.get("id", "")):
        raise Invalid("invalid")
    start, end = body.get("start") or {}, body.get("end") or {}
    if not start or not end:
        raise Invalid("required")
    if ("date" in start) == ("dateTime" in start) or ("date" in start) != ("date" in end):
        raise Invalid("invalid")
    if body.get("recurrence") and "dateTime" in start and "timeZone" not in start:
        raise Invalid("required")
    if moment(end, ZoneInfo("UTC")) < moment(start, ZoneInfo("UTC")):
        raise Invalid("timeRangeEmpty")
    overrides = body.get("reminders", {}).get("overrides", [])
    if any(not 0 <= reminder["minutes"] <= MAX_REMINDER for reminder in overrides):
        raise Invalid("invalid")


def moment(bound: Json, zone: ZoneInfo) -> datetime:
    """Return the instant of a start or an end; all-day events begin at midnight of the calendar."""
    if "date" in bound:
        return datetime.combine(date.fromisoformat(bound["date"]), time(), zone)
    parsed = datetime.fromisoformat(bound["dateTime"])
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(bound["timeZone"]))


def occurrences(
    master: Json, exceptions: list[Json], zone: ZoneInfo, until: datetime
) -> list[Json]:
    """Return a single event, or the occurrences of a series, with exceptions in their place."""
    if not master.get("recurrence"):
        return [master]
    changed = {item["id"]: item for item in exceptions}
    plain = [_occurrence(master, begin) for begin in _begins(master, zone, until)]
    return [changed.get(item["id"], item) for item in plain]


def _begins(master: Json, zone: ZoneInfo, until: datetime) -> Iterator[datetime | date]:
    start = moment(master["start"], zone)
    local = start.astimezone(ZoneInfo(master["start"].get("timeZone", zone.key)))
    naive = local.replace(tzinfo=None)  # rules count wall-clock times
    for begin in rrulestr("\n".join(master["recurrence"]), dtstart=naive, ignoretz=True):
        instant = begin.replace(tzinfo=local.tzinfo)
        if instant >= until:
            return
        yield begin.date() if "date" in master["start"] else instant


def _occurrence(master: Json, begin: datetime | date) -> Json:
    if isinstance(begin, datetime):
        utc = begin.astimezone(UTC)
        zone = {"timeZone": master["start"]["timeZone"]}
        length = _parsed(master["end"]) - _parsed(master["start"])
        suffix, start = f"{utc:%Y%m%dT%H%M%SZ}", {"dateTime": begin.isoformat(), **zone}
        end = {"dateTime": (utc + length).astimezone(begin.tzinfo).isoformat(), **zone}
    else:
        days = date.fromisoformat(master["end"]["date"]) - date.fromisoformat(
            master["start"]["date"]
        )
        suffix, start = f"{begin:%Y%m%d}", {"date": begin.isoformat()}
        end = {"date": (begin + days).isoformat()}
    own = {"id": f"{master['id']}_{suffix}", "recurringEventId": master["id"]}
    rest = {name: value for name, value in master.items() if name != "recurrence"}
    return {**rest, **own, "start": start, "end": end, "originalStartTime": start}


def _parsed(bound: Json) -> datetime:
    return moment(bound, ZoneInfo("UTC"))


def overlaps(event: Json, zone: ZoneInfo, after: str | None, before: str | None) -> bool:
    """Tell whether an event ends after timeMin and starts before timeMax, both exclusive."""
    earliest = datetime.fromisoformat(after) if after else datetime.min.replace(tzinfo=UTC)
    latest = datetime.fromisoformat(before) if before else FAR
    return moment(event["end"], zone) > earliest and moment(event["start"], zone) < latest


def in_zone(event: Json, zone: ZoneInfo) -> Json:
    """Return the event as responses show it: times with the offset of the calendar's zone."""
    shown = dict(event)
    for name in ("start", "end", "originalStartTime"):
        if "dateTime" in shown.get(name, {}):
            local = moment(shown[name], zone).astimezone(zone).isoformat()
            shown[name] = {**shown[name], "dateTime": local}
    return shown


def tombstone(item: Json) -> Json:
    """Return all that is certain of a deleted event."""
    if "_" in item["id"]:
        item = {"recurringEventId": item["id"].partition("_")[0], **item}
    names = ("id", "etag", "recurringEventId", "originalStartTime")
    return {"kind": DEFAULTS["kind"], "status": "cancelled"} | {
        name: item[name] for name in names if name in item
    }


def later(event: Json, by: timedelta) -> Json:
    """Return the start and end of a timed event that a person drags."""
    return {
        name: {**event[name], "dateTime": (_parsed(event[name]) + by).isoformat()}
        for name in ("start", "end")
    }


def partial(body: Any, mask: str) -> Any:
    """Return the fields of a response that a `fields` mask names, such as items(id,start/date)."""
    return _select(body, _parse_mask(mask)) if mask else body


def _parse_mask(mask: str) -> Json:
    tree: Json = {}
    for part in _split_top_level(mask):
        name, inner = re.fullmatch(r"([\w]+)(?:[/(](.*?)\)?)?", part, re.DOTALL).groups()  # type: ignore[union-attr]
        tree[name] = _parse_mask(inner) if inner else {}
    return tree


def _split_top_level(mask: str) -> Iterator[str]:
    depth, begin = 0, 0
    for position, letter in enumerate(mask):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield mask[begin:position]
            begin = position + 1
    yield mask[begin:]


def _select(body: Any, tree: Json) -> Any:
    if not tree:
        return body
    if isinstance(body, list):
        return [_select(item, tree) for item in body]
    return {name: _select(body[name], inner) for name, inner in tree.items() if name in body}
