"""Google at the HTTP edge: a real server on loopback that follows Google's published rules.

What it keeps to (developers.google.com/workspace/calendar/api/guides: sync, errors, pagination,
version-resources; and the reference of events and calendarList):

- lists come in pages, and the sync token only on the last one;
- a listing with a token tells what changed since, deleted events as tombstones (id and status);
- a token is bound to the parameters it was made with, and takes no time bounds: otherwise 400;
- an expired token is 410, and so is an event that is deleted already; an unknown one is 404;
- an id stays taken when its event is deleted: inserting it again is 409;
- `If-Match` with another etag is 412, and a deletion makes a new etag too;
- too many requests are 403 of the domain usageLimits, or 429; both may say Retry-After;
- authorization codes work once, with the PKCE verifier they were asked for; a refresh token works
  until the grant is revoked, and is then `invalid_grant`.

`will()` scripts faults: the next request that matches is answered otherwise, cut off in the middle
or never answered at all.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tasks.calendars.google.consent import READ, WRITE

Json = dict[str, Any]
CUT, SILENT = "cut", "silent"
# Parameters that a token does not bind.
FREE = {"syncToken", "pageToken", "timeMin", "timeMax", "fields"}


class Rejected(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, reason: str = "", domain: str = "global") -> None:
        super().__init__(reason)
        self.status = status
        said = {"code": status, "errors": [{"domain": domain, "reason": reason}]}
        self.body: Json = {"error": said}


@dataclass
class Fault:
    """What happens to the next request whose "METHOD /path" contains `where`."""

    where: str
    how: int | str
    reason: str = ""
    domain: str = "global"
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False  # the request takes effect all the same
    body: bytes | None = None


class FakeGoogle:
    """What Google remembers of one person."""

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
        self.requests: list[str] = []
        self.faults: list[Fault] = []
        self.numbers = count(1)
        self.silence = threading.Event()
        self.add_calendar("work", "Work")

    # --- what a test does -------------------------------------------------------------------------

    def add_calendar(self, pk: str, name: str, **said: Any) -> None:
        shown = {"accessRole": "owner", "selected": True, "backgroundColor": "#9FE1E7"}
        self.calendars[pk] = {"id": pk, "summary": name, **shown, **said}
        self.events[pk] = {}

    def write(self, calendar: str, **event: Any) -> Json:
        """Make or change an event, as somebody does at calendar.google.com."""
        event.setdefault("id", f"e{next(self.numbers)}")
        old = self.events[calendar].get(event["id"], {})
        said = {"status": "confirmed", **old, **event, "etag": f'"{next(self.numbers)}"'}
        self.events[calendar][event["id"]] = said
        self.log.append((calendar, event["id"]))
        return said

    def meet(self, hour: int, calendar: str = "work", **event: Any) -> Json:
        """An hour on 2 March 2026, in UTC."""
        at = "2026-03-02T{:02}:00:00Z"
        when = {"start": {"dateTime": at.format(hour)}, "end": {"dateTime": at.format(hour + 1)}}
        return self.write(calendar, **({"summary": "Meeting"} | when | event))

    def call_off(self, calendar: str, pk: str) -> None:
        self.write(calendar, id=pk, status="cancelled")

    def live(self, calendar: str) -> list[Json]:
        return [each for each in self.events[calendar].values() if each["status"] != "cancelled"]

    def will(self, where: str, how: int | str, times: int = 1, **more: Any) -> None:
        self.faults += [Fault(where, how, **more) for _ in range(times)]

    def grant(self, *scopes: str) -> str:
        """A refresh token."""
        token = f"1//{next(self.numbers)}"
        self.grants[token] = set(scopes or (*READ, WRITE)) | {"openid", "email"}
        return token

    def consent(self, challenge: str, *scopes: str) -> str:
        """What the browser brings back when the person agreed."""
        code = f"4/{next(self.numbers)}"
        self.codes[code] = challenge, set(scopes or READ)
        return code

    # --- what it answers --------------------------------------------------------------------------

    def answer(self, method: str, path: str, query: Json, body: Any, headers: Json) -> Json:
        if path == "/token":
            return self._token(body)
        if path == "/revoke":
            self.grants.pop(body["token"], None)
            return {}
        self._refuse_strangers(headers)
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
            case _, ["calendars", calendar, "events", pk]:
                return self._one(method, calendar, pk, body, headers)
        raise Rejected(404, "notFound")

    def _refuse_strangers(self, headers: Json) -> None:
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        if self.access.get(token) not in self.grants:
            raise Rejected(401, "authError")

    def _token(self, asked: Json) -> Json:
        if asked["grant_type"] == "authorization_code":
            challenge, scopes = self.codes.pop(asked["code"], ("", set()))
            digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != challenge:
                raise Rejected(400, "invalid_grant")
            refresh = self.grant(*scopes)
        else:
            refresh = asked["refresh_token"]
        if refresh not in self.grants:
            raise Rejected(400, "invalid_grant")
        access = f"ya29.{next(self.numbers)}"
        self.access[access] = refresh
        token = {
            "access_token": access,
            "expires_in": 3600,
            "scope": " ".join(self.grants[refresh]),
        }
        if asked["grant_type"] == "refresh_token":
            return token
        claims = {"aud": asked["client_id"], "iss": "https://accounts.google.com"} | self.claims
        said = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return token | {"refresh_token": refresh, "id_token": f"head.{said}.signature"}

    def _calendar(self, calendar: str) -> dict[str, Json]:
        if calendar not in self.calendars:
            raise Rejected(404, "notFound")
        return self.events[calendar]

    def _listing(self, calendar: str, query: Json) -> Json:
        there = self._calendar(calendar)
        bound = {name: value for name, value in query.items() if name not in FREE}
        token = query.get("syncToken")
        if not token:
            found = [each for each in there.values() if self._is_within(each, query)]
            return self._paged(found, query, bound)
        if {"timeMin", "timeMax"} & query.keys():
            raise Rejected(400, "invalid")
        known = self.tokens.get(token)
        if not known or known["epoch"] != self.epoch:
            raise Rejected(410, "fullSyncRequired")
        if known["bound"] != bound:
            raise Rejected(400, "invalid")
        changed = dict.fromkeys(pk for where, pk in self.log[known["at"] :] if where == calendar)
        return self._paged([_told(there[pk]) for pk in changed], query, bound)

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
        self.tokens[token] = {"epoch": self.epoch, "at": len(self.log), "bound": bound}
        return page | {"nextSyncToken": token}

    def _insert(self, calendar: str, body: Json) -> Json:
        if body["id"] in self._calendar(calendar):
            raise Rejected(409, "duplicate")
        return self.write(calendar, **body)

    def _one(self, method: str, calendar: str, pk: str, body: Json, headers: Json) -> Json:
        there = self._calendar(calendar).get(pk)
        if there is None:
            raise Rejected(404, "notFound")
        if method == "GET":
            return there
        if headers.get("If-Match", there["etag"]) != there["etag"]:
            raise Rejected(412, "conditionNotMet")
        if method == "DELETE":
            if there["status"] == "cancelled":
                raise Rejected(410, "deleted")
            self.call_off(calendar, pk)
            return {}
        return self.write(calendar, **body)


def _told(event: Json) -> Json:
    if event["status"] == "cancelled":
        return {"id": event["id"], "status": "cancelled", "etag": event["etag"]}
    return event


@contextmanager
def serving(google: FakeGoogle) -> Iterator[str]:
    """The address it answers at."""

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            url = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length)
            google.requests.append(f"{self.command} {self.path}")
            fault = _fault(google, f"{self.command} {url.path}")
            if fault and not fault.after:
                return self._fail(fault)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            try:
                said = google.answer(
                    self.command, url.path, query, _body(self, sent), dict(self.headers)
                )
            except Rejected as refusal:
                return self._write(refusal.status, _refusal_body(url.path, refusal))
            return self._fail(fault) if fault else self._write(200, json.dumps(said).encode())

        do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815 - http.server's names

        def _fail(self, fault: Fault) -> None:
            if fault.how == SILENT:
                google.silence.wait(30)
            elif fault.how == CUT:
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"items": [')
            else:
                refusal = Rejected(int(fault.how), fault.reason, fault.domain)
                body = json.dumps(refusal.body).encode() if fault.body is None else fault.body
                self._write(int(fault.how), body, fault.headers)

        def _write(self, status: int, body: bytes, headers: Json | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        google.silence.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _fault(google: FakeGoogle, request: str) -> Fault | None:
    found = next((each for each in google.faults if each.where in request), None)
    if found:
        google.faults.remove(found)
    return found


def _body(handler: BaseHTTPRequestHandler, sent: bytes) -> Any:
    if "json" in handler.headers.get("Content-Type", ""):
        return json.loads(sent)
    return {name: values[0] for name, values in parse_qs(sent.decode()).items()}


def _refusal_body(path: str, refusal: Rejected) -> bytes:
    oauth = {"error": str(refusal)}
    return json.dumps(oauth if path == "/token" else refusal.body).encode()
