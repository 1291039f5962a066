"""Handlers of errors: JSON for API requests, pages for browsers."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.http import error_response, problem, render_error_page, too_large, wants_json
from core.ops.database import database_problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request.path)
    return error_response(request.path, 400, _("This request is malformed."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _respond(request, 403, _("You don't have access to this."), "403.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _respond(request, 403, _("This page has expired. Please reload it."), "403_csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _respond(request, 404, _("Not found."), "404.html")


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer for allauth, whose longest default limit is five minutes."""
    sentence = _("Too many attempts. Please wait a few minutes and try again.")
    return error_response(request.path, 429, sentence, retry_after=300)


def server_error(request: HttpRequest) -> HttpResponse:
    """Explain a database problem; anything else is a bug, which has been logged."""
    if cause := database_problem(sys.exception()):
        return error_response(request.path, cause.status, cause.sentence, cause.retry_after)
    return _respond(request, 500, _("Something went wrong on our side."), "500.html")


def _respond(request: HttpRequest, status: int, sentence: str, template: str) -> HttpResponse:
    if wants_json(request.path):
        return problem(status, sentence)
    return HttpResponse(render_error_page(template, status, sentence), status=status)
