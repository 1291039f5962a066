"""An ICS address somebody subscribed to, as a provider of one calendar that is only read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from tasks.calendars import accounts
from tasks.calendars.base import Identity, Listing, RemoteCalendar, Unavailable, Window
from tasks.calendars.http import Answer, Http
from tasks.calendars.occurrences import name_of, parsed, within
from tasks.calendars.safe_fetch import fetch, normalized
from tasks.models import CalendarAccount

ONLY = "feed"  # the one calendar there is
ACCEPT = {"Accept": "text/calendar, */*;q=0.1", "User-Agent": "Whendoist"}
SENTENCES = {
    401: "This calendar asks for a password.",
    403: "This calendar may not be read.",
    404: "There is no calendar at this address any more.",
    410: "There is no calendar at this address any more.",
    429: "The server asks to be asked less often.",
}


class Ics:
    """Reads one address. Its secret parts are sealed with the account, and never logged."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        self.address = normalized(str(accounts.secrets_of(account).get("address", "")))
        self.http = Http()

    def connect(self) -> Identity:
        """Read it once; it is known by its address, of which only a digest is kept in the open."""
        answer = self._read({})
        name = name_of(parsed(answer.body)) or urlsplit(self.address).hostname or "Calendar"
        return Identity(hashlib.sha256(self.address.encode()).hexdigest(), name)

    def calendars(self) -> Sequence[RemoteCalendar]:
        return [RemoteCalendar(ONLY, self.account.name)]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        """The whole file, unless it is the one of `token`: its ETag and date (RFC 9110 §13)."""
        answer = self._read(json.loads(token) if token else {})
        if answer.status == 304:
            return Listing([], token, complete=False)
        user = self.account.user
        whole = parsed(answer.body)
        events = within(whole, window, user.preferences.zone, user.email)
        return Listing(events, _token(answer), complete=True)

    def revoke(self) -> None:
        """There is nothing to give back."""

    def _read(self, known: dict[str, str]) -> Answer:
        answer = fetch(self.http, self.address, ACCEPT | known)
        if answer.status != 200 and not (answer.status == 304 and known):
            sentence = SENTENCES.get(answer.status, f"The server answered {answer.status}.")
            raise Unavailable(sentence, answer.retry_after)
        return answer


def _token(answer: Answer) -> str:
    """What to ask with next time; nothing when the server tells neither ETag nor date."""
    asked = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    known = {name: answer.headers[said] for name, said in asked.items() if said in answer.headers}
    return json.dumps(known) if known else ""
