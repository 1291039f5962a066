"""Whose e-mail address is whose."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.notices import notify
from core.models import User


def change_address(user: User, email: str) -> None:
    """Make `email` the person's login instead of the present one. Safe to repeat.

    allauth lets people sign in by any address it has noted, so the old one is forgotten there.
    Raises `IntegrityError` when it is somebody else's.
    """
    old, new = user.email, email.strip().lower()
    with transaction.atomic():
        address, _created = EmailAddress.objects.get_or_create(user=user, email=new)
        address.set_as_primary()
        if new != old:
            EmailAddress.objects.filter(user=user, email=old).delete()
            sentence = _("You now sign in with %(new)s instead of %(old)s.")
            notify(user, _("E-mail address changed"), sentence % {"new": new, "old": old}, old, new)
    user.email = new
