"""A subscribed ICS address, as a read-only provider with one calendar."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.calendars import accounts
from tasks.calendars.base import Identity, Listing, RemoteCalendar, Unavailable, Window
from tasks.calendars.charsets import as_utf8
from tasks.calendars.http import Http, Response, unexpected_status
from tasks.calendars.occurrences import ParsedCalendar, calendar_name, expand, parse_calendars
from tasks.calendars.own_addresses import own_addresses
from tasks.calendars.parsing.ignored import IgnoredEntries
from tasks.calendars.safe_fetch import fetch, host_of, normalize_address
from tasks.calendars.web_pages import explain_page
from tasks.models import CalendarAccount

CALENDAR_ID = "feed"  # of the only calendar
ACCEPT = {"Accept": "text/calendar, */*;q=0.1", "User-Agent": "Whendoist"}
GOOGLE = "calendar.google.com"
NOT_FOUND = gettext_lazy(
    "There is no calendar at this address any more. Check the address, or disconnect it."
)
NEVER_FOUND = gettext_lazy(
    "There is no calendar at this address. Copy the whole address again, or create a new one."
)
NOT_PUBLIC = gettext_lazy(
    "Google shows no public calendar at this address. In the calendar's settings at Google, copy "
    "the “Secret address in iCal format” instead."
)
SENTENCES = {
    401: gettext_lazy(
        "This calendar requires a password. Paste its secret address, or connect the server with "
        "CalDAV."
    ),
    403: gettext_lazy(
        "The server doesn't allow us to read this calendar. Publish the calendar, then copy its "
        "address again."
    ),
    404: NOT_FOUND,
    405: gettext_lazy(
        "This address can't be read as a calendar (405). If it is the address of a CalDAV server, "
        "connect it with CalDAV."
    ),
    410: NOT_FOUND,
    429: gettext_lazy("The server asks us to slow down. We'll try again later."),
}


class Ics:
    """Reads one address. It is a secret: stored encrypted and never logged."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        self.address = normalize_address(str(accounts.secrets_of(account).get("address", "")))
        self.http = Http()
        self.first_response: Response | None = None

    def connect(self) -> Identity:
        """Read the file; `listing` uses the same response. A digest of the address identifies it.

        The name is the calendar's own, or else the host's.
        """
        response = self._read({}, self._sentences_of_new())
        name = calendar_name(_parse(response)) or host_of(self.address)
        self.first_response = response
        return Identity(hashlib.sha256(self.address.encode()).hexdigest(), name or _("Calendar"))

    def calendars(self) -> Sequence[RemoteCalendar]:
        return [RemoteCalendar(CALENDAR_ID, self.account.name)]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        """Return the whole file, unless its ETag and date are those in `token` (RFC 9110 §13)."""
        response, self.first_response = self.first_response, None
        response = response or self._read(json.loads(token) if token else {})
        if response.status == 304:
            return Listing([], token, complete=False)
        user = self.account.user
        parsed = _parse(response)
        ignored = IgnoredEntries()
        events = expand(parsed, window, user.preferences.zone, own_addresses(user), ignored)
        return Listing(events, _token(response), complete=True, ignored=ignored.rows())

    def revoke(self) -> None:
        """Do nothing: reading an address requires no access."""

    def _read(
        self, conditions: dict[str, str], sentences: Mapping[int, object] = SENTENCES
    ) -> Response:
        response = fetch(self.http, self.address, ACCEPT | conditions)
        if response.status != 200 and not (response.status == 304 and conditions):
            sentence = sentences.get(response.status) or unexpected_status(response.status)
            raise Unavailable(str(sentence), response.retry_after)
        return response

    def _sentences_of_new(self) -> Mapping[int, object]:
        """Return the sentences for an address that has never been read."""
        missing = NOT_PUBLIC if host_of(self.address) == GOOGLE else NEVER_FOUND
        return {**SENTENCES, 404: missing, 410: NEVER_FOUND}


def _parse(response: Response) -> ParsedCalendar:
    content_type = response.headers.get("content-type", "")
    try:
        return parse_calendars(as_utf8(response.body, content_type))
    except Unavailable as error:
        if explanation := explain_page(response):
            raise Unavailable(explanation) from error
        raise


def _token(response: Response) -> str:
    """Return the conditions for the next request; empty without an ETag and a date."""
    validators = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    conditions = {
        name: response.headers[header]
        for name, header in validators.items()
        if header in response.headers
    }
    return json.dumps(conditions) if conditions else ""
