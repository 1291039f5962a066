"""Ways out: making and revoking the feeds and app passwords of a person. Secrets are told once."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts import notify
from core.models import User
from tasks.constants import SHARES_MOST
from tasks.editing.cleaning import clean_name
from tasks.errors import NotFound, Rejected
from tasks.models import AppPassword, CalendarFeed, Domain
from tasks.models.sharing import digest_of, new_secret

logger = logging.getLogger(__name__)


def add_feed(
    user: User, name: str, domain: int | None = None, blocks_only: bool = False
) -> tuple[CalendarFeed, str]:
    """A new feed, and the secret in its address, which nobody can look up again."""
    if domain and not Domain.objects.for_user(user).filter(pk=domain).exists():
        raise NotFound("domain")
    name = _named(name, _("Give the feed a name."))
    _refuse_too_many(CalendarFeed.objects.for_user(user).count(), "feeds")
    secret = new_secret()
    with transaction.atomic():
        feed = CalendarFeed.objects.create(
            user=user,
            name=name,
            domain_id=domain,
            blocks_only=blocks_only,
            digest=digest_of(secret),
        )
        sentence = _("The feed “%(name)s” was created: a secret address that shows your plan.")
        notify(user, _("Feed created"), sentence % {"name": name})
    logger.info("feed added user=%s feed=%s", user.pk, feed.pk)
    return feed, secret


def add_password(user: User, name: str) -> str:
    """A new app password for one program, which nobody can look up again."""
    name = _named(name, _("Name the program it is for."))
    _refuse_too_many(AppPassword.objects.for_user(user).count(), "app passwords")
    secret = new_secret()
    with transaction.atomic():
        password = AppPassword.objects.create(user=user, name=name, digest=digest_of(secret))
        sentence = _("The app password “%(name)s” was created. It opens your tasks by CalDAV.")
        notify(user, _("App password created"), sentence % {"name": name})
    logger.info("app password added user=%s password=%s", user.pk, password.pk)
    return secret


def revoke_feed(user: User, pk: int) -> None:
    """Who reads it finds nothing from now on."""
    with transaction.atomic():
        feed = CalendarFeed.objects.for_user(user).select_for_update().filter(pk=pk).first()
        if feed is None:
            raise NotFound("feed")
        feed.delete()
        sentence = _("The feed “%(name)s” was revoked.")
        notify(user, _("Feed revoked"), sentence % {"name": feed.name})
    logger.info("feed revoked user=%s feed=%s", user.pk, pk)


def revoke_password(user: User, pk: int) -> None:
    """The program is signed out with its next request."""
    with transaction.atomic():
        password = AppPassword.objects.for_user(user).select_for_update().filter(pk=pk).first()
        if password is None:
            raise NotFound("app password")
        password.delete()
        sentence = _("The app password “%(name)s” was revoked.")
        notify(user, _("App password revoked"), sentence % {"name": password.name})
    logger.info("app password revoked user=%s password=%s", user.pk, pk)


def revoke_all(user: User) -> None:
    """Revoke every feed and app password. Safe to repeat."""
    with transaction.atomic():
        feeds, _rows = CalendarFeed.objects.for_user(user).delete()
        passwords, _rows = AppPassword.objects.for_user(user).delete()
        if feeds or passwords:
            sentence = _("All your feeds and app passwords were revoked.")
            notify(user, _("Feeds and app passwords revoked"), sentence)
    logger.info("all access revoked user=%s feeds=%s passwords=%s", user.pk, feeds, passwords)


def _named(name: str, sentence: str) -> str:
    name = clean_name(name)
    if not name:
        raise Rejected(sentence, "name")
    return name


def _refuse_too_many(count: int, what: str) -> None:
    if count >= SHARES_MOST:
        raise Rejected(f"You have {SHARES_MOST} {what}. Revoke one that is not used any more.")
