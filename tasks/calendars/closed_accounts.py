"""What a closed account leaves behind elsewhere: its access is given back, its blocks are removed.

By then its rows are gone, so a job carries along, sealed, what it takes to do so.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import cast

from django.utils.translation import gettext as _

from core.crypto import DecryptionFailed, decrypt, encrypt
from core.models import User
from core.queue import MAX_TRIES, enqueue, retry_later
from tasks.calendars.accounts import provider_of
from tasks.calendars.base import CalendarGone, MayNotWrite, SignedOut, Trouble, Writer
from tasks.models import Calendar, CalendarAccount

logger = logging.getLogger(__name__)

State = CalendarAccount.State
Provider = CalendarAccount.Provider


def leave_calendars(user: User) -> str:
    """Ask the cluster to disconnect what is connected; return a sentence that says so, if any is.

    Call it in the transaction that closes the account.
    """
    connected = CalendarAccount.objects.for_user(user).exclude(provider=Provider.ICS)
    connected = connected.exclude(state=State.SIGNED_OUT).exclude(credentials="")
    for account in connected:
        ours = Calendar.objects.for_user(user).filter(account=account, made_here=True)
        remote_ids = ours.exclude(remote_id="").values_list("remote_id", flat=True)
        left = {"provider": account.provider, "credentials": account.credentials}
        sealed = encrypt(left | {"calendars": list(remote_ids)})
        enqueue("tasks.jobs.disconnect_closed", sealed, user=user.pk)
    if not connected:
        return ""
    return _(
        "The calendar accounts that were connected are being disconnected, and your blocks are "
        "being removed there. You can check that at Google: "
        "https://myaccount.google.com/connections"
    )


def disconnect_closed(sealed: str, tries: int = 0) -> None:
    """Delete the calendars of blocks and give the access back; tried again for a day."""
    try:
        left = decrypt(sealed)
        _disconnect(left["provider"], left["credentials"], left["calendars"])
    except (SignedOut, DecryptionFailed):
        logger.info("access of a closed account was gone")
    except Trouble as trouble:
        if tries >= MAX_TRIES:
            raise
        logger.info("closed account is disconnected later tries=%s why=%s", tries, trouble)
        retry_later("tasks.jobs.disconnect_closed", sealed, tries=tries)


def _disconnect(provider: str, credentials: str, calendars: list[str]) -> None:
    account = CalendarAccount(provider=provider, credentials=credentials)  # never saved
    there = cast(Writer, provider_of(account))
    for remote_id in calendars:
        with suppress(CalendarGone, MayNotWrite):
            there.delete_calendar(remote_id)
    there.revoke()
