"""What people and programs read when a request cannot be answered."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from core.http import error_response, problem, render_error_page, too_large, wants_json
from core.ops.database import database_problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request.path)
    return error_response(request.path, 400, "That request cannot be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "You may not do this.", "403.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, 403, "This page was open for too long. Load it again.", "403_csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "There is nothing here.", "404.html")


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Where allauth sends those who try too often; five minutes is its longest limit by default."""
    sentence = "Too many attempts. Wait a few minutes and try again."
    return error_response(request.path, 429, sentence, retry_after=300)


def server_error(request: HttpRequest) -> HttpResponse:
    """Database trouble in its own words; anything else is a bug, and already logged."""
    if found := database_problem(sys.exception()):
        return error_response(request.path, found.status, found.sentence, found.retry_after)
    return _answer(request, 500, "Something broke on our side.", "500.html")


def _answer(request: HttpRequest, status: int, sentence: str, template: str) -> HttpResponse:
    if wants_json(request.path):
        return problem(status, sentence)
    return HttpResponse(render_error_page(template, status, sentence), status=status)
