"""Syncs one account: updates its calendar list, pulls remote events and pushes local blocks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, live
from core.queue import enqueue
from tasks.calendars import accounts
from tasks.calendars.base import (
    Block,
    CalendarError,
    CalendarGone,
    Listing,
    Provider,
    RateLimited,
    RemoteCalendar,
    SignedOut,
    TokenExpired,
    TooLarge,
    Unavailable,
    Window,
    WriteNotAllowed,
    Writer,
)
from tasks.calendars.calendar_list import create_block_calendar, delete_calendar, update_calendars
from tasks.calendars.channels import close_channels, update_channels
from tasks.calendars.failures import (
    PUSHING,
    READING,
    is_resting,
    next_retry,
    record_failure,
    record_success,
)
from tasks.calendars.reconcile import apply_listing, blocks_to_push, plan_push, send
from tasks.calendars.time_share import next_share, time_share
from tasks.calendars.windows import push_window, reaches, read_window
from tasks.models import Calendar, CalendarAccount, SyncRun
from tasks.snapshot.day import revision

logger = logging.getLogger(__name__)

TIME_LIMIT = timedelta(seconds=40)  # well under the cluster's job timeout
PUSH_TIME = timedelta(seconds=8)  # of it, reserved for pushing
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
        self.successes = 0  # calendars that were read or pushed to
        self.failures: list[tuple[Calendar, str, CalendarError, dict[str, object]]] = []
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
        try:
            self._sync_calendars()
        finally:
            if self.changed:
                live.notify(self.user.pk, events=True)

    def _sync_calendars(self) -> None:
        rev = revision(self.user)  # read first: edits made during this run are pushed by the next
        remote_calendars = self.provider.calendars()
        update_calendars(self.account, remote_calendars)
        self.listed = {remote.remote_id for remote in remote_calendars}
        for calendar in self.account.calendars.filter(to_delete=True):
            self._try(calendar, PUSHING, partial(self._delete, calendar))
        # Those that failed come last, so that a slow one leaves time for the others.
        wanted = list(self.account.calendars.wanted().order_by("failures", "pk"))
        for place, calendar in enumerate(wanted):
            left = self.until - PUSH_TIME - clock.now()
            share = next_share(left.total_seconds(), len(wanted) - place)
            self._try(calendar, READING, partial(self._pull, calendar, share))
        if receiving := self.account.calendars.filter(receives_blocks=True).first():
            self._try(receiving, PUSHING, partial(self._push, receiving, remote_calendars))
        self._store_failures()
        update_channels(self.account, self.provider, self.until)
        again = [accounts.next_minute()] if self.unfinished else []
        again += filter(None, [next_retry(self.account)])
        accounts.release(self.account, min(again, default=None), rev)

    def _try(self, calendar: Calendar, direction: str, step: Callable[[], None]) -> None:
        """Read one calendar or push to it: whatever fails stops no other calendar."""
        if is_resting(calendar, direction):
            return
        try:
            step()
        except (SignedOut, RateLimited, OperationalError, InterfaceError):
            raise  # these concern the whole account, or the database
        except CalendarGone as error:
            self._handle_missing(calendar, direction, str(error))
        except TooLarge as error:
            self._fail(calendar, direction, error, sync_token="")
        except CalendarError as error:
            self._fail(calendar, direction, error)
        except Exception:  # a bug of ours, perhaps met by this calendar only
            logger.exception("calendar failed account=%s", self.account.pk)
            self._fail(calendar, direction, CalendarError(str(BROKEN)))

    def _fail(
        self, calendar: Calendar, direction: str, error: CalendarError, **columns: object
    ) -> None:
        self.failures.append((calendar, direction, error, columns))

    def _store_failures(self) -> None:
        """Store each failure with its calendar.

        Raises the first one instead if no calendar is available: then the account has failed.
        """
        errors = [error for _calendar, _direction, error, _columns in self.failures]
        unavailable = all(isinstance(error, Unavailable) for error in errors)
        if errors and unavailable and not self.successes:
            raise errors[0]
        for calendar, direction, error, columns in self.failures:
            record_failure(calendar, direction, error, **columns)
            self._log_problem(calendar, str(error))

    def _pull(self, calendar: Calendar, share: float) -> None:
        if not share:
            self.unfinished = True
            return
        window = read_window(self.today)
        with time_share(share):
            listing = self._list(calendar, window)
        result = apply_listing(calendar, listing, window, self._blocks(calendar))
        record_success(calendar, READING)
        self.successes += 1
        self.log.read += result.read
        self.log.removed += result.removed
        self.log.held += result.held
        self.log.moved += result.moved
        self._note(result.notes)
        self.changed |= bool(result.changed)
        self.unfinished |= bool(result.doubted)

    def _list(self, calendar: Calendar, window: Window) -> Listing:
        token = calendar.sync_token if reaches(calendar.read_until, self.today) else ""
        try:
            return self.provider.listing(calendar.remote_id, token, window)
        except TokenExpired:
            return self.provider.listing(calendar.remote_id, "", window)

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
        result = send(writer, calendar, blocks, self.until, all_read=not self.failures)
        record_success(calendar, PUSHING)
        self.successes += bool(result.pushed + result.withdrawn)
        self.log.pushed += result.pushed
        self.log.withdrawn += result.withdrawn
        self.log.moved += result.moved
        self._note(result.notes)
        self.unfinished |= calendar.pushed.waiting().exists()

    def _blocks(self, calendar: Calendar) -> dict[str, Block]:
        return blocks_to_push(calendar, push_window(self.today))

    def _handle_missing(self, calendar: Calendar, direction: str, sentence: str) -> None:
        """Treat a calendar that answered "not found" as gone only if it is not listed either."""
        if calendar.remote_id in self.listed:
            self._fail(calendar, direction, CalendarError(str(MISSING)), sync_token="")
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
        """Store what is wrong with one calendar, and update `columns` of its row."""
        Calendar.objects.filter(pk=calendar.pk).update(trouble=sentence, **columns)
        self._log_problem(calendar, sentence)

    def _log_problem(self, calendar: Calendar, sentence: str) -> None:
        self.log.trouble = f"{self.log.trouble} {calendar}: {sentence}".strip()

    def _note(self, sentences: Sequence[str]) -> None:
        self.log.trouble = " ".join(filter(None, [self.log.trouble, *sentences]))

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
            for calendar in self.account.calendars.filter(to_delete=True):
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
