"""Before the door: what a request brings to sign in with, and how often it may be wrong."""

from __future__ import annotations

import base64
import logging
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

APP, WRONG = "allauth.account", "app_password_failed"  # a limit beside those of signing in


def brings_password(request: HttpRequest) -> bool:
    """Whether there is a name and a password that can be read (RFC 7617 §2)."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    try:
        decoded = base64.b64decode(credentials.strip(), validate=True)
    except ValueError:
        return False
    return scheme == "Basic" and b":" in decoded and b"\0" not in decoded


def failed_too_often(request: HttpRequest) -> bool:
    """Whether this network address is over the limit. Writes nothing: every request asks."""
    for rate in ratelimit.get_rates(app=APP, action=WRONG):
        key = ratelimit.get_cache_key(request, app=APP, action=WRONG, rate=rate)
        failures = cache.get(key, [])
        allowed, _ = ratelimit.apply_rate(failures, time.time(), rate, dry_run=True)
        if not allowed:
            logger.warning("app passwords limited")
            return True
    return False


def count_failure(request: HttpRequest) -> None:
    """Remember that a password was wrong."""
    ratelimit.consume(request, app=APP, action=WRONG, limit_get=True)
