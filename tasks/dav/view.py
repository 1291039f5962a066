"""The view: passes requests to Radicale's WSGI application, which the first request creates."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.core.ratelimit import respond_429
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.csrf import csrf_exempt

from core.ops import client_keys
from core.ops.logs import user_id
from tasks.dav.programs import user_agent
from tasks.dav.throttling import count_failure, failed_too_often, login_of

PREFIX = "/dav"


@csrf_exempt  # cookies are ignored: each request sends its password
def dav(request: WSGIRequest, path: str) -> HttpResponse:
    """Handle every method on every path below /dav/."""
    user_agent.set(request.headers.get("User-Agent", ""))
    environ = request.environ | {"SCRIPT_NAME": PREFIX, "PATH_INFO": f"/{path}"}
    environ.pop("HTTP_X_SCRIPT_NAME", None)  # a client must not choose our base path
    login = login_of(request)
    if login is None:
        environ.pop("HTTP_AUTHORIZATION", None)
        return _respond(environ)
    if failed_too_often(request, login):
        limited: HttpResponse = respond_429(request)
        return limited
    response = _respond(environ)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        count_failure(request, login)
        client_keys.forget(request.headers["Authorization"])
    elif user := user_id.get():
        client_keys.remember(request.headers["Authorization"], user)
    return response


def _respond(environ: dict[str, Any]) -> HttpResponse:
    from tasks.dav.server import application  # noqa: PLC0415 - takes 10 MB

    response = HttpResponse()

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        response.status_code = int(status.split()[0])
        del response["Content-Type"]
        for name, value in headers:
            response[name] = value

    response.content = b"".join(application()(environ, start))
    return response


@csrf_exempt
def well_known(request: HttpRequest) -> HttpResponse:
    """Redirect clients that know only our host name (RFC 6764 §5)."""
    return HttpResponsePermanentRedirect(f"{PREFIX}/")
