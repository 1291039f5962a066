"""Reads the login of a request, and limits how often a password may be wrong."""

from __future__ import annotations

import base64
import logging
import time

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import Rate
from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

APP, ACTION = "allauth.account", "app_password_failed"  # separate from the limits of sign-in


def login_of(request: HttpRequest) -> str | None:
    """Return the login of a Basic `Authorization` header (RFC 7617 §2), or None without one."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    try:
        decoded = base64.b64decode(credentials.strip(), validate=True)
    except ValueError:
        return None
    if scheme != "Basic" or b":" not in decoded or b"\0" in decoded:
        return None
    return decoded.partition(b":")[0].decode(errors="replace").strip().lower()


def failed_too_often(request: HttpRequest, login: str) -> bool:
    """Return whether the account at this network address, or the address itself, is over the limit.

    Called on every request, so it writes nothing.
    """
    rates = {_cache_key(request, login, rate): rate for rate in _rates()}
    failures = cache.get_many(rates)
    now = time.time()
    limited = any(
        not ratelimit.apply_rate(failures.get(key, []), now, rate, dry_run=True)[0]
        for key, rate in rates.items()
    )
    if limited:
        logger.warning("app password attempts limited")
    return limited


def count_failure(request: HttpRequest, login: str) -> None:
    """Record a wrong password."""
    key = _account_at_address(request, login)
    ratelimit.consume(request, app=APP, action=ACTION, key=key, limit_get=True)


def _rates() -> list[Rate]:
    rates: list[Rate] = ratelimit.get_rates(app=APP, action=ACTION)
    return rates


def _cache_key(request: HttpRequest, login: str, rate: Rate) -> str:
    key = _account_at_address(request, login)
    cache_key: str = ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=key)
    return cache_key


def _account_at_address(request: HttpRequest, login: str) -> str:
    # Account and address, so that one phone with a revoked password locks no other client out.
    return f"{login} {ratelimit.get_ip(request)}"
