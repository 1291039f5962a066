"""Calendar accounts: claims, schedules, the request budget and stored credentials."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.crypto import DecryptionFailed, decrypt, encrypt, reencrypt
from core.queue import MAX_CLOCK_SKEW
from tasks.calendars.base import CalendarError, Provider, RateLimited, SignedOut
from tasks.constants import (
    CALENDAR_BUDGET,
    CALENDAR_BUDGET_PER_SECOND,
    CALENDAR_FEED_MINUTES,
    CALENDAR_MAX_RETRY_MINUTES,
    CALENDAR_SYNC_MINUTES,
    CALENDAR_WATCHED_MINUTES,
)
from tasks.models import Calendar, CalendarAccount, Event, SyncRun

logger = logging.getLogger(__name__)

State = CalendarAccount.State

# Longer than a job may run: the worker that holds an older claim is dead.
CLAIM = timedelta(seconds=90)
MINUTE = timedelta(minutes=1)
# Longer than a job usually waits in the queue; after that it is enqueued again.
QUEUED = timedelta(minutes=10)
MAX_RETRY_AFTER = timedelta(hours=24)  # whatever a server asks for
JITTER = 0.2  # of the time to the next regular sync
MAX_SYNC_INTERVAL = (
    MINUTE
    * max(CALENDAR_FEED_MINUTES, CALENDAR_SYNC_MINUTES, CALENDAR_WATCHED_MINUTES)
    * (1 + JITTER)
)
DIED = gettext_lazy("The last sync was interrupted. We'll try again.")
# Dotted paths, so that a provider's libraries are imported when its first account is synced.
PROVIDERS = {
    CalendarAccount.Provider.GOOGLE: "tasks.calendars.google.provider.Google",
    CalendarAccount.Provider.CALDAV: "tasks.calendars.caldav.CalDav",
    CalendarAccount.Provider.ICS: "tasks.calendars.ics.Ics",
}


def provider_of(account: CalendarAccount) -> Provider:
    """Return the provider that talks to the account's server."""
    provider: Provider = import_string(PROVIDERS[CalendarAccount.Provider(account.provider)])(
        account
    )
    return provider


def claim(pk: int) -> CalendarAccount | None:
    """Claim an account for syncing; None if it is signed out or another worker holds it.

    An expired claim means that its worker died, perhaps because of this account. It counts as a
    failure, so that the account is retried with increasing delays instead of at once.
    """
    now = clock.now()
    with transaction.atomic():
        signed_in = CalendarAccount.objects.filter(pk=pk).exclude(state=State.SIGNED_OUT)
        free = signed_in.exclude(claimed_until__gt=now)
        account = free.select_for_update(no_key=True, of=("self",), skip_locked=True).first()
        if account is None:
            return None
        if account.claimed_until:
            _record_death(account)
            return None
        free.update(claimed_until=now + CLAIM, queued_until=None, credentials=_resealed(account))
    return CalendarAccount.objects.select_related("user__preferences").get(pk=pk)


def repair_clock_skew() -> int:
    """Make accounts and calendars due whose times are impossibly far in the future; count them.

    Such timestamps come from a clock that ran ahead. Does for accounts what `core.queue` does for
    jobs. A claim made by the wrong clock counts as a dead worker's.
    """
    now = clock.now()
    latest = now + MAX_CLOCK_SKEW
    accounts = CalendarAccount.objects.all()
    count: int = accounts.filter(claimed_until__gt=latest + CLAIM).update(claimed_until=now)
    count += accounts.filter(queued_until__gt=latest + QUEUED).update(queued_until=None)
    count += accounts.filter(notified_at__gt=latest).update(notified_at=None)
    resting = Q(failures=0, next_sync_at__gt=latest + MAX_SYNC_INTERVAL)
    waiting = Q(next_sync_at__gt=latest + MAX_RETRY_AFTER)
    count += accounts.filter(resting | waiting).update(next_sync_at=now)
    for column in ("retry_at", "push_retry_at"):
        late = Calendar.objects.filter(**{f"{column}__gt": latest + MAX_RETRY_AFTER})
        count += late.update(**{column: now})
    if count:
        logger.warning("clock skew repaired rows=%d", count)
    return count


def _record_death(account: CalendarAccount) -> None:
    logger.warning("sync died account=%s failures=%s", account.pk, account.failures + 1)
    SyncRun.objects.create(
        user_id=account.user_id, account=account, started_at=clock.now(), trouble=str(DIED)
    )
    schedule_retry(account, CalendarError(str(DIED)))


def release(account: CalendarAccount, again: datetime | None, rev: int) -> None:
    """Release an account after a successful sync that pushed blocks up to revision `rev`.

    It is due again at once if a calendar changed since the claim, perhaps after it was listed, or
    if a sync was enqueued meanwhile, whose job found the account claimed.
    """
    now = clock.now()
    CalendarAccount.objects.filter(pk=account.pk).update(
        claimed_until=None, synced_at=now, pushed_rev=rev, trouble="", failures=0
    )
    staying = CalendarAccount.objects.filter(pk=account.pk).exclude(state=State.LEAVING)
    regular = _next_regular_sync(account, now)
    staying.update(next_sync_at=min(again or regular, regular))
    if account.claimed_until:
        staying.filter(notified_at__gt=account.claimed_until - CLAIM).update(next_sync_at=now)
    staying.exclude(queued_until=None).update(next_sync_at=now, queued_until=None)


def schedule_retry(account: CalendarAccount, error: CalendarError) -> None:
    """Release an account after a failed sync and schedule the next attempt."""
    failures = account.failures + 1
    CalendarAccount.objects.filter(pk=account.pk).update(
        claimed_until=None,
        queued_until=None,
        next_sync_at=clock.now() + retry_delay(error, failures),
        trouble=str(error),
        failures=failures,
    )


def sign_out(account: CalendarAccount, sentence: str) -> None:
    """Stop syncing until the person connects again; `sentence` says why.

    An account that they connected again or disconnected during the sync is due at once instead.
    """
    rows = CalendarAccount.objects.filter(pk=account.pk)
    if not rows.filter(state=account.state).update(
        state=State.SIGNED_OUT, trouble=sentence, claimed_until=None
    ):
        rows.update(claimed_until=None, queued_until=None, next_sync_at=clock.now())


def connect(account: CalendarAccount, provider: Provider) -> bool:
    """Sign in for the first time and store who owns the account.

    Returns False if the same account was connected before: that one gets the new credentials, and
    this row is deleted. A subscription may get another address. Raises `SignedOut` if another
    reconnected account has another owner.
    """
    owner = provider.connect()
    subscribed = account.provider == CalendarAccount.Provider.ICS
    if account.identity not in ("", owner.identity) and not subscribed:
        raise SignedOut(
            _("You signed in to a different account. Connect the same one, or disconnect it first.")
        )
    siblings = CalendarAccount.objects.filter(user=account.user, provider=account.provider)
    duplicate = siblings.filter(identity=owner.identity).exclude(pk=account.pk)
    state = {"state": State.ACTIVE, "trouble": "", "failures": 0}
    with transaction.atomic():
        if duplicate.update(credentials=account.credentials, next_sync_at=clock.now(), **state):
            account.delete()
            return False
        own_name = account.name if account.provider != CalendarAccount.Provider.GOOGLE else ""
        name = own_name or owner.name[:200]
        # Unless the person disconnected it meanwhile.
        connecting = siblings.filter(pk=account.pk, state=State.CONNECTING)
        connecting.update(identity=owner.identity, name=name, **state)
        if account.identity not in ("", owner.identity):
            _forget_copies(account)
    account.refresh_from_db()
    return True


def _forget_copies(account: CalendarAccount) -> None:
    """Delete the events of an address that was replaced; the run that follows reads the new one."""
    account.calendars.update(sync_token="", held=0, ignored=[], trouble="")
    Event.objects.filter(calendar__account=account).delete()


def next_minute() -> datetime:
    """Return when to continue a sync that ran out of time."""
    return clock.now() + MINUTE


def _next_regular_sync(account: CalendarAccount, now: datetime) -> datetime:
    """Spread with jitter, so that accounts do not all sync in the same minute."""
    minutes = CALENDAR_SYNC_MINUTES
    if account.provider == CalendarAccount.Provider.ICS:
        minutes = CALENDAR_FEED_MINUTES
    elif account.calendars.watched(now).exists() and not account.calendars.polled(now).exists():
        minutes = CALENDAR_WATCHED_MINUTES
    return now + minutes * MINUTE * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311


def retry_delay(error: CalendarError, failures: int) -> timedelta:
    """Return how long to wait: exponential backoff with jitter, never less than Retry-After.

    As Google's page on usage limits recommends. Retry-After is honoured up to a day.
    """
    backoff: timedelta = MINUTE * min(2 ** min(failures, 16), CALENDAR_MAX_RETRY_MINUTES)
    requested = timedelta(seconds=min(error.retry_after or 0, MAX_RETRY_AFTER.total_seconds()))
    return max(requested, backoff * random.uniform(0.5, 1.0))  # noqa: S311


def spend_request(account: CalendarAccount) -> None:
    """Take one request from the account's token bucket. Raises `RateLimited` if it is empty.

    A closed account has no row and no bucket; disconnecting it needs only a few requests.
    """
    if account._state.adding:
        return
    with transaction.atomic():
        row = CalendarAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
        now = clock.now()
        # The absolute difference: a clock that was set back must not leave the bucket empty.
        refilled = abs(now - row.budget_at).total_seconds() * CALENDAR_BUDGET_PER_SECOND
        left = min(row.budget + refilled, CALENDAR_BUDGET) - 1
        if left >= 0:
            CalendarAccount.objects.filter(pk=row.pk).update(budget=left, budget_at=now)
    if left < 0:
        wait = 10 / CALENDAR_BUDGET_PER_SECOND
        raise RateLimited(_("Rate limit reached. The rest will sync shortly."), wait)


def secrets_of(account: CalendarAccount) -> dict[str, Any]:
    """Return the decrypted credentials. Raises `SignedOut` if no key of ours decrypts them."""
    try:
        return decrypt(account.credentials)
    except DecryptionFailed as error:
        raise SignedOut(str(error)) from error


def connection_details(account: CalendarAccount) -> dict[str, Any]:
    """Return the credentials without the password; empty if they cannot be decrypted."""
    try:
        secrets = secrets_of(account)
    except SignedOut:
        return {}
    return {name: value for name, value in secrets.items() if name != "password"}


def _resealed(account: CalendarAccount) -> str:
    """The credentials encrypted with the first key, so that older keys can be removed."""
    try:
        return reencrypt(account.credentials)
    except DecryptionFailed:
        return account.credentials


def store_secrets(account: CalendarAccount, secrets: dict[str, Any]) -> None:
    """Encrypt and save the account's credentials."""
    account.credentials = encrypt(secrets)
    account.save(update_fields=["credentials"])
