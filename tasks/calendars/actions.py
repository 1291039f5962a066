"""What a person decides about calendars elsewhere: connect, choose, push, have a look, leave.

Nothing here talks to a provider: each writes the decision down, and the cluster carries it out.
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
from tasks.calendars.reconcile import delete_suspected
from tasks.errors import NotFound, Rejected
from tasks.models import Calendar, CalendarAccount, Event

State = CalendarAccount.State


def connect(
    user: User, provider: str, secrets: dict[str, Any], pk: int | None = None, **known: str
) -> CalendarAccount:
    """Connect a new account, or an old one again, with what its provider signs in by.

    Raises `Refused` when a person has as many as one may have.
    """
    with _deciding(user):
        if pk:
            account = _find(user, pk, provider=provider)
        else:
            _refuse_too_many(user)
            account = CalendarAccount(user=user, provider=provider, **known)
        account.credentials = encrypt(secrets)
        account.state, account.trouble, account.failures = State.CONNECTING, "", 0
        account.save()
        sync_soon(account)
        sentence = _("Whendoist was given access to a calendar account: %(account)s.")
        notify(user, _("Calendar connected"), sentence % {"account": account})
    return account


def choose(user: User, pk: int, what: str, on: bool) -> None:
    """Say whether a calendar is "shown", or whether the planner keeps off its events ("busy")."""
    if what not in ("shown", "busy"):
        raise NotFound("choice")
    with _deciding(user):
        chosen = Calendar.objects.for_user(user).filter(pk=pk)
        if not chosen.update(**{what: on}):
            raise NotFound("calendar")
        for calendar in chosen.select_related("account"):
            sync_soon(calendar.account)
    live.notify(user.pk, events=True)


def push_blocks(user: User, pk: int, with_untimed: bool = False) -> None:
    """Show blocks in a calendar of our own there, made if there is none. Safe to repeat."""
    with _deciding(user):
        account = _find(user, pk)
        calendar = account.calendars.filter(made_here=True, gone_at=None, to_delete=False).first()
        calendar = calendar or Calendar(user=user, account=account, name=NAME, made_here=True)
        calendar.receives_blocks, calendar.with_untimed = True, with_untimed
        calendar.save()
        sync_soon(account)


def stop_pushing(user: User, pk: int, delete: bool) -> None:
    """Show blocks there no more; keep those that are, or `delete` the calendar in one call."""
    with _deciding(user):
        account = _find(user, pk)
        ours = account.calendars.filter(receives_blocks=True)
        ours.update(receives_blocks=False, to_delete=delete)
        sync_soon(account)


def resync(user: User, pk: int) -> None:
    """Read everything anew, now."""
    with _deciding(user):
        account = _find(user, pk)
        if account.state == State.SIGNED_OUT:
            raise Rejected("Connect the account again first.")
        account.calendars.update(sync_token="")
        account.next_sync_at, account.failures = clock.now(), 0
        account.save(update_fields=["next_sync_at", "failures"])
        sync_soon(account)


def disconnect(user: User, pk: int, delete: bool) -> None:
    """Give the access back and forget the account; `delete` the calendar of our blocks too.

    Its events are gone from here at once. While it cannot be reached, giving back is tried again;
    asked a second time, it is forgotten as it is.
    """
    with _deciding(user):
        account = _find(user, pk)
        if delete:
            account.calendars.filter(made_here=True).update(to_delete=True, receives_blocks=False)
        Event.objects.filter(calendar__account=account).delete()
        signed_out = account.state == State.SIGNED_OUT or not account.credentials
        if signed_out or (account.state == State.LEAVING and account.failures):
            account.delete()
        elif account.state != State.LEAVING:
            sentence = _("Whendoist gives back its access to a calendar account: %(account)s.")
            notify(user, _("Calendar disconnected"), sentence % {"account": account})
            account.state, account.next_sync_at = State.LEAVING, clock.now()
            account.trouble, account.failures = "", 0
            account.save(update_fields=["state", "next_sync_at", "trouble", "failures"])
            sync_soon(account)
    live.notify(user.pk, events=True)


def confirm_deletions(user: User, pk: int) -> int:
    """Let go of the events of a calendar that are missing there; return how many."""
    calendar = Calendar.objects.for_user(user).filter(pk=pk).first()
    if calendar is None:
        raise NotFound("calendar")
    with _deciding(user):
        deleted = delete_suspected(calendar)
    live.notify(user.pk, events=True)
    return deleted


def confirm_removals(user: User, pk: int) -> int:
    """Let the events of blocks that are no more be deleted there; return how many."""
    with _deciding(user):
        account = _find(user, pk)
        confirmed = 0
        for calendar in account.calendars.filter(receives_blocks=True):
            confirmed += calendar.pushed.removing().update(removal_confirmed=True)
        sync_soon(account)
    return confirmed


def sync_soon(account: CalendarAccount) -> None:
    """Ask the cluster for a run now rather than within a minute."""
    CalendarAccount.objects.filter(pk=account.pk).update(queued_until=clock.now() + QUEUED)
    enqueue("tasks.jobs.sync_calendars_of", account.pk, user=account.user_id)


@contextmanager
def _deciding(user: User) -> Iterator[None]:
    """A transaction that locks as all others do: preferences, account, calendar, events."""
    with transaction.atomic():
        if Preferences.objects.select_for_update(no_key=True).filter(user=user).first() is None:
            raise NotFound("account")
        yield


def _refuse_too_many(user: User) -> None:
    most = settings.CALENDAR_ACCOUNTS_MOST
    if CalendarAccount.objects.for_user(user).count() >= most:
        raise Rejected(
            _("You have connected %(most)d calendar accounts. Disconnect one to connect another.")
            % {"most": most}
        )


def _find(user: User, pk: int, **which: str) -> CalendarAccount:
    accounts = CalendarAccount.objects.for_user(user).select_for_update(no_key=True)
    account = accounts.filter(pk=pk, **which).first()
    if account is None:
        raise NotFound("calendar account")
    return account
