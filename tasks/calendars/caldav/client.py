"""Requests to a CalDAV server: guarded, bounded, every failure a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from caldav.davclient import DAVClient
from caldav.lib.error import AuthorizationError, DAVError, RateLimitError
from caldav.response import CalendarQueryResult, DAVResponse, PropfindResult

from tasks.calendars import accounts
from tasks.calendars.base import CalendarGone, SignedOut, Unavailable
from tasks.calendars.caldav.session import Session
from tasks.calendars.caldav.xml import MULTISTATUS, NotCalDav, listed
from tasks.calendars.safe_fetch import normalized
from tasks.models import CalendarAccount

GONE = (404, 410)


class Client:
    """One server, for one account and one run."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        known = accounts.secrets_of(account)
        self.address = normalized(str(known.get("address", "")))
        self.username = str(known.get("username", ""))
        self.dav = DAVClient(
            self.address,
            username=self.username,
            password=str(known.get("password", "")),
            enable_rfc6764=False,  # it would look names up past `addresses`
        )
        self.session = Session()
        self.dav.session = self.session  # type: ignore[assignment]

    def home(self) -> str:
        """Where the person's calendars are, found from the address or from its well-known place."""
        for address in (self.address, urljoin(self.address, "/.well-known/caldav")):
            try:
                with _in_our_words():
                    self.dav.url = self.dav.url.join(address)
                    return str(self.dav.get_principal().calendar_home_set.url)
            except NotCalDav as error:
                trouble = error
        raise Unavailable("No calendars were found at this address.") from trouble

    def propfind(self, url: str, body: str, depth: int) -> list[PropfindResult]:
        """Raises `CalendarGone` when there is nothing, or nothing for us."""
        answer = _multistatus(self.ask("PROPFIND", url, body, {"Depth": str(depth)}))
        with _in_our_words():
            return answer.parse_propfind()

    def report(self, url: str, body: str) -> Iterator[CalendarQueryResult]:
        """Raises `CalendarGone` when there is nothing, or nothing for us."""
        require(self.ask("REPORT", url, body, {"Depth": "1"}), 207)
        with _in_our_words():
            yield from listed(self.session.listing)

    def ask(
        self, method: str, url: str, body: str = "", headers: dict[str, str] | None = None
    ) -> DAVResponse:
        """One request. What concerns the whole account is raised, the rest is the caller's."""
        accounts.spend(self.account)
        with _in_our_words():
            try:
                answer: DAVResponse = self.dav.request(url, method, body, headers or {})
            except AuthorizationError as error:
                if error.status != 403:
                    raise
                answer = DAVResponse.from_bytes(b"", 403)  # about one calendar, or one event
        if answer.status >= 500 and answer.status != 507:
            raise Unavailable(f"The server answered {answer.status}.")
        return answer


def require(answer: DAVResponse, *statuses: int) -> None:
    """Raises `CalendarGone` or `Unavailable` for every other status."""
    if answer.status == 403:
        raise CalendarGone("The server does not allow this.")
    if answer.status in GONE:
        raise CalendarGone("The calendar is not there any more.")
    if answer.status not in statuses:
        raise Unavailable(f"The server answered {answer.status}.")


def _multistatus(answer: DAVResponse) -> DAVResponse:
    """Nothing but a multi-status is one: a page to sign in at is no empty calendar (RFC 4918 §13).

    Some tell that there is nothing in one.
    """
    require(answer, 207)
    if answer.tree is None or answer.tree.tag != MULTISTATUS:
        raise NotCalDav
    if answer.all_responses_not_found():
        raise CalendarGone("The calendar is not there any more.")
    return answer


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Whatever the library raises, as a `Trouble`."""
    try:
        yield
    except RateLimitError as error:
        sentence = "The server asks to be asked less often."
        raise Unavailable(sentence, error.retry_after_seconds) from error
    except AuthorizationError as error:
        if error.status == 403:
            raise NotCalDav("The server does not allow this.") from error
        raise SignedOut("The server does not accept this name and password.") from error
    # Syntax: XML that is none.
    except (DAVError, SyntaxError, ValueError, AttributeError, OverflowError) as error:
        status = getattr(error, "status", None) or 0
        if status >= 500:
            raise Unavailable(f"The server answered {status}.") from error
        raise NotCalDav from error
