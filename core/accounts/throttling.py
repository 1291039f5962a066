"""Rate limits for failed sign-ins and password resets: allauth's limits with our own keys.

Failures from an unknown browser count per account and network address, so that they do not lock out
the owner elsewhere, and per account up to a much higher limit. A known browser has its own count
and is still allowed in then (OWASP, "Device cookies").
"""

from __future__ import annotations

import logging

from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest

from core.accounts.known_browsers import known_browser
from core.models import User

logger = logging.getLogger(__name__)

APP = "allauth.account"


def consume_sign_in(request: HttpRequest, email: str) -> RateLimitUsage | None:
    """Count an attempt before its password is checked; return None above the limit.

    The caller rolls the usage back if the password is right.
    """
    account, browser = _account_and_browser(request, email)
    if browser:
        return _consume(request, "login_failed_known", f"{account} {browser}")
    # Account and address first: attempts rejected there do not count against the account.
    usage = _consume(request, "login_failed", f"{account} {ratelimit.get_ip(request)}")
    total = usage and _consume(request, "login_failed_account", account)
    if usage is None or total is None:
        return None
    return RateLimitUsage([*usage.usage, *total.usage])


def may_mail_reset(request: HttpRequest, email: str) -> bool:
    """Count a reset mail for the account; return whether it may be sent."""
    account, browser = _account_and_browser(request, email)
    key = f"{account} {browser}" if browser else account
    return _consume(request, "reset_password_mail", key) is not None


def _account_and_browser(request: HttpRequest, email: str) -> tuple[str, str | None]:
    """Return a key for the account, the same for all its addresses, and the known browser."""
    users: list[User] = filter_users_by_email(email, prefer_verified=True, for_login=True)
    for user in users:
        if browser := known_browser(request, user):
            return str(user.pk), browser
    return str(users[0].pk) if users else email.lower(), None


def _consume(request: HttpRequest, action: str, key: str) -> RateLimitUsage | None:
    usage: RateLimitUsage | None = ratelimit.consume(request, app=APP, action=action, key=key)
    if usage is None:
        logger.warning("rate limit reached action=%s", action)
    return usage
