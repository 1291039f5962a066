"""A second Google Calendar, written from its published rules alone, as a WSGI application.

What it does that `fake_google` does not: series with exceptions; listings bound to their days, so
that an event that leaves them is reported as deleted; partial responses; pages of a snapshot;
`events.move`; times in the calendar's zone; validation; quotas; 204 for deletions.

Sources: developers.google.com/workspace/calendar/api/v3/reference and guides/{sync,errors,quota,
version-resources,pagination,create-events}.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, unquote
from zoneinfo import ZoneInfo

from tasks.calendars.google.consent import READ, WRITE
from tests.calendars.google import event_rules
from tests.calendars.google.event_rules import FAR, Invalid, Json

# Parameters that a request with a token may vary.
UNBOUND = {"syncToken", "pageToken", "maxResults", "fields"}
FORBIDDEN_WITH_TOKEN = {"timeMin", "timeMax", "orderBy", "q", "iCalUID", "updatedMin"}
MESSAGES = {401: "authError", 404: "notFound", 409: "duplicate", 412: "conditionNotMet"}


class Failure(Exception):
    def __init__(self, status: int, reason: str = "", domain: str = "global") -> None:
        super().__init__(status)
        self.status, self.retry_after = status, ""
        reason = reason or MESSAGES[status]
        detail = {"domain": domain, "reason": reason, "message": reason}
        self.body = {"error": {"code": status, "message": reason, "errors": [detail]}}


@dataclass
class Stored:
    """A calendar: its entry in the list, and its events by id, exceptions and deleted ones too."""

    entry: Json
    events: dict[str, Json] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.entry["timeZone"])

    def visible(self, after: str | None, before: str | None) -> dict[str, Json]:
        """Return the occurrences that a listing with singleEvents shows, by id."""
        items: dict[str, Json] = {}
        for master in self.events.values():
            if master["status"] == "cancelled" or "recurringEventId" in master:
                continue
            own = [e for e in self.events.values() if e.get("recurringEventId") == master["id"]]
            for item in event_rules.occurrences(master, own, self.zone, FAR):
                shown = item["status"] != "cancelled"
                if shown and event_rules.overlaps(item, self.zone, after, before):
                    items[item["id"]] = item
        return items


class CalendarApi:
    """The account of one person."""

    def __init__(self) -> None:
        self.calendars: dict[str, Stored] = {}
        self.numbers = count(3_000_000_000)
        self.sync_tokens: dict[str, tuple[str, Json, dict[str, str], tuple[Any, Any]]] = {}
        self.pages: dict[str, tuple[Json, list[Json], str]] = {}
        self.page_size = 250
        self.scopes = " ".join(("openid", *READ, WRITE))
        self.access_tokens: set[str] = set()
        self.revoked = False
        self.failures: list[tuple[str, Failure]] = []
        self.requests: list[str] = []
        self.add_calendar("primary@gmail.example", "Alice", primary=True)

    # --- the person at calendar.google.com --------------------------------------------------------

    def add_calendar(self, pk: str, summary: str, **fields: Any) -> Stored:
        entry = {"id": pk, "summary": summary, "timeZone": "Europe/Berlin", "selected": True}
        self.calendars[pk] = Stored({**entry, "accessRole": "owner", **fields})
        return self.calendars[pk]

    def add(self, calendar: str, start: Json, end: Json, **fields: Any) -> Json:
        pk = fields.pop("id", f"e{next(self.numbers)}")
        return self._save(calendar, {"id": pk, "start": start, "end": end, **fields})

    def change(self, calendar: str, pk: str, **fields: Any) -> Json:
        """Change an event, or one occurrence of a series, which becomes an exception."""
        stored = self.calendars[calendar]
        event = stored.events.get(pk) or stored.visible(None, None)[pk]
        return self._save(calendar, {**event, **fields})

    def drag(self, calendar: str, pk: str, by: Any) -> Json:
        event = self.calendars[calendar].events[pk]
        return self.change(calendar, pk, **event_rules.later(event, by))

    def remove(self, calendar: str, pk: str) -> None:
        self.change(calendar, pk, status="cancelled")

    def move(self, calendar: str, pk: str, destination: str) -> Json:
        """Move an event: it keeps its id and its properties, and its old calendar a tombstone."""
        event = self.calendars[calendar].events[pk]
        if event["eventType"] != "default" or "recurringEventId" in event:
            raise Failure(400, "invalid")
        moved = self._save(destination, dict(event))
        self.remove(calendar, pk)
        return moved

    def live(self, calendar: str) -> list[Json]:
        items = self.calendars[calendar].events.values()
        return [item for item in items if item["status"] != "cancelled"]

    def expire_tokens(self) -> None:
        self.sync_tokens.clear()

    def fail(
        self, where: str, status: int, reason: str, domain: str = "global", **more: str
    ) -> None:
        """Let the next request whose method and path contain `where` fail."""
        failure = Failure(status, reason, domain)
        failure.retry_after = more.get("retry_after", "")
        self.failures.append((where, failure))

    # --- requests ---------------------------------------------------------------------------------

    def __call__(self, environ: Json, start_response: Any) -> Iterable[bytes]:
        path = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        headers = [("Content-Type", "application/json; charset=UTF-8")]
        self.requests.append(path)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            self._fail_on_request(path)
            status, answer = self._route(environ, body)
        except Invalid as error:
            status, answer = 400, Failure(400, str(error)).body
        except Failure as error:
            status, answer = error.status, error.body
            headers += [("Retry-After", error.retry_after)] if error.retry_after else []
        start_response(f"{status} Status", headers)
        return [b"" if answer is None else json.dumps(answer).encode()]

    def _fail_on_request(self, path: str) -> None:
        for pending in self.failures:
            if pending[0] in path:
                self.failures.remove(pending)
                raise pending[1]

    def _route(self, environ: Json, sent: bytes) -> tuple[int, Any]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        query = dict(parse_qsl(environ["QUERY_STRING"]))
        if path == "/token":
            return self._issue_token(dict(parse_qsl(sent.decode())))
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if self.revoked or token not in self.access_tokens:
            raise Failure(401)
        body = json.loads(sent) if sent else {}
        parts = [unquote(part) for part in environ["PATH_INFO"].split("/")[2:]]
        match method, parts:
            case "GET", ["users", "me", "calendarList"]:
                entries = [stored.entry for stored in self.calendars.values()]
                return 200, self._page(query, {}, entries, "")
            case "POST", ["calendars"]:
                pk = f"c{next(self.numbers)}@group.calendar.google.com"
                return 200, self.add_calendar(pk, **body).entry
            case "DELETE", ["calendars", pk]:
                self._stored(pk)
                del self.calendars[pk]
                return 204, None
            case "GET", ["calendars", pk, "events"]:
                return 200, event_rules.partial(self._list(pk, query), query.get("fields", ""))
            case "POST", ["calendars", pk, "events"]:
                return 200, self._insert(pk, body)
            case "POST", ["calendars", pk, "events", event_id, "move"]:
                self._stored(query["destination"])
                return 200, self.move(pk, event_id, query["destination"])
            case _, ["calendars", pk, "events", event_id]:
                return self._event(method, pk, event_id, body, environ.get("HTTP_IF_MATCH", "*"))
        raise Failure(404)

    def _issue_token(self, form: Json) -> tuple[int, Json]:
        if self.revoked or form["grant_type"] != "refresh_token":
            return 400, {"error": "invalid_grant"}
        token = f"ya29.{next(self.numbers)}"
        self.access_tokens = {token}
        return 200, {"access_token": token, "expires_in": 3599, "scope": self.scopes}

    def _stored(self, pk: str) -> Stored:
        if pk not in self.calendars:
            raise Failure(404)
        return self.calendars[pk]

    def _list(self, pk: str, query: Json) -> Json:
        stored = self._stored(pk)
        bound = {name: value for name, value in query.items() if name not in UNBOUND}
        if "pageToken" in query:
            return self._next_page(query)
        if "syncToken" not in query:
            days = query.get("timeMin"), query.get("timeMax")
            params = {name: bound[name] for name in bound.keys() - FORBIDDEN_WITH_TOKEN}
            visible = stored.visible(*days)
            items = [event_rules.in_zone(item, stored.zone) for item in visible.values()]
            return self._page(query, bound, items, self._sync_token(pk, params, visible, days))
        if FORBIDDEN_WITH_TOKEN & query.keys():
            raise Failure(400, "invalid")
        if query["syncToken"] not in self.sync_tokens:
            raise Failure(410, "fullSyncRequired", "calendar")
        owner, params, etags, days = self.sync_tokens[query["syncToken"]]
        if owner != pk or params != bound:
            raise Failure(400, "invalid")
        visible = stored.visible(*days)
        changed = [item for name, item in visible.items() if etags.get(name) != item["etag"]]
        items = [event_rules.in_zone(item, stored.zone) for item in changed]
        gone = etags.keys() - visible.keys()
        items += [event_rules.tombstone(stored.events.get(name, {"id": name})) for name in gone]
        return self._page(query, bound, items, self._sync_token(pk, params, visible, days))

    def _sync_token(self, pk: str, params: Json, visible: Json, days: tuple[Any, Any]) -> str:
        token = f"CP{next(self.numbers)}="
        etags = {name: item["etag"] for name, item in visible.items()}
        self.sync_tokens[token] = pk, params, etags, days
        return token

    def _page(self, query: Json, bound: Json, items: list[Json], sync_token: str) -> Json:
        if "pageToken" in query:
            return self._next_page(query)
        size = min(int(query.get("maxResults", 250)), self.page_size)
        page: Json = {"kind": "calendar#events", "items": items[:size]}
        if len(items) > size:
            token = f"EgE{next(self.numbers)}"
            self.pages[token] = bound, items[size:], sync_token
            return page | {"nextPageToken": token}
        return page | ({"nextSyncToken": sync_token} if sync_token else {})

    def _next_page(self, query: Json) -> Json:
        if query["pageToken"] not in self.pages:
            raise Failure(400, "invalid")
        bound, items, sync_token = self.pages[query["pageToken"]]
        rest = {name: value for name, value in query.items() if name != "pageToken"}
        return self._page(rest, bound, items, sync_token)

    def _insert(self, pk: str, body: Json) -> Json:
        event_rules.validate(body)
        if body["id"] in self._stored(pk).events:
            raise Failure(409)
        return self._save(pk, body)

    def _event(
        self, method: str, pk: str, event_id: str, body: Json, match: str
    ) -> tuple[int, Any]:
        event = self._stored(pk).events.get(event_id)
        if event is None:
            raise Failure(404)
        if method == "GET":
            return 200, event_rules.in_zone(event, self.calendars[pk].zone)
        if match not in ("*", event["etag"]):
            raise Failure(412)
        if method == "DELETE":
            if event["status"] == "cancelled":
                raise Failure(410, "deleted")
            self.remove(pk, event_id)
            return 204, None
        event_rules.validate({**body, "id": event_id})
        return 200, self._save(pk, {**body, "id": event_id})  # PUT replaces: no patch semantics

    def _save(self, calendar: str, event: Json) -> Json:
        uid = {"iCalUID": f"{event['id']}@google.com", "organizer": {"email": calendar}}
        stored = {**event_rules.DEFAULTS, **uid, **event, "etag": f'"{next(self.numbers)}"'}
        self.calendars[calendar].events[event["id"]] = stored
        return event_rules.in_zone(stored, self.calendars[calendar].zone)
