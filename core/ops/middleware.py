"""Middleware around every request: its id, user, language, and database problems."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from core.actor import Source, act_as
from core.http import error_response, problem, wants_json
from core.language import request_language
from core.ops import client_keys, idempotency
from core.ops.database import database_problem
from core.ops.logs import request_id, user_id

logger = logging.getLogger(__name__)

JSON = "application/json"
MAX_CLIENT_LENGTH = 64  # characters of the id that a browser tab gives itself

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give each request an id, which connects log lines with the error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id.set(uuid4().hex[:12])
        user_id.set("")
        response = self.get_response(request)
        response["X-Request-Id"] = request_id.get()
        return response


class LanguageMiddleware:
    """Answer in the language of the signed-in user, or else of the browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request_language(request)
        with translation.override(language):
            response = self.get_response(request)
        if not request.user.is_authenticated:
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", language)
        return response


class PersonMiddleware:
    """Record the request's user for logs, the activity log and the request gate."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session_user = request.session.get("_auth_user_id", "")
        user_id.set(session_user)
        actor_id = int(session_user) if session_user else None
        client = request.headers.get("X-Client", "")[:MAX_CLIENT_LENGTH]
        try:
            key = idempotency.key_of(request)
        except idempotency.InvalidKey as error:
            return problem(422, str(error), field=idempotency.HEADER)
        fingerprint = idempotency.fingerprint_of(request) if key else ""
        with act_as(_source(request), actor_id, client, key, fingerprint):
            response = self.get_response(request)
        # Read the session again: signing in starts another one.
        if person := request.session.get("_auth_user_id"):
            client_keys.remember(request.session.session_key or "", person)
        else:
            client_keys.forget(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        return response


def _source(request: HttpRequest) -> Source:
    return "admin" if request.path.startswith("/admin/") else "web"


class JsonOnlyMiddleware:
    """Reject an API write whose body is not JSON, before anything parses the body as a form."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if wants_json(request.path) and _has_body(request) and request.content_type != JSON:
            text = _("Send the body as JSON, with Content-Type: %(content_type)s.")
            return problem(415, text % {"content_type": JSON})
        return self.get_response(request)


def _has_body(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length != "0" or "HTTP_TRANSFER_ENCODING" in request.META


class DatabaseProblemMiddleware:
    """Turn a database problem in a view into a response that explains it.

    The handler of server errors does the same outside views. That is too late for views, whose
    exceptions have by then been logged and reported as bugs.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        cause = database_problem(error)
        if cause is None:
            return None
        logger.log(cause.log_level, "database problem status=%d", cause.status, exc_info=error)
        return error_response(request.path, cause.status, cause.sentence, cause.retry_after)
