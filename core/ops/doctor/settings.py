"""Settings and secrets: what Django's own checks say of a deployment, and what they do not know."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core import checks

from core.crypto import is_key
from core.ops.doctor.check import Finding, Level, register

SHORT = 50  # characters of a secret key; Django's own limit


@register("settings")
def deployment() -> Iterator[Finding]:
    """`check --deploy`, where this machine is a server rather than somebody's desk."""
    found = checks.run_checks(include_deployment_checks=bool(settings.HTTPS))
    for message in found:
        level = Level.TROUBLE if message.level >= checks.ERROR else Level.WARNING
        hint = f" {message.hint}" if message.hint else ""
        yield Finding("settings", level, f"{message.msg}{hint} ({message.id})")
    if not found:
        yield Finding("settings", Level.FINE, "Django's checks have nothing to say.")


@register("secrets")
def secrets() -> Iterator[Finding]:
    if len(settings.SECRET_KEY) < SHORT:
        text = f"SECRET_KEY is shorter than {SHORT} characters. Generate a longer one."
        yield Finding("secrets", Level.WARNING, text)
    else:
        file = settings.VAR / "secret-key"
        kept = file.exists() and file.read_text() == settings.SECRET_KEY
        where = "is kept in var/secret-key" if kept else "comes from the environment"
        yield Finding("secrets", Level.FINE, f"The secret key {where}.")
    for key in settings.CREDENTIAL_KEYS:
        if not is_key(key):
            text = "One of CREDENTIAL_KEYS is no key of Fernet: calendars cannot be connected."
            yield Finding("secrets", Level.TROUBLE, text)
    if not settings.METRICS_TOKEN:
        text = "METRICS_TOKEN is not set: only private addresses may read /metrics."
        yield Finding("secrets", Level.FINE, text)
