"""Accounts: who syncs one, when again, how many requests it may make, and what is kept secret."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from core import clock
from core.crypto import DecryptionFailed, decrypt, encrypt, reencrypt
from core.queue import MAX_CLOCK_SKEW
from tasks.calendars.base import Provider, SignedOut, Trouble, Unavailable
from tasks.constants import (
    CALENDAR_BUDGET,
    CALENDAR_BUDGET_PER_SECOND,
    CALENDAR_FEED_MINUTES,
    CALENDAR_RETRY_MOST_MINUTES,
    CALENDAR_SYNC_MINUTES,
)
from tasks.models import CalendarAccount, SyncRun

logger = logging.getLogger(__name__)

State = CalendarAccount.State

# Longer than any job may run: whoever holds a claim this old is dead.
CLAIM = timedelta(seconds=90)
MINUTE = timedelta(minutes=1)
# Longer than a job waits in the queue, usually; after it the job is asked for again.
QUEUED = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=24)  # whatever we are told
SPREAD = 0.2  # of the time to the next regular sync
LONGEST_REST = MINUTE * max(CALENDAR_FEED_MINUTES, CALENDAR_SYNC_MINUTES) * (1 + SPREAD)
DIED = "The last run did not come to an end. It is tried again."
# Each imports what it needs when its first account is synced.
PROVIDERS = {
    CalendarAccount.Provider.GOOGLE: "tasks.calendars.google.provider.Google",
    CalendarAccount.Provider.CALDAV: "tasks.calendars.caldav.CalDav",
    CalendarAccount.Provider.ICS: "tasks.calendars.ics.Ics",
}


def provider_of(account: CalendarAccount) -> Provider:
    """Who talks to the place an account is at."""
    provider: Provider = import_string(PROVIDERS[CalendarAccount.Provider(account.provider)])(
        account
    )
    return provider


def claim(pk: int) -> CalendarAccount | None:
    """Take an account to sync it, unless it is signed out or another worker has it.

    A claim that ran out means that its worker died, perhaps of this account: that counts as a
    failure, so that it is not taken up again at once and for ever.
    """
    now = clock.now()
    with transaction.atomic():
        here = CalendarAccount.objects.filter(pk=pk).exclude(state=State.SIGNED_OUT)
        free = here.exclude(claimed_until__gt=now)
        account = free.select_for_update(no_key=True, of=("self",), skip_locked=True).first()
        if account is None:
            return None
        if account.claimed_until:
            _note_death(account)
            return None
        free.update(claimed_until=now + CLAIM, queued_until=None, credentials=_current(account))
    return CalendarAccount.objects.select_related("user__preferences").get(pk=pk)


def repair_clock_skew() -> int:
    """Let what waits for an instant that no right clock has set be due now; return how much.

    As `core.queue` does for jobs. Whoever claimed an account by the wrong clock counts as dead.
    """
    now = clock.now()
    latest = now + MAX_CLOCK_SKEW
    here = CalendarAccount.objects.all()
    found: int = here.filter(claimed_until__gt=latest + CLAIM).update(claimed_until=now)
    found += here.filter(queued_until__gt=latest + QUEUED).update(queued_until=None)
    resting = Q(failures=0, next_sync_at__gt=latest + LONGEST_REST)
    waiting = Q(next_sync_at__gt=latest + LONGEST_WAIT)
    found += here.filter(resting | waiting).update(next_sync_at=now)
    if found:
        logger.warning("clock was put back accounts=%d", found)
    return found


def _note_death(account: CalendarAccount) -> None:
    logger.warning("sync died account=%s failures=%s", account.pk, account.failures + 1)
    SyncRun.objects.create(
        user_id=account.user_id, account=account, started_at=clock.now(), trouble=DIED
    )
    try_later(account, Trouble(DIED))


def release(account: CalendarAccount, again: datetime | None, rev: int) -> None:
    """Give an account back: all went well, and blocks are pushed up to revision `rev`."""
    now = clock.now()
    CalendarAccount.objects.filter(pk=account.pk).update(
        claimed_until=None, synced_at=now, pushed_rev=rev, trouble="", failures=0
    )
    staying = CalendarAccount.objects.filter(pk=account.pk).exclude(state=State.LEAVING)
    staying.update(next_sync_at=again or _later(account, now))


def try_later(account: CalendarAccount, trouble: Trouble) -> None:
    """Give an account back: something went wrong, and is to be tried again."""
    failures = account.failures + 1
    CalendarAccount.objects.filter(pk=account.pk).update(
        claimed_until=None,
        queued_until=None,
        next_sync_at=clock.now() + wait_after(trouble, failures),
        trouble=str(trouble),
        failures=failures,
    )


def sign_out(account: CalendarAccount, sentence: str) -> None:
    """Stop syncing until the person connects again, and say why: a transaction of its own."""
    CalendarAccount.objects.filter(pk=account.pk).update(
        state=State.SIGNED_OUT, trouble=sentence, claimed_until=None
    )


def connect(account: CalendarAccount, provider: Provider) -> bool:
    """The first contact. False when the very account is connected already: that one has it now."""
    who = provider.connect()
    if account.identity not in ("", who.identity):
        raise SignedOut("That was another account. Connect this one again, or disconnect it first.")
    here = CalendarAccount.objects.filter(user=account.user, provider=account.provider)
    known = here.filter(identity=who.identity).exclude(pk=account.pk)
    state = {"state": State.ACTIVE, "trouble": "", "failures": 0}
    with transaction.atomic():
        if known.update(credentials=account.credentials, next_sync_at=clock.now(), **state):
            account.delete()
            return False
        mine = here.filter(pk=account.pk)
        mine.update(identity=who.identity, name=who.name[:200], **state)
    account.refresh_from_db()
    return True


def soon() -> datetime:
    return clock.now() + MINUTE


def _later(account: CalendarAccount, now: datetime) -> datetime:
    """The next regular sync, spread so that not everybody's falls on one minute."""
    subscribed = account.provider == CalendarAccount.Provider.ICS
    minutes = CALENDAR_FEED_MINUTES if subscribed else CALENDAR_SYNC_MINUTES
    return now + minutes * MINUTE * random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311


def wait_after(trouble: Trouble, failures: int) -> timedelta:
    """How long to wait: doubling, with jitter, and never less than we were told, up to a day.

    Exponential backoff as Google's usage limits page asks for.
    """
    most: timedelta = MINUTE * min(2 ** min(failures, 16), CALENDAR_RETRY_MOST_MINUTES)
    told = timedelta(seconds=min(trouble.retry_after or 0, LONGEST_WAIT.total_seconds()))
    return max(told, most * random.uniform(0.5, 1.0))  # noqa: S311


def spend(account: CalendarAccount) -> None:
    """Take one request from an account's bucket. Raises `Unavailable` when it is empty.

    An account that was closed has none; it needs a handful of requests.
    """
    if account._state.adding:
        return
    with transaction.atomic():
        row = CalendarAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
        now = clock.now()
        # Whichever way the clock went: one that was put back leaves no bucket empty.
        refilled = abs(now - row.budget_at).total_seconds() * CALENDAR_BUDGET_PER_SECOND
        left = min(row.budget + refilled, CALENDAR_BUDGET) - 1
        if left >= 0:
            CalendarAccount.objects.filter(pk=row.pk).update(budget=left, budget_at=now)
    if left < 0:
        wait = 10 / CALENDAR_BUDGET_PER_SECOND
        raise Unavailable("There is more to sync than may be asked for at once.", wait)


def secrets_of(account: CalendarAccount) -> dict[str, Any]:
    """What an account signs in with. Raises `SignedOut` when our keys no longer open it."""
    try:
        return decrypt(account.credentials)
    except DecryptionFailed as error:
        raise SignedOut(str(error)) from error


def connection_details(account: CalendarAccount) -> dict[str, Any]:
    """Where an account is and who signs in, without the password; empty if it cannot be opened."""
    try:
        return {name: said for name, said in secrets_of(account).items() if name != "password"}
    except SignedOut:
        return {}


def _current(account: CalendarAccount) -> str:
    """Its credentials under the first of our keys, so that old keys can be dropped some day."""
    try:
        return reencrypt(account.credentials)
    except DecryptionFailed:
        return account.credentials


def keep_secrets(account: CalendarAccount, secrets: dict[str, Any]) -> None:
    account.credentials = encrypt(secrets)
    account.save(update_fields=["credentials"])
