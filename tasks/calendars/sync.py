"""Syncs one account: updates its calendar list, pulls remote events and pushes local blocks."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, live
from core.queue import enqueue
from tasks.calendars import accounts
from tasks.calendars.base import (
    Block,
    CalendarError,
    CalendarGone,
    Provider,
    RemoteCalendar,
    SignedOut,
    TokenExpired,
    TooLarge,
    WriteNotAllowed,
    Writer,
)
from tasks.calendars.calendar_list import create_block_calendar, delete_calendar, update_calendars
from tasks.calendars.channels import close_channels, update_channels
from tasks.calendars.reconcile import apply_listing, blocks_to_push, plan_push, send
from tasks.calendars.windows import push_window, reaches, read_window
from tasks.models import Calendar, CalendarAccount, SyncRun
from tasks.snapshot.day import revision

logger = logging.getLogger(__name__)

TIME_LIMIT = timedelta(seconds=40)  # well under the cluster's job timeout
MISSING = gettext_lazy("The server lists this calendar but can't open it. We'll try again.")
BROKEN = gettext_lazy("Something went wrong on our side. We'll try again.")
COUNTS = ("read", "removed", "held", "pushed", "withdrawn", "moved")
State = CalendarAccount.State


def enqueue_due() -> int:
    """Enqueue a sync of each account that is due; return how many. Idempotent."""
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
    """Sync one account; None if another worker holds it or it is gone.

    A failure is stored as a sentence and retried with increasing delays; revoked access stops the
    account. Can be interrupted anywhere and repeated.
    """
    account = accounts.claim(pk)
    if account is None:
        return None
    log = SyncRun(user_id=account.user_id, account=account, started_at=clock.now())
    try:
        Run(account, log).run()
    except SignedOut as error:
        log.trouble = str(error)
        accounts.sign_out(account, log.trouble)
    except CalendarError as error:
        log.trouble = str(error)
        accounts.schedule_retry(account, error)
    except Exception:
        # A bug of ours: without a retry delay it would be hit again every other minute.
        accounts.schedule_retry(account, CalendarError(str(BROKEN)))
        raise
    _report(log)
    return log


class Run:
    """One sync of an account that this worker has claimed."""

    def __init__(self, account: CalendarAccount, log: SyncRun) -> None:
        self.account = account
        self.user = account.user
        self.log = log
        self.provider: Provider = accounts.provider_of(account)
        self.today = clock.today(self.user)
        self.until: datetime = clock.now() + TIME_LIMIT
        self.listed: set[str] = set()  # remote ids of the account's calendars
        self.unfinished = False
        self.changed = False

    def run(self) -> None:
        if self.account.state == State.LEAVING:
            self._disconnect()
            return
        if self.account.state == State.CONNECTING and not accounts.connect(
            self.account, self.provider
        ):
            return
        self._sync_calendars()
        if self.changed:
            live.notify(self.user.pk, events=True)

    def _sync_calendars(self) -> None:
        rev = revision(self.user)  # read first: edits made during this run are pushed by the next
        remote_calendars = self.provider.calendars()
        update_calendars(self.account, remote_calendars)
        self.listed = {remote.remote_id for remote in remote_calendars}
        for calendar in self._calendars_to_delete():
            self._delete(calendar)
        for calendar in self.account.calendars.wanted().order_by("pk"):
            self._pull(calendar)
        receiving = self.account.calendars.filter(receives_blocks=True).first()
        if receiving:
            self._push(receiving, remote_calendars)
        update_channels(self.account, self.provider, self.until)
        accounts.release(self.account, accounts.next_minute() if self.unfinished else None, rev)

    def _pull(self, calendar: Calendar) -> None:
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
        except CalendarGone as error:
            self._handle_missing(calendar, str(error))
            return
        except TooLarge as error:
            self._record_problem(calendar, str(error), sync_token="")
            return
        result = apply_listing(calendar, listing, window, self._blocks(calendar))
        self.log.read += result.read
        self.log.removed += result.removed
        self.log.held += result.held
        self.log.moved += result.moved
        self._note(result.notes)
        self.changed |= bool(result.changed)
        self.unfinished |= bool(result.doubted)

    def _push(self, calendar: Calendar, remote_calendars: Sequence[RemoteCalendar]) -> None:
        writer = cast(Writer, self.provider)
        try:
            if not calendar.remote_id:
                create_block_calendar(calendar, writer, remote_calendars)
                self.listed.add(calendar.remote_id)
        except WriteNotAllowed as error:
            self._record_problem(calendar, str(error), receives_blocks=False)
            return
        blocks = self._blocks(calendar)
        plan_push(calendar, blocks, push_window(self.today))
        try:
            result = send(writer, calendar, blocks, self.until)
        except CalendarGone as error:
            self._handle_missing(calendar, str(error))
            return
        self.log.pushed += result.pushed
        self.log.withdrawn += result.withdrawn
        self.log.moved += result.moved
        self._note(result.notes)
        self.unfinished |= calendar.pushed.waiting().exists()

    def _blocks(self, calendar: Calendar) -> dict[str, Block]:
        return blocks_to_push(calendar, push_window(self.today))

    def _handle_missing(self, calendar: Calendar, sentence: str) -> None:
        """Treat a calendar that answered "not found" as gone only if it is not listed either."""
        if calendar.remote_id in self.listed:
            self._record_problem(calendar, str(MISSING), sync_token="")
        else:
            self._mark_gone(calendar, sentence)

    def _mark_gone(self, calendar: Calendar, sentence: str) -> None:
        """Hide the calendar; stop pushing if it was the one for blocks."""
        if calendar.receives_blocks:
            # The person deleted it on purpose, so it is not created again.
            sentence = _(
                "This calendar was deleted remotely, so your blocks no longer appear in it."
            )
        with transaction.atomic():
            self._record_problem(calendar, sentence, receives_blocks=False, gone_at=clock.now())
            calendar.pushed.all().delete()

    def _record_problem(self, calendar: Calendar, sentence: str, **columns: object) -> None:
        """Store what is wrong with one calendar, and update `columns` of its row.

        Pass an empty `sync_token` to force a complete listing next time, which clears the problem.
        The log keeps it.
        """
        Calendar.objects.filter(pk=calendar.pk).update(trouble=sentence, **columns)
        self.log.trouble = f"{self.log.trouble} {calendar}: {sentence}".strip()

    def _note(self, sentences: Sequence[str]) -> None:
        self.log.trouble = " ".join(filter(None, [self.log.trouble, *sentences]))

    def _calendars_to_delete(self) -> QuerySet[Calendar]:
        return self.account.calendars.filter(to_delete=True)

    def _delete(self, calendar: Calendar) -> None:
        try:
            delete_calendar(calendar, cast(Writer, self.provider))
        except WriteNotAllowed as error:
            advice = _("Delete it in your calendar program.")
            self._record_problem(calendar, f"{error} {advice}", to_delete=False)

    def _disconnect(self) -> None:
        """Delete our calendars remotely, revoke our access, then delete the account locally.

        `WriteNotAllowed` fails the whole run here: once the account is deleted there is no row
        left to store the problem in.
        """
        try:
            for calendar in self._calendars_to_delete():
                delete_calendar(calendar, cast(Writer, self.provider))
            close_channels(self.account.calendars.all(), self.provider)
            self.provider.revoke()
        except SignedOut:
            logger.info("access was already revoked account=%s", self.account.pk)
        self.account.delete()
        live.notify(self.user.pk, events=True)


def _report(log: SyncRun) -> None:
    """Log the run, and save it if something happened and its account still exists."""
    log.seconds = (clock.now() - log.started_at).total_seconds()
    counts = " ".join(f"{name}={getattr(log, name)}" for name in COUNTS)
    logger.info(
        "calendars synced account=%s %s trouble=%s", log.account_id, counts, bool(log.trouble)
    )
    notable = log.trouble or any(getattr(log, name) for name in COUNTS)
    if notable and CalendarAccount.objects.filter(pk=log.account_id).exists():
        log.save()
