"""Ways out: making and revoking the feeds and app passwords of a person. Secrets are told once."""

from __future__ import annotations

import logging

from core.models import User
from tasks.constants import SHARES_MOST
from tasks.editing.refusals import NotThere, Refused
from tasks.models import AppPassword, CalendarFeed, Domain
from tasks.models.sharing import digest_of, new_secret

logger = logging.getLogger(__name__)


def add_feed(
    user: User, name: str, domain: int | None = None, blocks_only: bool = False
) -> tuple[CalendarFeed, str]:
    """A new feed, and the secret in its address, which nobody can look up again."""
    if domain and not Domain.objects.for_user(user).filter(pk=domain).exists():
        raise NotThere("domain")
    _refuse_too_many(CalendarFeed.objects.for_user(user).count(), "feeds")
    secret = new_secret()
    feed = CalendarFeed.objects.create(
        user=user,
        name=name,
        domain_id=domain,
        blocks_only=blocks_only,
        digest=digest_of(secret),
    )
    logger.info("feed added user=%s feed=%s", user.pk, feed.pk)
    return feed, secret


def add_password(user: User, name: str) -> str:
    """A new app password for one program, which nobody can look up again."""
    _refuse_too_many(AppPassword.objects.for_user(user).count(), "app passwords")
    secret = new_secret()
    password = AppPassword.objects.create(user=user, name=name, digest=digest_of(secret))
    logger.info("app password added user=%s password=%s", user.pk, password.pk)
    return secret


def revoke_feed(user: User, pk: int) -> None:
    """Who reads it finds nothing from now on."""
    if not CalendarFeed.objects.for_user(user).filter(pk=pk).delete()[0]:
        raise NotThere("feed")
    logger.info("feed revoked user=%s feed=%s", user.pk, pk)


def revoke_password(user: User, pk: int) -> None:
    """The program is signed out with its next request."""
    if not AppPassword.objects.for_user(user).filter(pk=pk).delete()[0]:
        raise NotThere("app password")
    logger.info("app password revoked user=%s password=%s", user.pk, pk)


def _refuse_too_many(count: int, what: str) -> None:
    if count >= SHARES_MOST:
        raise Refused(f"You have {SHARES_MOST} {what}. Revoke one that is not used any more.")
