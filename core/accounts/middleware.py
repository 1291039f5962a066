"""Account middleware: private caching, known browsers, and address conflicts."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from core.accounts.known_browsers import remember_browser
from core.http import error_response
from core.models import User

logger = logging.getLogger(__name__)

# The `X-Owner` of a response to a browser that is signed out, or whose session has ended.
NOBODY = "none"

GetResponse = Callable[[HttpRequest], HttpResponse]


class PrivateMiddleware:
    """Forbid caching of responses to signed-in users, unless the view decides otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if SESSION_KEY in request.session:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class DeviceMiddleware:
    """Name the person to the service worker, and empty the browser's storage when they sign out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.session.get(SESSION_KEY)
        response = self.get_response(request)
        now = request.session.get(SESSION_KEY)
        # The session of a deactivated person still names them.
        response["X-Owner"] = now if now and request.user.is_authenticated else NOBODY
        if before and not now:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class KnownBrowserMiddleware:
    """Remember a browser when it signs in, and again when its password changes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        old_hash = request.session.get(HASH_SESSION_KEY)
        response = self.get_response(request)
        new_hash = request.session.get(HASH_SESSION_KEY)
        if new_hash and new_hash != old_hash and isinstance(request.user, User):
            remember_browser(response, request.user)
        return response


class AddressTakenMiddleware:
    """Answer 409 when the database rejects an address that two requests claimed at once."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not _is_address_conflict(error):
            return None
        logger.warning("address taken path=%s", request.path)
        return error_response(
            request.path, 409, _("Another account already uses this e-mail address.")
        )


def _is_address_conflict(error: Exception) -> bool:
    cause = error.__cause__
    if not (isinstance(error, IntegrityError) and isinstance(cause, UniqueViolation)):
        return False
    return cause.diag.table_name in (User._meta.db_table, EmailAddress._meta.db_table)
