"""A fake Google: a real HTTP server on loopback that follows Google's published rules.

Source: developers.google.com/workspace/calendar/api/guides (sync, errors, pagination,
version-resources), and the reference of events and calendarList.

- lists have pages, and only the last page has the sync token;
- a listing with a token contains the changes since, deleted events as tombstones (id and status);
- a token is bound to the parameters of its listing and allows no time bounds: otherwise 400;
- an expired token gives 410, as does an event that is already deleted; an unknown one gives 404;
- an id stays taken when its event is deleted: inserting it again gives 409;
- `If-Match` with another etag gives 412, and a deletion makes a new etag too;
- too many requests give 403 with the domain usageLimits, or 429; both may have Retry-After;
- a channel posts its id and token to an address: once when it is opened, then at each change of its
  calendar until it ends or is stopped; an id works once;
- an authorization code works once, with its PKCE verifier; a refresh token works until the grant
  is revoked, and then gives `invalid_grant`.

`inject_fault()` makes the next matching request fail, break off, or get no response.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import unquote

from tasks.calendars.google.consent import READ, WRITE

Json = dict[str, Any]
CUT, SILENT = "cut", "silent"
# Parameters that may differ between the requests of one sync token.
FREE = {"syncToken", "pageToken", "timeMin", "timeMax", "fields"}


class ErrorResponse(Exception):
    """A response other than 200."""

    def __init__(self, status: int, reason: str = "", domain: str = "global") -> None:
        super().__init__(reason)
        self.status = status
        error = {"code": status, "errors": [{"domain": domain, "reason": reason}]}
        self.body: Json = {"error": error}


@dataclass
class Fault:
    """What happens to the next request whose "METHOD /path" contains `where`."""

    where: str
    how: int | str
    reason: str = ""
    domain: str = "global"
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False  # fail after the request has taken effect
    body: bytes | None = None


class FakeGoogle:
    """The stored state of one person, and the tokens issued for them."""

    def __init__(self) -> None:
        self.calendars: dict[str, Json] = {}
        self.events: dict[str, dict[str, Json]] = {}
        self.log: list[tuple[str, str]] = []
        self.epoch = 0
        self.page_size = 100
        self.tokens: dict[str, Json] = {}
        self.grants: dict[str, set[str]] = {}  # refresh token → scopes
        self.access: dict[str, str] = {}  # access token → refresh token
        self.codes: dict[str, tuple[str, set[str]]] = {}  # code → PKCE challenge, scopes
        self.claims: Json = {"sub": "1", "email": "alice@gmail.example", "email_verified": True}
        self.channels: dict[str, Json] = {}
        self.messages: list[tuple[str, str, dict[str, str]]] = []  # channel, address, headers
        self.requests: list[str] = []
        self.faults: list[Fault] = []
        self.numbers = count(1)
        self.silence = threading.Event()
        self.add_calendar("work", "Work")

    # --- called by tests -------------------------------------------------------------------------

    def add_calendar(self, pk: str, name: str, **fields: Any) -> None:
        defaults = {"accessRole": "owner", "selected": True, "backgroundColor": "#9FE1E7"}
        self.calendars[pk] = {"id": pk, "summary": name, **defaults, **fields}
        self.events[pk] = {}

    def write(self, calendar: str, **event: Any) -> Json:
        """Create or change an event, as a person does at calendar.google.com."""
        event.setdefault("id", f"e{next(self.numbers)}")
        old = self.events[calendar].get(event["id"], {})
        stored = {"status": "confirmed", **old, **event, "etag": f'"{next(self.numbers)}"'}
        self.events[calendar][event["id"]] = stored
        self.log.append((calendar, event["id"]))
        for channel in self.channels.values():
            if channel["calendar"] == calendar:
                self._send(channel, "exists")
        return stored

    def add_meeting(self, hour: int, calendar: str = "work", **event: Any) -> Json:
        """Add an event of one hour on 2 March 2026, in UTC."""
        template = "2026-03-02T{:02}:00:00Z"
        times = {
            "start": {"dateTime": template.format(hour)},
            "end": {"dateTime": template.format(hour + 1)},
        }
        return self.write(calendar, **({"summary": "Meeting"} | times | event))

    def cancel_event(self, calendar: str, pk: str) -> None:
        self.write(calendar, id=pk, status="cancelled")

    def live_events(self, calendar: str) -> list[Json]:
        events = self.events[calendar].values()
        return [event for event in events if event["status"] != "cancelled"]

    def inject_fault(self, where: str, how: int | str, times: int = 1, **fields: Any) -> None:
        self.faults += [Fault(where, how, **fields) for _ in range(times)]

    def grant(self, *scopes: str) -> str:
        """Issue a refresh token."""
        token = f"1//{next(self.numbers)}"
        self.grants[token] = set(scopes or (*READ, WRITE)) | {"openid", "email"}
        return token

    def consent(self, challenge: str, *scopes: str) -> str:
        """Issue the authorization code that the browser brings back after consent."""
        code = f"4/{next(self.numbers)}"
        self.codes[code] = challenge, set(scopes or READ)
        return code

    # --- called by the server ---------------------------------------------------------------------

    def respond(self, method: str, path: str, query: Json, body: Any, headers: Json) -> Json:
        if path == "/token":
            return self._token(body)
        if path == "/revoke":
            self.grants.pop(body["token"], None)
            return {}
        self._require_access_token(headers)
        parts = [unquote(part) for part in path.removeprefix("/api/").split("/")]
        match method, parts:
            case "GET", ["users", "me", "calendarList"]:
                return self._paged([*self.calendars.values()], query, None)
            case "POST", ["calendars"]:
                pk = f"made{next(self.numbers)}"
                self.add_calendar(pk, **{"name": body.pop("summary"), **body})
                return self.calendars[pk]
            case "DELETE", ["calendars", calendar]:
                self._calendar(calendar)
                del self.calendars[calendar], self.events[calendar]
                return {}
            case "GET", ["calendars", calendar, "events"]:
                return self._listing(calendar, query)
            case "POST", ["calendars", calendar, "events"]:
                return self._insert(calendar, body)
            case "POST", ["calendars", calendar, "events", "watch"]:
                return self._watch(calendar, body)
            case "POST", ["channels", "stop"]:
                return self._stop(body)
            case _, ["calendars", calendar, "events", pk]:
                return self._event(method, calendar, pk, body, headers)
        raise ErrorResponse(404, "notFound")

    def _require_access_token(self, headers: Json) -> None:
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        if self.access.get(token) not in self.grants:
            raise ErrorResponse(401, "authError")

    def _token(self, params: Json) -> Json:
        if params["grant_type"] == "authorization_code":
            challenge, scopes = self.codes.pop(params["code"], ("", set()))
            digest = hashlib.sha256(params["code_verifier"].encode()).digest()
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != challenge:
                raise ErrorResponse(400, "invalid_grant")
            refresh = self.grant(*scopes)
        else:
            refresh = params["refresh_token"]
        if refresh not in self.grants:
            raise ErrorResponse(400, "invalid_grant")
        access = f"ya29.{next(self.numbers)}"
        self.access[access] = refresh
        token = {
            "access_token": access,
            "expires_in": 3600,
            "scope": " ".join(self.grants[refresh]),
        }
        if params["grant_type"] == "refresh_token":
            return token
        claims = {"aud": params["client_id"], "iss": "https://accounts.google.com"} | self.claims
        claims_part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return token | {"refresh_token": refresh, "id_token": f"head.{claims_part}.signature"}

    def _calendar(self, calendar: str) -> dict[str, Json]:
        if calendar not in self.calendars:
            raise ErrorResponse(404, "notFound")
        return self.events[calendar]

    def _listing(self, calendar: str, query: Json) -> Json:
        events = self._calendar(calendar)
        bound = {name: value for name, value in query.items() if name not in FREE}
        token = query.get("syncToken")
        if not token:
            items = [event for event in events.values() if self._is_within(event, query)]
            return self._paged(items, query, bound)
        if {"timeMin", "timeMax"} & query.keys():
            raise ErrorResponse(400, "invalid")
        state = self.tokens.get(token)
        if not state or state["epoch"] != self.epoch:
            raise ErrorResponse(410, "fullSyncRequired")
        if state["bound"] != bound:
            raise ErrorResponse(400, "invalid")
        log = self.log[state["position"] :]
        changed = dict.fromkeys(pk for calendar_id, pk in log if calendar_id == calendar)
        return self._paged([_item(events[pk]) for pk in changed], query, bound)

    def _is_within(self, event: Json, query: Json) -> bool:
        start = event["start"].get("dateTime") or event["start"]["date"]
        end = event["end"].get("dateTime") or event["end"]["date"]
        within = end >= query["timeMin"] and start < query["timeMax"]
        return event["status"] != "cancelled" and within

    def _paged(self, items: list[Json], query: Json, bound: Json | None) -> Json:
        begin = int(query.get("pageToken", 0))
        page = {"items": items[begin : begin + self.page_size]}
        if begin + self.page_size < len(items):
            return page | {"nextPageToken": str(begin + self.page_size)}
        if bound is None:
            return page
        token = f"sync{next(self.numbers)}"
        self.tokens[token] = {"epoch": self.epoch, "position": len(self.log), "bound": bound}
        return page | {"nextSyncToken": token}

    def _watch(self, calendar: str, body: Json) -> Json:
        self._calendar(calendar)
        if body["id"] in self.channels or len(body["id"]) > 64 or len(body["token"]) > 256:
            raise ErrorResponse(400, "channelIdNotUnique")
        channel = body | {"calendar": calendar, "resourceId": f"resource-of-{calendar}"}
        self.channels[body["id"]] = channel
        self._send(channel, "sync")
        names = ("id", "resourceId", "token", "expiration")
        return {"kind": "api#channel"} | {name: channel[name] for name in names}

    def _stop(self, body: Json) -> Json:
        channel = self.channels.get(body["id"])
        if channel is None or channel["resourceId"] != body["resourceId"]:
            raise ErrorResponse(404, "notFound")
        del self.channels[body["id"]]
        return {}

    def _send(self, channel: Json, state: str) -> None:
        headers = {
            "X-Goog-Channel-ID": channel["id"],
            "X-Goog-Channel-Token": channel["token"],
            "X-Goog-Resource-ID": channel["resourceId"],
            "X-Goog-Resource-State": state,
        }
        self.messages.append((channel["id"], channel["address"], headers))

    def _insert(self, calendar: str, body: Json) -> Json:
        if body["id"] in self._calendar(calendar):
            raise ErrorResponse(409, "duplicate")
        return self.write(calendar, **body)

    def _event(self, method: str, calendar: str, pk: str, body: Json, headers: Json) -> Json:
        event = self._calendar(calendar).get(pk)
        if event is None:
            raise ErrorResponse(404, "notFound")
        if method == "GET":
            return event
        if headers.get("If-Match", event["etag"]) != event["etag"]:
            raise ErrorResponse(412, "conditionNotMet")
        if method == "DELETE":
            if event["status"] == "cancelled":
                raise ErrorResponse(410, "deleted")
            self.cancel_event(calendar, pk)
            return {}
        return self.write(calendar, **body)


def _item(event: Json) -> Json:
    if event["status"] == "cancelled":
        return {"id": event["id"], "status": "cancelled", "etag": event["etag"]}
    return event
