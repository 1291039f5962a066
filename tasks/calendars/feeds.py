"""Creates and revokes a person's feeds and app passwords. Their secrets are shown only once."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts import notify
from core.models import User
from tasks.constants import MAX_SHARES
from tasks.editing.cleaning import clean_name
from tasks.errors import NotFound, Rejected
from tasks.models import AppPassword, CalendarFeed, Domain
from tasks.models.sharing import digest_of, new_secret

logger = logging.getLogger(__name__)


def add_feed(
    user: User, name: str, domain: int | None = None, blocks_only: bool = False
) -> tuple[CalendarFeed, str]:
    """Create a feed; return it with the secret of its address, which can't be read again."""
    if domain and not Domain.objects.for_user(user).filter(pk=domain).exists():
        raise NotFound("domain")
    name = _cleaned_name(name, _("Give the feed a name."))
    if CalendarFeed.objects.for_user(user).count() >= MAX_SHARES:
        sentence = _("You have %(limit)d feeds. Revoke one you no longer use to add another.")
        raise Rejected(sentence % {"limit": MAX_SHARES})
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
    logger.info("feed created user=%s feed=%s", user.pk, feed.pk)
    return feed, secret


def add_password(user: User, name: str) -> str:
    """Create an app password for one program and return it; it can't be read again."""
    name = _cleaned_name(name, _("Name the program this password is for."))
    if AppPassword.objects.for_user(user).count() >= MAX_SHARES:
        sentence = _(
            "You have %(limit)d app passwords. Revoke one you no longer use to add another."
        )
        raise Rejected(sentence % {"limit": MAX_SHARES})
    secret = new_secret()
    with transaction.atomic():
        password = AppPassword.objects.create(user=user, name=name, digest=digest_of(secret))
        sentence = _(
            "The app password “%(name)s” was created. It gives CalDAV access to your tasks."
        )
        notify(user, _("App password created"), sentence % {"name": name})
    logger.info("app password created user=%s password=%s", user.pk, password.pk)
    return secret


def revoke_feed(user: User, pk: int) -> None:
    """Delete a feed: its address stops working at once."""
    with transaction.atomic():
        feed = CalendarFeed.objects.for_user(user).select_for_update().filter(pk=pk).first()
        if feed is None:
            raise NotFound("feed")
        feed.delete()
        sentence = _("The feed “%(name)s” was revoked.")
        notify(user, _("Feed revoked"), sentence % {"name": feed.name})
    logger.info("feed revoked user=%s feed=%s", user.pk, pk)


def revoke_password(user: User, pk: int) -> None:
    """Delete an app password: the program is signed out with its next request."""
    with transaction.atomic():
        password = AppPassword.objects.for_user(user).select_for_update().filter(pk=pk).first()
        if password is None:
            raise NotFound("app password")
        password.delete()
        sentence = _("The app password “%(name)s” was revoked.")
        notify(user, _("App password revoked"), sentence % {"name": password.name})
    logger.info("app password revoked user=%s password=%s", user.pk, pk)


def revoke_all(user: User) -> None:
    """Revoke every feed and app password of a person. Idempotent."""
    with transaction.atomic():
        feeds, _rows = CalendarFeed.objects.for_user(user).delete()
        passwords, _rows = AppPassword.objects.for_user(user).delete()
        if feeds or passwords:
            sentence = _("All your feeds and app passwords were revoked.")
            notify(user, _("Feeds and app passwords revoked"), sentence)
    logger.info("all access revoked user=%s feeds=%s passwords=%s", user.pk, feeds, passwords)


def _cleaned_name(name: str, problem: str) -> str:
    """Return the cleaned name. Raises `Rejected` with `problem` if it is empty."""
    name = clean_name(name)
    if not name:
        raise Rejected(problem, "name")
    return name
