"""A subscribed ICS address, as a read-only provider with one calendar."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.calendars import accounts
from tasks.calendars.base import Identity, Listing, RemoteCalendar, Unavailable, Window
from tasks.calendars.charsets import as_utf8
from tasks.calendars.http import Http, Response, unexpected_status
from tasks.calendars.occurrences import ParsedCalendar, calendar_name, expand, parse_calendars
from tasks.calendars.own_addresses import own_addresses
from tasks.calendars.parsing.ignored import IgnoredEntries
from tasks.calendars.safe_fetch import fetch, normalize_address
from tasks.models import CalendarAccount

CALENDAR_ID = "feed"  # of the only calendar
ACCEPT = {"Accept": "text/calendar, */*;q=0.1", "User-Agent": "Whendoist"}
NOT_FOUND = gettext_lazy(
    "There is no calendar at this address any more. Check the address, or disconnect it."
)
SENTENCES = {
    401: gettext_lazy("This calendar requires a password. Subscribe to an address without one."),
    403: gettext_lazy("The server doesn't allow us to read this calendar."),
    404: NOT_FOUND,
    410: NOT_FOUND,
    429: gettext_lazy("The server asks us to slow down. We'll try again later."),
}


class Ics:
    """Reads one address. It is a secret: stored encrypted and never logged."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        self.address = normalize_address(str(accounts.secrets_of(account).get("address", "")))
        self.http = Http()

    def connect(self) -> Identity:
        """Read the file once. The account is identified by a digest of its address."""
        response = self._read({})
        name = calendar_name(_parse(response)) or urlsplit(self.address).hostname
        return Identity(hashlib.sha256(self.address.encode()).hexdigest(), name or _("Calendar"))

    def calendars(self) -> Sequence[RemoteCalendar]:
        return [RemoteCalendar(CALENDAR_ID, self.account.name)]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        """Return the whole file, unless its ETag and date are those in `token` (RFC 9110 §13)."""
        response = self._read(json.loads(token) if token else {})
        if response.status == 304:
            return Listing([], token, complete=False)
        user = self.account.user
        parsed = _parse(response)
        ignored = IgnoredEntries()
        events = expand(parsed, window, user.preferences.zone, own_addresses(user), ignored)
        return Listing(events, _token(response), complete=True, ignored=ignored.rows())

    def revoke(self) -> None:
        """Do nothing: reading an address requires no access."""

    def _read(self, conditions: dict[str, str]) -> Response:
        response = fetch(self.http, self.address, ACCEPT | conditions)
        if response.status != 200 and not (response.status == 304 and conditions):
            sentence = SENTENCES.get(response.status) or unexpected_status(response.status)
            raise Unavailable(str(sentence), response.retry_after)
        return response


def _parse(response: Response) -> ParsedCalendar:
    content_type = response.headers.get("content-type", "")
    return parse_calendars(as_utf8(response.body, content_type))


def _token(response: Response) -> str:
    """Return the conditions for the next request; empty without an ETag and a date."""
    validators = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    conditions = {
        name: response.headers[header]
        for name, header in validators.items()
        if header in response.headers
    }
    return json.dumps(conditions) if conditions else ""
