"""One run over one account: read its calendars, settle what differs, send what waits."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import QuerySet

from core import clock, live
from core.queue import enqueue
from tasks.calendars import accounts
from tasks.calendars.base import (
    Block,
    CalendarGone,
    MayNotWrite,
    Provider,
    RemoteCalendar,
    SignedOut,
    TokenExpired,
    TooMuch,
    Trouble,
    Writer,
)
from tasks.calendars.blocks import blocks_of
from tasks.calendars.calendar_list import delete_calendar, make_calendar, take_calendars
from tasks.calendars.reconcile import plan, send, take_in
from tasks.calendars.windows import push_window, reaches, read_window
from tasks.models import Calendar, CalendarAccount, SyncRun
from tasks.snapshot.day import revision

logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=40)  # well under the cluster's job timeout
MISSING = "This calendar is listed there, but cannot be opened. It is tried again."
BROKEN = "Something broke on our side. It is tried again."
State = CalendarAccount.State


def enqueue_due() -> int:
    """Ask the cluster for a run over each account that is due; return how many. Safe to repeat."""
    accounts.repair_clock_skew()
    now = clock.now()
    with transaction.atomic():
        due = CalendarAccount.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        users = {account.pk: account.user_id for account in due}
        CalendarAccount.objects.filter(pk__in=users).update(queued_until=now + accounts.QUEUED)
        for pk, user in users.items():
            enqueue("tasks.jobs.sync_calendars_of", pk, user=user)
    return len(users)


def sync(pk: int) -> SyncRun | None:
    """Sync one account; None when another worker has it, or it is gone.

    Whatever goes wrong is written down as a sentence and tried again, at growing distance; access
    that was taken back stops the account. Safe to interrupt anywhere, and to repeat.
    """
    account = accounts.claim(pk)
    if account is None:
        return None
    log = SyncRun(user_id=account.user_id, account=account, started_at=clock.now())
    try:
        Run(account, log).run()
    except SignedOut as refusal:
        log.trouble = str(refusal)
        accounts.sign_out(account, log.trouble)
    except Trouble as trouble:
        log.trouble = str(trouble)
        accounts.try_later(account, trouble)
    except Exception:
        # A mistake of ours: without this it would be made again every other minute.
        accounts.try_later(account, Trouble(BROKEN))
        raise
    _report(log)
    return log


class Run:
    """One run over an account that this worker holds."""

    def __init__(self, account: CalendarAccount, log: SyncRun) -> None:
        self.account = account
        self.user = account.user
        self.log = log
        self.provider: Provider = accounts.provider_of(account)
        self.today = clock.today(self.user)
        self.until: datetime = clock.now() + PATIENCE
        self.listed: set[str] = set()  # the calendars there are, by their ids there
        self.unfinished = False
        self.changed = False

    def run(self) -> None:
        if self.account.state == State.LEAVING:
            self._leave()
            return
        if self.account.state == State.CONNECTING and not accounts.connect(
            self.account, self.provider
        ):
            return
        self._work()
        if self.changed:
            live.notify(self.user.pk, events=True)

    def _work(self) -> None:
        rev = revision(self.user)  # first: what is done meanwhile is pushed by the next run
        told = self.provider.calendars()
        take_calendars(self.account, told)
        self.listed = {calendar.remote_id for calendar in told}
        for calendar in self._unwanted():
            self._delete(calendar)
        for calendar in self.account.calendars.wanted().order_by("pk"):
            self._read(calendar)
        receiving = self.account.calendars.filter(receives_blocks=True).first()
        if receiving:
            self._push(receiving, told)
        accounts.release(self.account, accounts.soon() if self.unfinished else None, rev)

    def _read(self, calendar: Calendar) -> None:
        if clock.now() >= self.until:
            self.unfinished = True
            return
        window = read_window(self.today)
        token = calendar.sync_token if reaches(calendar.read_until, self.today) else ""
        try:
            try:
                listing = self.provider.listing(calendar.remote_id, token, window)
            except TokenExpired:
                listing = self.provider.listing(calendar.remote_id, "", window)
        except CalendarGone as gone:
            self._note_missing(calendar, str(gone))
            return
        except TooMuch as trouble:
            self._note(calendar, str(trouble), sync_token="")
            return
        taken = take_in(calendar, listing, window, self._blocks(calendar))
        self.log.read += taken.read
        self.log.removed += taken.removed
        self.log.held += taken.held
        self.log.moved += taken.moved
        self.changed |= bool(taken.changed)
        self.unfinished |= taken.doubtful and not taken.held

    def _push(self, calendar: Calendar, told: Sequence[RemoteCalendar]) -> None:
        writer = cast(Writer, self.provider)
        try:
            if not calendar.remote_id:
                make_calendar(calendar, writer, told)
                self.listed.add(calendar.remote_id)
        except MayNotWrite as refusal:
            self._note(calendar, str(refusal), receives_blocks=False)
            return
        blocks = self._blocks(calendar)
        plan(calendar, blocks, push_window(self.today))
        try:
            sent = send(writer, calendar, blocks, self.until)
        except CalendarGone as gone:
            self._note_missing(calendar, str(gone))
            return
        self.log.pushed += sent.pushed
        self.log.withdrawn += sent.withdrawn
        self.log.held += sent.held
        self.log.moved += sent.moved
        self.unfinished |= calendar.pushed.waiting().count() > sent.held

    def _blocks(self, calendar: Calendar) -> dict[str, Block]:
        if not calendar.receives_blocks:
            return {}
        return blocks_of(self.user, push_window(self.today), calendar.with_untimed)

    def _note_missing(self, calendar: Calendar, sentence: str) -> None:
        """It said that it is not there. Believed only when the account does not list it either."""
        if calendar.remote_id in self.listed:
            self._note(calendar, MISSING, sync_token="")
        else:
            self._note_gone(calendar, sentence)

    def _note_gone(self, calendar: Calendar, sentence: str) -> None:
        """Leave it out of sight; into one of ours nothing is pushed any more."""
        if calendar.receives_blocks:
            # A person deleted it there, and meant it.
            sentence = "This calendar was deleted there, so blocks are no longer shown in it."
        with transaction.atomic():
            self._note(calendar, sentence, receives_blocks=False, gone_at=clock.now())
            calendar.pushed.all().delete()

    def _note(self, calendar: Calendar, sentence: str, **columns: object) -> None:
        """Say what is wrong with one calendar, and change `columns` of it.

        Without a token it is listed anew next time, and the note is gone then. The log keeps it.
        """
        Calendar.objects.filter(pk=calendar.pk).update(trouble=sentence, **columns)
        self.log.trouble = f"{self.log.trouble} {calendar}: {sentence}".strip()

    def _unwanted(self) -> QuerySet[Calendar]:
        """Those of ours that the person wants deleted there."""
        return self.account.calendars.filter(to_delete=True)

    def _delete(self, calendar: Calendar) -> None:
        try:
            delete_calendar(calendar, cast(Writer, self.provider))
        except MayNotWrite as refusal:
            self._note(calendar, f"{refusal} Delete it there.", to_delete=False)

    def _leave(self) -> None:
        """Give everything back there, then forget the account here.

        What may not be deleted there is trouble of the whole account: with it gone, there would be
        no place left to say so.
        """
        try:
            for calendar in self._unwanted():
                delete_calendar(calendar, cast(Writer, self.provider))
            self.provider.revoke()
        except SignedOut:
            logger.info("access was gone account=%s", self.account.pk)
        self.account.delete()
        live.notify(self.user.pk, events=True)


def _report(log: SyncRun) -> None:
    """Keep a run in which something happened, if its account is still there."""
    log.seconds = (clock.now() - log.started_at).total_seconds()
    figures = ("read", "removed", "held", "pushed", "withdrawn", "moved")
    said = " ".join(f"{name}={getattr(log, name)}" for name in figures)
    logger.info(
        "calendars synced account=%s %s trouble=%s", log.account_id, said, bool(log.trouble)
    )
    notable = log.trouble or any(getattr(log, name) for name in figures)
    if notable and CalendarAccount.objects.filter(pk=log.account_id).exists():
        log.save()
