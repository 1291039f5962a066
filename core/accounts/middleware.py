"""What accounts mean for every answer: it stays private, and a taken address is a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from psycopg.errors import UniqueViolation

from core.accounts.known_browsers import remember_browser
from core.http import error_response
from core.models import User

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]


class PrivateMiddleware:
    """Let no cache keep what a signed-in person is shown, unless its view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if SESSION_KEY in request.session:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class KnownBrowserMiddleware:
    """Remember a browser when it signs in, and again when its password changes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.session.get(HASH_SESSION_KEY)
        response = self.get_response(request)
        after = request.session.get(HASH_SESSION_KEY)
        if after and after != before and isinstance(request.user, User):
            remember_browser(response, request.user)
        return response


class AddressTakenMiddleware:
    """Say that an address is taken when only the database noticed: two asked for it at once."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not _is_about_an_address(error):
            return None
        logger.warning("address taken path=%s", request.path)
        return error_response(
            request.path, 409, "Another account uses this e-mail address already."
        )


def _is_about_an_address(error: Exception) -> bool:
    cause = error.__cause__
    if not (isinstance(error, IntegrityError) and isinstance(cause, UniqueViolation)):
        return False
    return cause.diag.table_name in (User._meta.db_table, EmailAddress._meta.db_table)
