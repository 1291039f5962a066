"""Check settings and secrets: Django's own deployment checks, and ours."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from core.crypto import is_key
from core.ops.doctor.registry import Finding, Level, register

MIN_SECRET_LENGTH = 50  # characters; Django's own limit


@register("settings")
def deployment() -> Iterator[Finding]:
    """Run `check`, with `--deploy` on a public server."""
    messages = checks.run_checks(include_deployment_checks=bool(settings.HTTPS))
    for message in messages:
        level = Level.ERROR if message.level >= checks.ERROR else Level.WARNING
        hint = f" {message.hint}" if message.hint else ""
        yield Finding("settings", level, f"{message.msg}{hint} ({message.id})")
    if not messages:
        yield Finding("settings", Level.OK, _("Django's system checks pass."))


@register("secrets")
def secrets() -> Iterator[Finding]:
    yield _secret_key()
    if not all(is_key(key) for key in settings.CREDENTIAL_KEYS):
        text = _("CREDENTIAL_KEYS has an invalid Fernet key, so calendars cannot be connected.")
        yield Finding("secrets", Level.ERROR, text)
    if not settings.METRICS_TOKEN:
        text = _("METRICS_TOKEN is not set: only private addresses can read /metrics.")
        yield Finding("secrets", Level.OK, text)


def _secret_key() -> Finding:
    if len(settings.SECRET_KEY) < MIN_SECRET_LENGTH:
        text = _("SECRET_KEY has fewer than %(count)d characters. Generate a longer one.")
        return Finding("secrets", Level.WARNING, text % {"count": MIN_SECRET_LENGTH})
    file = settings.VAR / "secret-key"
    if file.exists() and file.read_text() == settings.SECRET_KEY:
        return Finding("secrets", Level.OK, _("The secret key is stored in var/secret-key."))
    return Finding("secrets", Level.OK, _("The secret key comes from the environment."))
