"""Disconnects the calendar accounts of a closed Whendoist account.

Its rows are deleted by then, so the job carries the remote ids and credentials, encrypted.
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
from tasks.calendars.base import CalendarError, CalendarGone, SignedOut, WriteNotAllowed, Writer
from tasks.calendars.channels import open_channels, stop_channel
from tasks.models import Calendar, CalendarAccount

logger = logging.getLogger(__name__)

State = CalendarAccount.State
Provider = CalendarAccount.Provider


def disconnect_calendars(user: User) -> str:
    """Enqueue disconnecting each connected account; return a sentence about it, or "" if none is.

    Call it in the transaction that closes the account.
    """
    connected = CalendarAccount.objects.for_user(user).exclude(provider=Provider.ICS)
    connected = connected.exclude(state=State.SIGNED_OUT).exclude(credentials="")
    for account in connected:
        own = Calendar.objects.for_user(user).filter(account=account, made_here=True)
        remote_ids = own.exclude(remote_id="").values_list("remote_id", flat=True)
        access = {"provider": account.provider, "credentials": account.credentials}
        sealed = encrypt(
            access | {"calendars": list(remote_ids), "channels": open_channels(account)}
        )
        enqueue("tasks.jobs.disconnect_closed", sealed, user=user.pk)
    if not connected:
        return ""
    return _(
        "Your connected calendar accounts are being disconnected, and your blocks are being "
        "removed from them. For Google you can check this at "
        "https://myaccount.google.com/connections"
    )


def disconnect_closed(sealed: str, tries: int = 0) -> None:
    """Delete the calendars of blocks and revoke our access. Failures are retried for a day."""
    try:
        access = decrypt(sealed)
        _disconnect(
            access["provider"],
            access["credentials"],
            access["calendars"],
            access.get("channels", []),
        )
    except (SignedOut, DecryptionFailed):
        logger.info("access of closed account was already revoked")
    except CalendarError as error:
        if tries >= MAX_TRIES:
            raise
        logger.info(
            "disconnecting closed account failed, retrying tries=%s reason=%s", tries, error
        )
        retry_later("tasks.jobs.disconnect_closed", sealed, tries=tries)


def _disconnect(
    provider: str, credentials: str, calendars: list[str], channels: list[list[str]]
) -> None:
    account = CalendarAccount(provider=provider, credentials=credentials)  # never saved
    writer = cast(Writer, provider_of(account))
    for remote_id in calendars:
        with suppress(CalendarGone, WriteNotAllowed):
            writer.delete_calendar(remote_id)
    for channel, resource in channels:
        stop_channel(writer, channel, resource)
    writer.revoke()
