"""Requests to a CalDAV server, within limits. Errors are sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from caldav.davclient import DAVClient
from caldav.lib.error import AuthorizationError, DAVError, RateLimitError
from caldav.response import CalendarQueryResult, DAVResponse, PropfindResult
from django.utils.translation import gettext as _

from tasks.calendars import accounts
from tasks.calendars.base import CalendarGone, SignedOut, Unavailable
from tasks.calendars.caldav.session import Session
from tasks.calendars.caldav.xml import MULTISTATUS, NotCalDav, parse_objects
from tasks.calendars.http import unexpected_status
from tasks.calendars.safe_fetch import normalize_address
from tasks.models import CalendarAccount

GONE = (404, 410)


class Client:
    """One server, for one account and one sync."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        secrets = accounts.secrets_of(account)
        self.address = normalize_address(str(secrets.get("address", "")))
        self.username = str(secrets.get("username", ""))
        self.dav = DAVClient(
            self.address,
            username=self.username,
            password=str(secrets.get("password", "")),
            enable_rfc6764=False,  # it would bypass `safe_fetch`
        )
        self.session = Session()
        self.dav.session = self.session  # type: ignore[assignment]

    def home(self) -> str:
        """Find the calendar home from the address, or from its well-known URL."""
        for address in (self.address, urljoin(self.address, "/.well-known/caldav")):
            try:
                with _translated_errors():
                    self.dav.url = self.dav.url.join(address)
                    return str(self.dav.get_principal().calendar_home_set.url)
            except NotCalDav as error:
                failure = error
        raise Unavailable(_("No calendars were found at this address.")) from failure

    def propfind(self, url: str, body: str, depth: int) -> list[PropfindResult]:
        """Raise `CalendarGone` if there is nothing, or nothing we may read."""
        response = _require_multistatus(self.request("PROPFIND", url, body, {"Depth": str(depth)}))
        with _translated_errors():
            return response.parse_propfind()

    def report(self, url: str, body: str) -> Iterator[CalendarQueryResult]:
        """Raise `CalendarGone` if there is nothing, or nothing we may read."""
        require(self.request("REPORT", url, body, {"Depth": "1"}), 207)
        with _translated_errors():
            yield from parse_objects(self.session.listing)

    def request(
        self, method: str, url: str, body: str = "", headers: dict[str, str] | None = None
    ) -> DAVResponse:
        """Send one request. Raises errors of the whole account; other statuses are returned."""
        accounts.spend_request(self.account)
        with _translated_errors():
            try:
                response: DAVResponse = self.dav.request(url, method, body, headers or {})
            except AuthorizationError as error:
                if error.status != 403:
                    raise
                response = DAVResponse.from_bytes(b"", 403)  # concerns one calendar or event
        if response.status >= 500 and response.status != 507:
            raise Unavailable(unexpected_status(response.status))
        return response


def require(response: DAVResponse, *statuses: int) -> None:
    """Raise `CalendarGone` or `Unavailable` for every other status."""
    if response.status == 403:
        raise CalendarGone(_("The server doesn't allow us to read this calendar."))
    if response.status in GONE:
        raise CalendarGone(_("This calendar no longer exists on the server."))
    if response.status not in statuses:
        raise Unavailable(unexpected_status(response.status))


def _require_multistatus(response: DAVResponse) -> DAVResponse:
    """Raise unless the response is a multi-status (RFC 4918 §13): a sign-in page is no calendar.

    Some servers report "not found" inside a multi-status.
    """
    require(response, 207)
    if response.tree is None or response.tree.tag != MULTISTATUS:
        raise NotCalDav
    if response.all_responses_not_found():
        raise CalendarGone(_("This calendar no longer exists on the server."))
    return response


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Turn the exceptions of the library into `CalendarError`s."""
    try:
        yield
    except RateLimitError as error:
        sentence = _("The server asks us to slow down. We'll try again later.")
        raise Unavailable(sentence, error.retry_after_seconds) from error
    except AuthorizationError as error:
        if error.status == 403:
            raise NotCalDav(_("The server doesn't allow this.")) from error
        raise SignedOut(
            _("The server doesn't accept this user name and password. Connect the account again.")
        ) from error
    # SyntaxError: invalid XML.
    except (DAVError, SyntaxError, ValueError, AttributeError, OverflowError) as error:
        status = getattr(error, "status", None) or 0
        if status >= 500:
            raise Unavailable(unexpected_status(status)) from error
        raise NotCalDav from error
