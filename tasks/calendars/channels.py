"""Push channels: a provider notifies us of changes, so its calendars are polled less often.

Source: developers.google.com/workspace/calendar/api/guides/push. A channel counts as live once its
first message has arrived: a server that the provider cannot reach goes on polling. Polling never
stops, because messages may be lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from prometheus_client import Counter

from core import clock
from core.ops.doctor.deployment import origin
from core.queue import enqueue
from tasks.calendars.accounts import QUEUED
from tasks.calendars.base import CalendarError, Provider, Watcher
from tasks.models import Calendar, CalendarAccount
from tasks.models.calendar import CalendarQuerySet

logger = logging.getLogger(__name__)

LIFETIME = timedelta(days=7)  # the longest that Google grants
RENEW_BEFORE = timedelta(days=1)
RETRY_AFTER = timedelta(hours=12)  # some calendars, such as those of holidays, have no channels
PAUSE = timedelta(seconds=15)  # after a sync; a message in it waits for the next minute
# Domains that no certificate authority knows (RFC 6761, RFC 6762, RFC 8375).
LOCAL_DOMAINS = {"local", "localhost", "internal", "lan", "home", "arpa", "test", "invalid"}
SIGNER = Signer(salt="tasks.calendars.channels")
NOTIFICATIONS = Counter(
    "whendoist_calendar_notifications", "Messages that a calendar changed.", ["outcome"]
)


def receiver() -> str:
    """Return the address for messages; empty if the internet cannot reach us, or it is off."""
    server = urlsplit(origin())
    host = server.hostname or ""
    if not settings.GOOGLE_PUSH_CHANNELS or server.scheme != "https" or not _is_public(host):
        return ""
    return f"{server.scheme}://{server.netloc}{reverse('tasks:calendar-notification')}"


def update_channels(account: CalendarAccount, provider: Provider, until: datetime) -> None:
    """Open, renew and close the channels of an account, until the time is up. Idempotent.

    A failure is logged and retried later: the account is polled meanwhile.
    """
    if not isinstance(provider, Watcher):
        return
    address = receiver()
    wanted = account.calendars.wanted() if address else account.calendars.none()
    for calendar in account.calendars.exclude(channel="").exclude(pk__in=wanted.values("pk")):
        close_channels([calendar], provider)
    for calendar in wanted.without_channel(clock.now() + RENEW_BEFORE).order_by("pk"):
        if clock.now() >= until:
            return
        _open(calendar, provider, address)


def close_channels(calendars: Iterable[Calendar], provider: Provider) -> None:
    """Ask the provider to send no more messages; what fails expires within days."""
    for calendar in calendars:
        if calendar.channel:
            stop_channel(provider, calendar.channel, calendar.channel_resource)
            _rows(calendar).update(
                channel="", channel_resource="", channel_until=None, channel_confirmed=False
            )


def open_channels(account: CalendarAccount) -> list[tuple[str, str]]:
    """Return what `stop_channel` needs for each channel of an account."""
    rows = account.calendars.exclude(channel="")
    return list(rows.values_list("channel", "channel_resource"))


def stop_channel(provider: Provider, channel: str, resource: str) -> None:
    """Close a channel at the provider. A failure is only logged."""
    try:
        if isinstance(provider, Watcher):
            provider.stop_watching(channel, resource)
    except CalendarError as error:
        logger.info("calendar channel not closed reason=%s", type(error).__name__)


def receive(channel: str, token: str) -> bool:
    """Sync the account of a channel soon, because its calendar changed; False if it is unknown.

    The token proves that we opened the channel. A message of the one before counts as well.
    """
    calendar = _calendar_of(channel, token)
    NOTIFICATIONS.labels("unknown" if calendar is None else "accepted").inc()
    if calendar is None:
        return False
    _rows(calendar).filter(channel=channel).update(channel_confirmed=True)
    logger.info("calendar notification received account=%s", calendar.account_id)
    _sync_soon(calendar.account_id)
    return True


def _is_public(host: str) -> bool:
    """Whether a certificate authority may know this name; Google accepts no other certificates."""
    labels = host.split(".")
    return len(labels) > 1 and labels[-1].isalpha() and labels[-1] not in LOCAL_DOMAINS


def _rows(calendar: Calendar) -> CalendarQuerySet:
    return Calendar.objects.filter(pk=calendar.pk)


def _calendar_of(channel: str, token: str) -> Calendar | None:
    try:
        SIGNER.unsign(f"{channel}{SIGNER.sep}{token}")
        pk = int(channel.partition("-")[0])
    except (BadSignature, ValueError):
        return None
    return Calendar.objects.filter(pk=pk).exclude(channel="").first()


def _sync_soon(pk: int) -> None:
    """Make the account due, unless it waits after a failure, and enqueue it if it is at rest.

    A sync that is running may have listed the calendar before it changed: `accounts.release`
    compares `notified_at` with the start of the sync.
    """
    now = clock.now()
    rows = CalendarAccount.objects.filter(pk=pk, failures=0)
    rows.update(notified_at=now, next_sync_at=now)
    resting = rows.due(now).exclude(synced_at__gt=now - PAUSE)
    for account in resting:
        if resting.update(queued_until=now + QUEUED):
            enqueue("tasks.jobs.sync_calendars_of", pk, user=account.user_id)


def _open(calendar: Calendar, provider: Watcher, address: str) -> None:
    """Open a channel, then close the one before, so that there is no gap between them.

    The id is stored first: the first message may arrive before the response.
    """
    channel = f"{calendar.pk}-{uuid4().hex}"
    _rows(calendar).update(channel=channel, channel_confirmed=False)
    expiry = clock.now() + LIFETIME
    try:
        opened = provider.watch(
            calendar.remote_id, channel, SIGNER.signature(channel), address, expiry
        )
    except CalendarError as error:
        logger.info(
            "calendar channel rejected account=%s reason=%s",
            calendar.account_id,
            type(error).__name__,
        )
        _fail(calendar)
        return
    _rows(calendar).update(channel_resource=opened.resource, channel_until=opened.until)
    if calendar.channel:
        stop_channel(provider, calendar.channel, calendar.channel_resource)


def _fail(calendar: Calendar) -> None:
    """Keep the old channel while it lasts, or try again later."""
    now = clock.now()
    if calendar.channel and calendar.channel_until and calendar.channel_until > now:
        _rows(calendar).update(
            channel=calendar.channel, channel_confirmed=calendar.channel_confirmed
        )
        return
    _rows(calendar).update(channel="", channel_until=now + RENEW_BEFORE + RETRY_AFTER)
