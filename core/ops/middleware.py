"""What wraps every request: its id, its user in the logs, and a sentence for database trouble."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.actor import Source, act_as
from core.http import error_response, problem, wants_json
from core.ops import client_keys, idempotency
from core.ops.database import database_problem
from core.ops.logs import request_id, user_id

logger = logging.getLogger(__name__)

JSON = "application/json"
MOST_CLIENT = 64  # characters of what a browser tab calls itself

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give each request an id, so that a log line and an error page can be matched."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id.set(uuid4().hex[:12])
        user_id.set("")
        response = self.get_response(request)
        response["X-Request-Id"] = request_id.get()
        return response


class PersonMiddleware:
    """Let the log lines of a request, its activity, and the gate of the next know whose it is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.session.get("_auth_user_id", "")
        user_id.set(known)
        who = int(known) if known else None
        client = request.headers.get("X-Client", "")[:MOST_CLIENT]
        try:
            key = idempotency.key_of(request)
        except idempotency.InvalidKey as error:
            return problem(422, str(error), field=idempotency.HEADER)
        fingerprint = idempotency.fingerprint_of(request) if key else ""
        with act_as(_source(request), who, client, key, fingerprint):
            response = self.get_response(request)
        # Read again: signing in starts another session.
        if person := request.session.get("_auth_user_id"):
            client_keys.remember(request.session.session_key or "", person)
        else:
            client_keys.forget(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        return response


def _source(request: HttpRequest) -> Source:
    return "admin" if request.path.startswith("/admin/") else "web"


class JsonOnlyMiddleware:
    """Reject an API write whose body is not JSON, before anything reads the body as a form."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if wants_json(request.path) and _has_body(request) and request.content_type != JSON:
            return problem(415, f"Send the body as JSON, with Content-Type: {JSON}.")
        return self.get_response(request)


def _has_body(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length != "0" or "HTTP_TRANSFER_ENCODING" in request.META


class DatabaseTroubleMiddleware:
    """Answer a view's database trouble with a sentence instead of a server error.

    The handler of server errors says the same for trouble outside of views; it is not enough by
    itself, because what reaches it has been logged and reported as a bug.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        found = database_problem(error)
        if found is None:
            return None
        logger.log(found.log_level, "database trouble status=%d", found.status, exc_info=error)
        return error_response(request.path, found.status, found.sentence, found.retry_after)
