"""Change the e-mail address of an account."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.notices import notify
from core.language import use_language_of
from core.models import User


def change_address(user: User, email: str) -> None:
    """Make `email` the login and drop the old address, which allauth would still accept.

    Idempotent. Raises `IntegrityError` if another account uses the address.
    """
    old, new = user.email, email.strip().lower()
    with transaction.atomic():
        address, _created = EmailAddress.objects.get_or_create(user=user, email=new)
        address.set_as_primary()
        if new != old:
            EmailAddress.objects.filter(user=user, email=old).delete()
            with use_language_of(user):
                sentence = _("You now sign in with %(new)s instead of %(old)s.")
                values = {"new": new, "old": old}
                notify(user, _("E-mail address changed"), sentence % values, old, new)
    user.email = new
