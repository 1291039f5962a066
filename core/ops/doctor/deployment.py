"""What lies outside: the address people type, proxies, mail, and addresses to paste elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection
from django.http import HttpRequest

from core.ops.doctor.check import Finding, Level, register

LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def origin() -> str:
    """Where people find this installation, as far as the settings tell."""
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0]).rstrip("/")
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL]
    if hosts and hosts[0] != "*":
        return f"{'https' if settings.HTTPS else 'http'}://{hosts[0].lstrip('.')}"
    return f"http://localhost:{settings.PORT}"


def _is_public() -> bool:
    """Whether this is a server for others rather than somebody's own machine."""
    return bool(settings.HTTPS or not settings.EMBEDDED_POSTGRES)


@register("address")
def address() -> Iterator[Finding]:
    if "*" in settings.ALLOWED_HOSTS:
        text = "ALLOWED_HOSTS takes any name. List the names people type."
        yield Finding("address", Level.WARNING, text)
    elif _is_public() and set(settings.ALLOWED_HOSTS) <= LOCAL:
        text = "ALLOWED_HOSTS knows only this machine. Set it to the names people type."
        yield Finding("address", Level.WARNING, text)
    else:
        yield Finding("address", Level.FINE, f"People come to {origin()}.")


@register("proxy")
def proxy() -> Iterator[Finding]:
    behind = bool(settings.SECURE_PROXY_SSL_HEADER)
    if settings.HTTPS and not behind:
        text = "HTTPS without BEHIND_PROXY: if a proxy speaks TLS, requests are redirected forever."
        yield Finding("proxy", Level.WARNING, text)
    elif behind and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        text = (
            "TRUSTED_PROXY_COUNT is 0: sign-ins are limited by the proxy's address, not people's."
        )
        yield Finding("proxy", Level.WARNING, text)
    else:
        said = "Behind a proxy that speaks TLS." if behind else "No proxy is expected."
        yield Finding("proxy", Level.FINE, said)


def examine_request(request: HttpRequest) -> Iterator[Finding]:
    """Compare how a request came here with what the settings expect of proxies."""
    said, behind = "X-Forwarded-Proto" in request.headers, bool(settings.SECURE_PROXY_SSL_HEADER)
    hops = len([each for each in request.headers.get("X-Forwarded-For", "").split(",") if each])
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if said and not behind:
        text = "A proxy says how you came here, and is not believed. Set BEHIND_PROXY=1."
        yield Finding("proxy", Level.WARNING, text)
    elif behind and not said:
        text = "No proxy says how you came here. Let it set X-Forwarded-Proto, whoever asks."
        yield Finding("proxy", Level.TROUBLE, text)
    if hops != trusted:
        text = f"Your request names {hops} proxies, and TRUSTED_PROXY_COUNT is {trusted}."
        yield Finding("proxy", Level.WARNING, text)


@register("mail")
def mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend")):
        level = Level.WARNING if _is_public() else Level.FINE
        text = "No mail is sent: forgotten passwords cannot be reset. Set EMAIL_URL."
        yield Finding("mail", level, text)
        return
    with get_connection():
        yield Finding("mail", Level.FINE, "The mail server answers.")
