"""What a person does with calendars: connect, choose, push blocks, resync, confirm, disconnect.

Nothing here talks to a provider: each action stores the decision, and the cluster carries it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, live
from core.accounts import notify
from core.crypto import encrypt
from core.models import Preferences, User
from core.queue import enqueue
from tasks.calendars.accounts import QUEUED
from tasks.calendars.calendar_list import NAME
from tasks.calendars.failures import retry_now
from tasks.calendars.reconcile import delete_held_events
from tasks.errors import NotFound, Rejected
from tasks.models import Calendar, CalendarAccount, Event

State = CalendarAccount.State


def connect(
    user: User, provider: str, secrets: dict[str, Any], pk: int | None = None, name: str = ""
) -> CalendarAccount:
    """Connect a new account, or reconnect account `pk`, with the provider's credentials.

    Without a name it gets its owner's at the first sync. Raises `Rejected` if the person has
    reached the limit of accounts.
    """
    with _locked(user):
        if pk:
            account = _get_account(user, pk, provider=provider)
        else:
            check_account_limit(user)
            account = CalendarAccount(user=user, provider=provider)
        account.name = name or account.name
        account.credentials = encrypt(secrets)
        account.state, account.trouble, account.failures = State.CONNECTING, "", 0
        account.save()
        retry_now(account)
        sync_soon(account)
        sentence = _("Whendoist was given access to a calendar account: %(account)s.")
        notify(user, _("Calendar connected"), sentence % {"account": account})
    return account


def rename(user: User, pk: int, name: str) -> CalendarAccount:
    """Rename an account. Google's keep the address that they are named after."""
    with _locked(user):
        account = _get_account(user, pk)
        if account.provider == CalendarAccount.Provider.GOOGLE:
            raise Rejected(_("A Google account can't be renamed."))
        account.name = name
        account.save(update_fields=["name"])
        if account.provider == CalendarAccount.Provider.ICS:  # its only calendar has its name
            account.calendars.update(name=name)
    live.notify(user.pk, events=True)
    return account


def choose(user: User, pk: int, option: str, on: bool) -> None:
    """Set whether a calendar is "shown", or whether its events keep the person "busy"."""
    if option not in ("shown", "busy"):
        raise NotFound("choice")
    with _locked(user):
        rows = Calendar.objects.for_user(user).filter(pk=pk)
        if not rows.update(**{option: on}):
            raise NotFound("calendar")
        for calendar in rows.select_related("account"):
            sync_soon(calendar.account)
    live.notify(user.pk, events=True)


def push_blocks(user: User, pk: int, with_untimed: bool = False) -> None:
    """Push blocks to a remote calendar of our own, created if there is none. Idempotent."""
    with _locked(user):
        account = _get_account(user, pk)
        calendar = account.calendars.listed().filter(made_here=True, to_delete=False).first()
        calendar = calendar or Calendar(user=user, account=account, name=NAME, made_here=True)
        calendar.receives_blocks, calendar.with_untimed = True, with_untimed
        calendar.save()
        if not with_untimed:  # also what was made all-day remotely
            calendar.pushed.exclude(agreed_day=None).update(agreed_day=None)
        sync_soon(account)


def stop_pushing(user: User, pk: int, delete: bool) -> None:
    """Stop pushing blocks; keep the remote calendar, or `delete` it in one request."""
    with _locked(user):
        account = _get_account(user, pk)
        account.calendars.filter(receives_blocks=True).update(
            receives_blocks=False, to_delete=delete
        )
        sync_soon(account)


def resync(user: User, pk: int) -> None:
    """Sync everything again, now: drop the sync tokens, which forces complete listings."""
    _sync_now(user, pk, sync_token="")


def read_now(user: User, pk: int) -> None:
    """Read the calendars of an account now, also those that wait after a failure. Idempotent."""
    _sync_now(user, pk)


def disconnect(user: User, pk: int, delete: bool) -> None:
    """Revoke our access and delete the account; `delete` the calendar of blocks too.

    Its events disappear at once. Revoking is retried while the provider can't be reached; calling
    this again after a failure deletes the account without revoking.
    """
    with _locked(user):
        account = _get_account(user, pk)
        if delete:
            account.calendars.filter(made_here=True).update(to_delete=True, receives_blocks=False)
        Event.objects.filter(calendar__account=account).delete()
        signed_out = account.state == State.SIGNED_OUT or not account.credentials
        if signed_out or (account.state == State.LEAVING and account.failures):
            account.delete()
        elif account.state != State.LEAVING:
            sentence = _("Whendoist is revoking its access to a calendar account: %(account)s.")
            notify(user, _("Calendar disconnected"), sentence % {"account": account})
            account.state, account.next_sync_at = State.LEAVING, clock.now()
            account.trouble, account.failures = "", 0
            account.save(update_fields=["state", "next_sync_at", "trouble", "failures"])
            sync_soon(account)
    live.notify(user.pk, events=True)


def confirm_deletions(user: User, pk: int) -> int:
    """Delete the held entries of a calendar; return how many."""
    calendar = Calendar.objects.for_user(user).filter(pk=pk).first()
    if calendar is None:
        raise NotFound("calendar")
    with _locked(user):
        deleted = delete_held_events(calendar)
    live.notify(user.pk, events=True)
    return deleted


def _sync_now(user: User, pk: int, **columns: object) -> None:
    """Sync an account without waiting for its retries, and update `columns` of its calendars."""
    with _locked(user):
        account = _get_account(user, pk)
        if account.state == State.SIGNED_OUT:
            raise Rejected(_("Connect the account again before you sync it."))
        retry_now(account, **columns)
        account.next_sync_at, account.failures = clock.now(), 0
        account.save(update_fields=["next_sync_at", "failures"])
        sync_soon(account)


def sync_soon(account: CalendarAccount) -> None:
    """Enqueue a sync now rather than within a minute."""
    CalendarAccount.objects.filter(pk=account.pk).update(queued_until=clock.now() + QUEUED)
    enqueue("tasks.jobs.sync_calendars_of", account.pk, user=account.user_id)


@contextmanager
def _locked(user: User) -> Iterator[None]:
    """Open a transaction that locks in the usual order: preferences, account, calendar, events."""
    with transaction.atomic():
        if Preferences.objects.select_for_update(no_key=True).filter(user=user).first() is None:
            raise NotFound("account")
        yield


def check_account_limit(user: User) -> None:
    """Raise `Rejected` if the person has reached the limit of accounts."""
    limit = settings.MAX_CALENDAR_ACCOUNTS
    if CalendarAccount.objects.for_user(user).count() >= limit:
        raise Rejected(
            _("You have connected %(limit)d calendar accounts. Disconnect one to connect another.")
            % {"limit": limit}
        )


def _get_account(user: User, pk: int, **conditions: str) -> CalendarAccount:
    accounts = CalendarAccount.objects.for_user(user).select_for_update(no_key=True)
    account = accounts.filter(pk=pk, **conditions).first()
    if account is None:
        raise NotFound("calendar account")
    return account
