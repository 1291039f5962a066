"""Turns exceptions into problem responses (RFC 9457): a status, a sentence and the field."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from core.actor import signed_in_user
from core.http import problem, too_large
from core.models import User
from tasks.api.responses import json_response
from tasks.errors import Conflict, DuplicateRequest, NotFound, Rejected
from tasks.models import Task, TaskInstance
from tasks.snapshot.changes import patch_of_activity
from tasks.snapshot.rows import only_row

# Sentences for statuses that the framework describes with a technical phrase.
STATUS_SENTENCES = {
    400: _("The request body is not valid JSON."),
    403: _("Your session for this page has expired. Reload the page."),
}

# Phrases for validation errors that pydantic describes in technical terms.
VALIDATION_PHRASES = {
    "missing": _("This field is required"),
    "extra_forbidden": _("There is no such field"),
    "date_from_datetime_parsing": _("This is not a valid date"),
    "time_parsing": _("This is not a valid time"),
}


def register_error_handlers(api: NinjaAPI) -> None:
    """Give each exception that an endpoint may raise its response."""

    @api.exception_handler(NotFound)
    def not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
        return problem(404, str(error))

    @api.exception_handler(Http404)
    def unknown_address(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, gettext("This address does not exist."))

    @api.exception_handler(Rejected)
    def rejected(request: HttpRequest, error: Rejected) -> HttpResponse:
        return problem(422, str(error), **({"field": error.field} if error.field else {}))

    @api.exception_handler(Conflict)
    def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
        return problem(409, str(error), **_current_row(signed_in_user(request), error))

    @api.exception_handler(DuplicateRequest)
    def duplicate_request(request: HttpRequest, error: DuplicateRequest) -> HttpResponse:
        return json_response(patch_of_activity(signed_in_user(request), error.activity))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _validation_problem(error.errors[0])

    @api.exception_handler(AuthenticationError)
    def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, gettext("Sign in first."))

    @api.exception_handler(RequestDataTooBig)
    def body_too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return too_large(request.path)

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        sentence = STATUS_SENTENCES.get(error.status_code, str(error))
        return problem(error.status_code, str(sentence))


def _current_row(user: User, error: Conflict) -> dict[str, Any]:
    """Return the present row as the API shows it, or nothing if it was deleted."""
    row: QuerySet[Any]
    match error.current:
        case Task(pk=pk):
            row = Task.objects.for_user(user).filter(pk=pk)
        case TaskInstance(pk=pk):
            row = TaskInstance.objects.for_user(user).filter(pk=pk)
        case _:
            return {}
    with suppress(NotFound):
        return {"current": only_row(row)}
    return {}


def _validation_problem(error: dict[str, Any]) -> HttpResponse:
    """Describe the first validation error, of one field or of the whole body."""
    if len(error["loc"]) == 2 and error["loc"][0] == "body":
        return problem(422, gettext("The request body must be a JSON object."))
    field = [step for step in error["loc"] if isinstance(step, str)][-1]
    phrase = VALIDATION_PHRASES.get(error["type"], error["msg"])
    params = {"field": _label(field), "problem": phrase}
    return problem(422, gettext("%(field)s: %(problem)s.") % params, field=field)


def _label(field: str) -> str:
    return field.replace("_", " ").capitalize()
