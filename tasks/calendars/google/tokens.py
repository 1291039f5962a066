"""Access to one Google account: exchanged once, refreshed when it is old, given back at the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from core import clock
from tasks.calendars import accounts
from tasks.calendars.base import Identity, SignedOut, Trouble, Unavailable
from tasks.calendars.google.consent import granted, inspected
from tasks.calendars.http import Answer, Http
from tasks.models import CalendarAccount

TAKEN_BACK = "Google no longer lets Whendoist in. Connect the account again."
EARLY = timedelta(minutes=2)  # refreshed before it runs out, whoever's clock is off a little


class Tokens:
    """What one account signs in with."""

    def __init__(self, account: CalendarAccount, http: Http) -> None:
        self.account = account
        self.http = http
        self.secrets = accounts.secrets_of(account)

    def exchange(self) -> Identity:
        """Turn the code a browser brought back into lasting access; only once is it possible."""
        if "code" not in self.secrets:
            raise SignedOut(TAKEN_BACK)
        asked = {"grant_type": "authorization_code", "code": self.secrets["code"]}
        asked |= {"code_verifier": self.secrets["verifier"]}
        token = self._ask(asked | {"redirect_uri": self.secrets["redirect_uri"]})
        who = inspected(token)
        if not token.get("refresh_token"):
            raise SignedOut("Google gave access for an hour only. Connect again.")
        self.secrets = _kept(token) | {"refresh_token": token["refresh_token"]}
        accounts.keep_secrets(self.account, self.secrets)
        return who

    def access(self) -> str:
        """A token that works now."""
        good_until = datetime.fromisoformat(self.secrets["good_until"])
        if clock.now() >= good_until - EARLY:
            self.refresh()
        return str(self.secrets["access_token"])

    def refresh(self) -> None:
        """Get a new access token. Raises `SignedOut` when access was taken back.

        Only the worker that has claimed the account is here. The answer is kept under the row's
        lock, unless the person has connected anew meanwhile: then theirs is the one that counts.
        """
        refresh_token = self.secrets["refresh_token"]
        asked = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        fresh = _kept(self._ask(asked))
        if self.account._state.adding:  # closed: there is no row to keep it in
            self.secrets |= fresh
            return
        with transaction.atomic():
            row = CalendarAccount.objects.select_for_update(no_key=True).get(pk=self.account.pk)
            stored = accounts.secrets_of(row)
            if stored.get("refresh_token") == refresh_token:
                stored |= fresh | {"scopes": fresh["scopes"] or stored["scopes"]}
                accounts.keep_secrets(row, stored)
            self.account.credentials = row.credentials
        self.secrets = stored

    def revoke(self) -> None:
        """Give the access back. That it was taken back before is fine."""
        token = self.secrets.get("refresh_token")
        if token:
            answer = self.http.request(
                "POST", settings.GOOGLE_ENDPOINTS["revoke"], data={"token": token}
            )
            if answer.status >= 500 or answer.status == 429:
                raise Unavailable("Google could not be told.", answer.retry_after)

    def _ask(self, what: dict[str, str]) -> dict[str, Any]:
        client = {
            "client_id": settings.GOOGLE_CLIENT_ID,
            "client_secret": settings.GOOGLE_CLIENT_SECRET,
        }
        answer = self.http.request("POST", settings.GOOGLE_ENDPOINTS["token"], data=client | what)
        if answer.status != 200:
            raise _refusal(answer)
        return answer.json()


def _refusal(answer: Answer) -> Trouble:
    if answer.status >= 500 or answer.status == 429:
        return Unavailable("Google does not answer at the moment.", answer.retry_after)
    error = answer.json().get("error")
    if error == "invalid_grant":
        return SignedOut(TAKEN_BACK)
    return Trouble(f"Google does not accept this server ({error}). Whoever runs it can help.")


def _kept(token: dict[str, Any]) -> dict[str, Any]:
    lasts = timedelta(seconds=int(token.get("expires_in", 0)))
    return {
        "access_token": token["access_token"],
        "good_until": (clock.now() + lasts).isoformat(),
        "scopes": sorted(granted(token)),
    }
