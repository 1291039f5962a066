"""The door itself: hands requests to Radicale's WSGI application, made when first asked."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.core.ratelimit import respond_429
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.csrf import csrf_exempt

from core.ops import client_keys
from core.ops.logs import user_id
from tasks.dav.throttling import count_failure, failed_too_often, login_of

PREFIX = "/dav"


@csrf_exempt  # no cookie counts here: each request brings its password
def dav(request: WSGIRequest, path: str) -> HttpResponse:
    """Everything below /dav/, whatever the method."""
    environ = request.environ | {"SCRIPT_NAME": PREFIX, "PATH_INFO": f"/{path}"}
    environ.pop("HTTP_X_SCRIPT_NAME", None)  # a client may not say where we are
    login = login_of(request)
    if login is None:
        environ.pop("HTTP_AUTHORIZATION", None)
        return _answer(environ)
    if failed_too_often(request, login):
        limited: HttpResponse = respond_429(request)
        return limited
    answer = _answer(environ)
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        count_failure(request, login)
        client_keys.forget(request.headers["Authorization"])
    elif person := user_id.get():
        client_keys.remember(request.headers["Authorization"], person)
    return answer


def _answer(environ: dict[str, Any]) -> HttpResponse:
    from tasks.dav.server import application  # noqa: PLC0415 - 10 MB, for whom it concerns

    answer = HttpResponse()

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        answer.status_code = int(status.split()[0])
        del answer["Content-Type"]
        for name, value in headers:
            answer[name] = value

    answer.content = b"".join(application()(environ, start))
    return answer


@csrf_exempt
def well_known(request: HttpRequest) -> HttpResponse:
    """Where clients that know only our host look first (RFC 6764 §5)."""
    return HttpResponsePermanentRedirect(f"{PREFIX}/")
