"""One Google account as a provider of calendars."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings

from core.wallclock import instant
from tasks.calendars import accounts
from tasks.calendars.base import (
    Block,
    EventGone,
    Identity,
    Listing,
    MayNotWrite,
    RemoteCalendar,
    RemoteEvent,
    SignedOut,
    TokenExpired,
    Trouble,
    Unavailable,
    Window,
)
from tasks.calendars.event_buffer import MOST, Collected
from tasks.calendars.google import errors
from tasks.calendars.google.consent import WRITE
from tasks.calendars.google.mapping import FIELDS, body_of, calendar_of, event_of
from tasks.calendars.google.tokens import TAKEN_BACK, Tokens
from tasks.calendars.http import Answer, Http
from tasks.models import CalendarAccount

logger = logging.getLogger(__name__)

Json = dict[str, Any]
PAGES = 200  # of one listing: half a million events, and an end to any loop
# The same in every question of one token, or Google's answer is undefined.
ALWAYS = {"singleEvents": "true", "maxResults": "1000", "maxAttendees": "1", "fields": FIELDS}


class Google:
    """Talks to Google for one account; made for one run."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        self.http = Http()
        self.tokens = Tokens(account, self.http)

    def connect(self) -> Identity:
        return self.tokens.exchange()

    def calendars(self) -> list[RemoteCalendar]:
        pages = self._pages("users/me/calendarList", {"maxResults": "250"}, errors.of_calendar)
        listed = [each for page in pages for each in page["items"]]
        return [calendar_of(each) for each in listed if not each.get("deleted")]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        asked = ALWAYS | ({"syncToken": token} if token else self._within(window))
        found, after = Collected(MOST), ""
        for page in self._pages(
            f"calendars/{_quoted(calendar)}/events",
            asked,
            lambda answer: errors.of_listing(answer, bool(token)),
        ):
            found.add(event for each in page["items"] if (event := event_of(each)))
            after = str(page.get("nextSyncToken", ""))
        if not after:
            raise Unavailable("Google's list ended too early.")
        return Listing(list(found.events.values()), after, complete=not token)

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        self._refuse_without_write()
        zone = self.account.user.preferences.time_zone
        body = {"summary": name, "description": mark, "timeZone": zone}
        said = self._ask("POST", "calendars", errors.of_calendar, json=body).json()
        return calendar_of(said | {"accessRole": "owner"})

    def delete_calendar(self, calendar: str) -> None:
        self._ask("DELETE", f"calendars/{_quoted(calendar)}", errors.of_calendar)

    def find(self, calendar: str, event_id: str) -> RemoteEvent | None:
        try:
            answer = self._ask("GET", _event(calendar, event_id), errors.of_event)
        except EventGone:
            return None
        return event_of(answer.json())

    def create(self, calendar: str, event_id: str, block: Block) -> str:
        address = f"calendars/{_quoted(calendar)}/events"
        body = body_of(event_id, block)
        return str(self._ask("POST", address, errors.of_creating, json=body).json()["etag"])

    def update(self, calendar: str, event_id: str, block: Block, etag: str) -> str:
        answer = self._ask(
            "PUT",
            _event(calendar, event_id),
            errors.of_event,
            json=body_of(event_id, block),
            headers={"If-Match": etag},
        )
        return str(answer.json()["etag"])

    def delete(self, calendar: str, event_id: str) -> None:
        self._ask("DELETE", _event(calendar, event_id), errors.of_event)

    def revoke(self) -> None:
        self.tokens.revoke()

    def _within(self, window: Window) -> dict[str, str]:
        zone = self.account.user.preferences.zone
        after = instant(window.last + timedelta(days=1), time(), zone)
        first = instant(window.first, time(), zone)
        return {"timeMin": first.isoformat(), "timeMax": after.isoformat()}

    def _pages(
        self, address: str, asked: dict[str, str], meaning: Callable[[Answer], Trouble]
    ) -> Iterator[Json]:
        page = ""
        for _ in range(PAGES):
            params = asked | ({"pageToken": page} if page else {})
            said = self._ask("GET", address, meaning, params=params).json()
            if not isinstance(said.get("items"), list):
                raise Unavailable("The answer could not be read.")
            yield said
            page = said.get("nextPageToken", "")
            if not page:
                return
        raise TokenExpired("Google's list has no end.")

    def _ask(
        self,
        method: str,
        address: str,
        meaning: Callable[[Answer], Trouble],
        headers: dict[str, str] | None = None,
        **what: Any,
    ) -> Answer:
        """Ask once; once more with a fresh token when the old one is not taken any longer."""
        answer = self._send(method, address, headers or {}, what)
        if answer.status == 401:
            self.tokens.refresh()
            answer = self._send(method, address, headers or {}, what)
        if answer.status == 401:
            raise SignedOut(TAKEN_BACK)
        if answer.status >= 300:
            logger.info("google refused account=%s status=%s", self.account.pk, answer.status)
            raise errors.general(answer) or meaning(answer)
        return answer

    def _send(self, method: str, address: str, headers: dict[str, str], what: Json) -> Answer:
        accounts.spend(self.account)
        headers = headers | {"Authorization": f"Bearer {self.tokens.access()}"}
        url = f"{settings.GOOGLE_ENDPOINTS['api']}/{address}"
        return self.http.request(method, url, headers=headers, **what)

    def _refuse_without_write(self) -> None:
        if WRITE not in self.tokens.secrets.get("scopes", []):
            raise MayNotWrite(
                "Google was not allowed to keep a calendar for blocks. Ask again, and allow it."
            )


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _event(calendar: str, event_id: str) -> str:
    return f"calendars/{_quoted(calendar)}/events/{_quoted(event_id)}"
