"""Check what surrounds the app: public address, proxy and mail server."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ops.doctor.registry import Finding, Level, register

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def origin() -> str:
    """Return the public origin of this installation, as far as the settings tell."""
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0]).rstrip("/")
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL_HOSTS]
    if hosts and hosts[0] != "*":
        return f"{'https' if settings.HTTPS else 'http'}://{hosts[0].lstrip('.')}"
    return f"http://localhost:{settings.PORT}"


def _is_public() -> bool:
    """Return whether this is a server for others rather than a trial on one machine."""
    return bool(settings.HTTPS or not settings.EMBEDDED_POSTGRES)


@register("address")
def address() -> Iterator[Finding]:
    if "*" in settings.ALLOWED_HOSTS:
        text = _("ALLOWED_HOSTS accepts any host name. List the names that people use.")
        yield Finding("address", Level.WARNING, text)
    elif _is_public() and set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS:
        text = _("ALLOWED_HOSTS lists only this machine. Add the host names that people use.")
        yield Finding("address", Level.WARNING, text)
    else:
        text = _("The public address is %(origin)s.")
        yield Finding("address", Level.OK, text % {"origin": origin()})


@register("proxy")
def proxy() -> Iterator[Finding]:
    behind_proxy = bool(settings.SECURE_PROXY_SSL_HEADER)
    if settings.HTTPS and not behind_proxy:
        text = _(
            "HTTPS is on without BEHIND_PROXY. If a proxy handles TLS, this redirects forever: "
            "set BEHIND_PROXY=1."
        )
        yield Finding("proxy", Level.WARNING, text)
    elif behind_proxy and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        text = _(
            "TRUSTED_PROXY_COUNT is 0, so sign-in limits count the proxy's address instead of the "
            "client's. Set it to the number of proxies."
        )
        yield Finding("proxy", Level.WARNING, text)
    elif behind_proxy:
        yield Finding("proxy", Level.OK, _("Behind a proxy that handles TLS."))
    else:
        yield Finding("proxy", Level.OK, _("No proxy is configured."))


def check_request(request: HttpRequest) -> Iterator[Finding]:
    """Compare the proxy headers of this request with the settings."""
    forwarded = "X-Forwarded-Proto" in request.headers
    behind_proxy = bool(settings.SECURE_PROXY_SSL_HEADER)
    addresses = filter(None, request.headers.get("X-Forwarded-For", "").split(","))
    hops, trusted = len(list(addresses)), settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if forwarded and not behind_proxy:
        text = _("Your request came through a proxy that is not trusted. Set BEHIND_PROXY=1.")
        yield Finding("proxy", Level.WARNING, text)
    if behind_proxy and not forwarded:
        text = _("BEHIND_PROXY is set, but the proxy did not send X-Forwarded-Proto.")
        yield Finding("proxy", Level.ERROR, text)
    if hops != trusted:
        text = ngettext(
            "Your request passed %(hops)d proxy, but TRUSTED_PROXY_COUNT is %(trusted)d.",
            "Your request passed %(hops)d proxies, but TRUSTED_PROXY_COUNT is %(trusted)d.",
            hops,
        )
        yield Finding("proxy", Level.WARNING, text % {"hops": hops, "trusted": trusted})


@register("mail")
def mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend")):
        level = Level.WARNING if _is_public() else Level.OK
        text = _("No mail is sent, so people cannot reset passwords. Set EMAIL_URL.")
        yield Finding("mail", level, text)
        return
    with get_connection():
        yield Finding("mail", Level.OK, _("The mail server responds."))
