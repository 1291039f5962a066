"""OAuth tokens of one Google account: exchanged once, refreshed when old, revoked at the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from tasks.calendars import accounts
from tasks.calendars.base import CalendarError, Identity, SignedOut, Unavailable
from tasks.calendars.google.consent import granted_scopes, verify_token
from tasks.calendars.google.errors import NO_RESPONSE
from tasks.calendars.http import Http, Response
from tasks.models import CalendarAccount

REVOKED = gettext_lazy("Google no longer gives Whendoist access. Connect the account again.")
REFRESH_MARGIN = timedelta(minutes=2)  # before expiry, in case a clock is slightly off


class Tokens:
    """The tokens of one account."""

    def __init__(self, account: CalendarAccount, http: Http) -> None:
        self.account = account
        self.http = http
        self.secrets = accounts.secrets_of(account)

    def exchange(self) -> Identity:
        """Exchange the authorization code for a refresh token. Works once per code."""
        if "code" not in self.secrets:
            raise SignedOut(str(REVOKED))
        grant = {"grant_type": "authorization_code", "code": self.secrets["code"]}
        grant |= {"code_verifier": self.secrets["verifier"]}
        token = self._request(grant | {"redirect_uri": self.secrets["redirect_uri"]})
        owner = verify_token(token)
        if not token.get("refresh_token"):
            raise SignedOut(_("Google gave access for one hour only. Connect the account again."))
        self.secrets = _stored_fields(token) | {"refresh_token": token["refresh_token"]}
        accounts.store_secrets(self.account, self.secrets)
        return owner

    def access(self) -> str:
        """Return a valid access token, refreshed if necessary."""
        good_until = datetime.fromisoformat(self.secrets["good_until"])
        if clock.now() >= good_until - REFRESH_MARGIN:
            self.refresh()
        return str(self.secrets["access_token"])

    def refresh(self) -> None:
        """Get a new access token. Raises `SignedOut` if access was revoked.

        Only the worker that claimed the account gets here. The token is stored under the row's
        lock, unless the person has reconnected meanwhile: then their new tokens are used.
        """
        refresh_token = self.secrets["refresh_token"]
        grant = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        fresh = _stored_fields(self._request(grant))
        if self.account._state.adding:  # a closed account has no row to store it in
            self.secrets |= fresh
            return
        with transaction.atomic():
            row = CalendarAccount.objects.select_for_update(no_key=True).get(pk=self.account.pk)
            stored = accounts.secrets_of(row)
            if stored.get("refresh_token") == refresh_token:
                stored |= fresh | {"scopes": fresh["scopes"] or stored["scopes"]}
                accounts.store_secrets(row, stored)
            self.account.credentials = row.credentials
        self.secrets = stored

    def revoke(self) -> None:
        """Revoke our access. Succeeds if it was revoked before."""
        token = self.secrets.get("refresh_token")
        if token:
            response = self.http.request(
                "POST", settings.GOOGLE_ENDPOINTS["revoke"], data={"token": token}
            )
            if response.status >= 500 or response.status == 429:
                raise Unavailable(str(NO_RESPONSE), response.retry_after)

    def _request(self, grant: dict[str, str]) -> dict[str, Any]:
        client = {
            "client_id": settings.GOOGLE_CLIENT_ID,
            "client_secret": settings.GOOGLE_CLIENT_SECRET,
        }
        response = self.http.request(
            "POST", settings.GOOGLE_ENDPOINTS["token"], data=client | grant
        )
        if response.status != 200:
            raise _token_error(response)
        return response.json()


def _token_error(response: Response) -> CalendarError:
    if response.status >= 500 or response.status == 429:
        return Unavailable(str(NO_RESPONSE), response.retry_after)
    error = response.json().get("error")
    if error == "invalid_grant":
        return SignedOut(str(REVOKED))
    sentence = _("Google rejects this server (%(error)s). Ask whoever runs this server for help.")
    return CalendarError(sentence % {"error": error})


def _stored_fields(token: dict[str, Any]) -> dict[str, Any]:
    lifetime = timedelta(seconds=int(token.get("expires_in", 0)))
    return {
        "access_token": token["access_token"],
        "good_until": (clock.now() + lifetime).isoformat(),
        "scopes": sorted(granted_scopes(token)),
    }
