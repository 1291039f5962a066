"""Refusals as problems (RFC 9457): a status, a sentence, and what it was about."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from core.actor import signed_in_user
from core.http import problem, too_large
from core.models import User
from tasks.api.responses import json
from tasks.errors import Conflict, DuplicateRequest, NotFound, Rejected
from tasks.models import Task, TaskInstance
from tasks.snapshot.changes import patch_of_activity
from tasks.snapshot.rows import only_row

# Where the framework has only a phrase.
SENTENCES = {
    400: "The body of the request is not JSON.",
    403: "This page was open for too long. Load it again.",
}

# Where its phrase for a field is not for people.
PHRASES = {
    "missing": "This is needed",
    "extra_forbidden": "There is no such field",
    "date_from_datetime_parsing": "There is no such day",
    "time_parsing": "There is no such time",
}


def handle(api: NinjaAPI) -> None:
    """Teach the API to answer each refusal in its own way."""

    @api.exception_handler(NotFound)
    def not_there(request: HttpRequest, error: NotFound) -> HttpResponse:
        return problem(404, str(error))

    @api.exception_handler(Http404)
    def no_address(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "There is nothing here.")

    @api.exception_handler(Rejected)
    def refused(request: HttpRequest, error: Rejected) -> HttpResponse:
        return problem(422, str(error), **({"field": error.field} if error.field else {}))

    @api.exception_handler(Conflict)
    def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
        return problem(409, str(error), **_current(signed_in_user(request), error))

    @api.exception_handler(DuplicateRequest)
    def already_done(request: HttpRequest, error: DuplicateRequest) -> HttpResponse:
        return json(patch_of_activity(signed_in_user(request), error.activity))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _invalid(error.errors[0])

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "Sign in first.")

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return too_large(request.path)

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, SENTENCES.get(error.status_code, str(error)))


def _current(user: User, error: Conflict) -> dict[str, Any]:
    """The row as it is now, in the form the API shows it."""
    row: QuerySet[Any]
    match error.current:
        case Task(pk=pk):
            row = Task.objects.for_user(user).filter(pk=pk)
        case TaskInstance(pk=pk):
            row = TaskInstance.objects.for_user(user).filter(pk=pk)
        case _:
            return {}
    with suppress(NotFound):  # deleted since
        return {"current": only_row(row)}
    return {}


def _invalid(first: dict[str, Any]) -> HttpResponse:
    """What is wrong with one field, or with the whole body."""
    if len(first["loc"]) == 2 and first["loc"][0] == "body":
        return problem(422, "The body of the request is a JSON object.")
    field = [step for step in first["loc"] if isinstance(step, str)][-1]
    phrase = PHRASES.get(first["type"], first["msg"])
    return problem(422, f"{_words(field)}: {phrase}.", field=field)


def _words(field: str) -> str:
    return field.replace("_", " ").capitalize()
