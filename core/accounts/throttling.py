"""How often signing in may fail and a password may be reset: allauth's limits, with our keys.

A stranger's failures count for account and address together, so that they lock nobody out who is
elsewhere, and for the account alone up to a much higher limit. A browser that has signed in before
has a count of its own and gets through even then (OWASP, "Device cookies").
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
    """Count an attempt before its password is checked; None when there were too many.

    Whoever turns out to be right rolls the usage back.
    """
    account, browser = _account_and_browser(request, email)
    if browser:
        return _consume(request, "login_failed_known", f"{account} {browser}")
    # Account and address first: what is refused there does not count against the account.
    usage = _consume(request, "login_failed", f"{account} {ratelimit.get_ip(request)}")
    total = usage and _consume(request, "login_failed_account", account)
    if usage is None or total is None:
        return None
    return RateLimitUsage([*usage.usage, *total.usage])


def may_mail_reset(request: HttpRequest, email: str) -> bool:
    """Whether another mail with a reset link may go to the account, which counts it."""
    account, browser = _account_and_browser(request, email)
    key = f"{account} {browser}" if browser else account
    return _consume(request, "reset_password_mail", key) is not None


def _account_and_browser(request: HttpRequest, email: str) -> tuple[str, str | None]:
    """What counts as one account, whichever of its addresses is used, and the known browser."""
    users: list[User] = filter_users_by_email(email, prefer_verified=True, for_login=True)
    for user in users:
        if browser := known_browser(request, user):
            return str(user.pk), browser
    return str(users[0].pk) if users else email.lower(), None


def _consume(request: HttpRequest, action: str, key: str) -> RateLimitUsage | None:
    usage: RateLimitUsage | None = ratelimit.consume(request, app=APP, action=action, key=key)
    if usage is None:
        logger.warning("account limited action=%s", action)
    return usage
