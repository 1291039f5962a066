"""The email addresses that invitations reach a person at: they decide what the person declined."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress

from core.models import Preferences, User
from tasks.models import CalendarAccount

MAX_ADDRESSES = 50  # of one account


def own_addresses(user: User) -> set[str]:
    """Return the person's addresses in lower case, in three queries.

    They sign in with some, have confirmed some, typed some in their settings, and have some at the
    providers of their calendars.
    """
    addresses = {user.email, *_typed(user)}
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    addresses.update(confirmed.values_list("email", flat=True))
    for account in CalendarAccount.objects.for_user(user).only("provider", "name", "addresses"):
        addresses.update(account.addresses)
        if account.provider == CalendarAccount.Provider.GOOGLE:
            addresses.add(account.name)  # Google's name of an account is its address
    return {address.lower() for address in addresses if "@" in address}


def store_addresses(account: CalendarAccount, addresses: Iterable[str]) -> None:
    """Store the addresses that an account's provider knows; with new ones, read everything again.

    Idempotent. The account of a trial has no row.
    """
    if account._state.adding:
        return
    known = sorted({address.lower() for address in addresses if "@" in address})[:MAX_ADDRESSES]
    if known != account.addresses:
        account.addresses = known
        CalendarAccount.objects.filter(pk=account.pk).update(addresses=known)
        account.calendars.update(sync_token="")


def _typed(user: User) -> list[str]:
    rows = Preferences.objects.filter(user=user).values_list("other_addresses", flat=True)
    return next(iter(rows), [])
