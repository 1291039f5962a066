"""A Google account as a provider of calendars."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from core.wallclock import instant
from tasks.calendars import accounts
from tasks.calendars.base import (
    Block,
    CalendarError,
    Channel,
    EventGone,
    Identity,
    Listing,
    RemoteCalendar,
    RemoteEvent,
    SignedOut,
    TokenExpired,
    Unavailable,
    Window,
    WriteNotAllowed,
)
from tasks.calendars.event_buffer import MAX_EVENTS, EventBuffer
from tasks.calendars.google import errors
from tasks.calendars.google.consent import WRITE
from tasks.calendars.google.mapping import FIELDS, body_of, calendar_of, event_of
from tasks.calendars.google.tokens import REVOKED, Tokens
from tasks.calendars.http import Http, Response, unexpected_status
from tasks.models import CalendarAccount

logger = logging.getLogger(__name__)

Json = dict[str, Any]
MAX_PAGES = 200  # of one listing: at most 200,000 events, and no endless loop
# A sync token is only valid with the parameters of the listing it came from.
LISTING_PARAMS = {
    "singleEvents": "true",
    "maxResults": "1000",
    "maxAttendees": "1",
    "fields": FIELDS,
}


class Google:
    """Talks to Google for one account during one sync."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        self.http = Http()
        self.tokens = Tokens(account, self.http)

    def connect(self) -> Identity:
        return self.tokens.exchange()

    def calendars(self) -> list[RemoteCalendar]:
        pages = self._pages("users/me/calendarList", {"maxResults": "250"}, errors.calendar_error)
        items = [item for page in pages for item in page["items"]]
        return [calendar_of(item) for item in items if not item.get("deleted")]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        params = LISTING_PARAMS | ({"syncToken": token} if token else self._within(window))
        buffer, next_token = EventBuffer(MAX_EVENTS), ""
        for page in self._pages(
            f"calendars/{_quote(calendar)}/events",
            params,
            lambda response: errors.listing_error(response, bool(token)),
        ):
            buffer.add(event for item in page["items"] if (event := event_of(item)))
            next_token = str(page.get("nextSyncToken", ""))
        if not next_token:
            raise Unavailable(_("Google's response was incomplete. We'll try again later."))
        return Listing(list(buffer.events.values()), next_token, complete=not token)

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        self._require_write_scope()
        zone = self.account.user.preferences.time_zone
        body = {"summary": name, "description": mark, "timeZone": zone}
        item = self._request("POST", "calendars", errors.calendar_error, json=body).json()
        return calendar_of(item | {"accessRole": "owner"})

    def delete_calendar(self, calendar: str) -> None:
        self._request("DELETE", f"calendars/{_quote(calendar)}", errors.calendar_error)

    def find(self, calendar: str, event_id: str) -> RemoteEvent | None:
        try:
            response = self._request("GET", _event_address(calendar, event_id), errors.event_error)
        except EventGone:
            return None
        return event_of(response.json())

    def create(self, calendar: str, event_id: str, block: Block) -> str:
        address = f"calendars/{_quote(calendar)}/events"
        body = body_of(event_id, block)
        return str(self._request("POST", address, errors.create_error, json=body).json()["etag"])

    def update(self, calendar: str, event_id: str, block: Block, etag: str) -> str:
        response = self._request(
            "PUT",
            _event_address(calendar, event_id),
            errors.event_error,
            json=body_of(event_id, block),
            headers={"If-Match": etag},
        )
        return str(response.json()["etag"])

    def delete(self, calendar: str, event_id: str) -> None:
        self._request("DELETE", _event_address(calendar, event_id), errors.event_error)

    def watch(
        self, calendar: str, channel: str, token: str, address: str, until: datetime
    ) -> Channel:
        body = {"id": channel, "type": "web_hook", "token": token, "address": address}
        body["expiration"] = str(round(until.timestamp() * 1000))
        watch = f"calendars/{_quote(calendar)}/events/watch"
        response = self._send("POST", watch, {}, {"json": body})
        if response.status != 200:  # 401 may mean that Google does not accept our address
            raise Unavailable(unexpected_status(response.status))
        item = response.json()
        try:
            expiry = datetime.fromtimestamp(int(item.get("expiration", "")) / 1000, UTC)
        except (ValueError, TypeError, OverflowError, OSError):
            expiry = until
        return Channel(str(item.get("resourceId", "")), min(expiry, until))

    def stop_watching(self, channel: str, resource: str) -> None:
        body = {"id": channel, "resourceId": resource}
        response = self._send("POST", "channels/stop", {}, {"json": body})
        if response.status >= 300 and response.status != 404:
            raise Unavailable(unexpected_status(response.status))

    def revoke(self) -> None:
        self.tokens.revoke()

    def _within(self, window: Window) -> dict[str, str]:
        zone = self.account.user.preferences.zone
        after = instant(window.last + timedelta(days=1), time(), zone)
        first = instant(window.first, time(), zone)
        return {"timeMin": first.isoformat(), "timeMax": after.isoformat()}

    def _pages(
        self, address: str, params: dict[str, str], error_of: Callable[[Response], CalendarError]
    ) -> Iterator[Json]:
        token = ""
        for _page in range(MAX_PAGES):
            page_params = params | ({"pageToken": token} if token else {})
            page = self._request("GET", address, error_of, params=page_params).json()
            if not isinstance(page.get("items"), list):
                raise Unavailable(_("The response could not be read."))
            yield page
            token = page.get("nextPageToken", "")
            if not token:
                return
        raise TokenExpired(_("Google's listing has too many pages."))

    def _request(
        self,
        method: str,
        address: str,
        error_of: Callable[[Response], CalendarError],
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> Response:
        """Send a request, and repeat it once with a new access token after a 401."""
        response = self._send(method, address, headers or {}, options)
        if response.status == 401:
            self.tokens.refresh()
            response = self._send(method, address, headers or {}, options)
        if response.status == 401:
            raise SignedOut(str(REVOKED))
        if response.status >= 300:
            logger.info(
                "google request rejected account=%s status=%s", self.account.pk, response.status
            )
            raise errors.common_error(response) or error_of(response)
        return response

    def _send(self, method: str, address: str, headers: dict[str, str], options: Json) -> Response:
        accounts.spend_request(self.account)
        headers = headers | {"Authorization": f"Bearer {self.tokens.access()}"}
        url = f"{settings.GOOGLE_ENDPOINTS['api']}/{address}"
        return self.http.request(method, url, headers=headers, **options)

    def _require_write_scope(self) -> None:
        if WRITE not in self.tokens.secrets.get("scopes", []):
            raise WriteNotAllowed(
                _("You didn't let Whendoist create a calendar for blocks. Try again and allow it.")
            )


def _quote(name: str) -> str:
    return quote(name, safe="")


def _event_address(calendar: str, event_id: str) -> str:
    return f"calendars/{_quote(calendar)}/events/{_quote(event_id)}"
