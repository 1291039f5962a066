"""The metrics of the product at /metrics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum
from prometheus_client.core import GaugeMetricFamily

from core import clock
from core.ops.metrics import gauge
from tasks.models import (
    Calendar,
    CalendarAccount,
    MaterializationCycle,
    PushedBlock,
    Task,
    TaskInstance,
)

BEHIND = timedelta(minutes=30)
LATE = timedelta(hours=3)  # the cleanup runs hourly
PREFIX = "whendoist_materialization"


def materialization() -> Iterator[GaugeMetricFamily]:
    """Report the latest cycle from its row, because it runs in other processes."""
    cycle = MaterializationCycle.objects.order_by("-started_at").first()
    if cycle is None:
        return
    started = cycle.started_at.timestamp()
    yield gauge(f"{PREFIX}_started_timestamp_seconds", "When the latest cycle started.", started)
    yield gauge(f"{PREFIX}_users", "Users extended to their horizon.", cycle.users)
    yield gauge(f"{PREFIX}_instances", "Instances added.", cycle.instances)
    yield gauge(f"{PREFIX}_failures", "Users that failed.", cycle.failures)
    yield gauge(f"{PREFIX}_seconds", "Seconds of work, summed over workers.", cycle.seconds)
    yield gauge(f"{PREFIX}_unfinished", "1 if the time limit was reached.", cycle.unfinished)


def trash() -> Iterator[GaugeMetricFamily]:
    """Report what is in the trash of all users, and what should have left it."""
    overdue_since = clock.now() - timedelta(days=settings.TRASH_RETENTION_DAYS) - LATE
    deleted = [
        model._default_manager.filter(deleted_at__isnull=False) for model in (Task, TaskInstance)
    ]
    overdue = [rows.filter(deleted_at__lt=overdue_since) for rows in deleted]
    yield gauge(
        "whendoist_trash_rows", "Deleted tasks and days.", sum(rows.count() for rows in deleted)
    )
    yield gauge(
        "whendoist_trash_overdue",
        "Rows that retention should have deleted over 3 hours ago.",
        sum(rows.count() for rows in overdue),
    )


def calendars() -> Iterator[GaugeMetricFamily]:
    """Report the state of calendar sync over all accounts."""
    signed_out = Q(state=CalendarAccount.State.SIGNED_OUT)
    late = ~signed_out & Q(next_sync_at__lt=clock.now() - BEHIND)
    counts = CalendarAccount.objects.aggregate(
        accounts=Count("pk"),
        failing=Count("pk", filter=Q(failures__gt=0)),
        signed_out=Count("pk", filter=signed_out),
        behind=Count("pk", filter=late),
    )
    name = "whendoist_calendars"
    yield gauge(f"{name}_accounts", "Connected accounts.", counts["accounts"])
    yield gauge(f"{name}_failing", "Accounts whose latest sync failed.", counts["failing"])
    yield gauge(f"{name}_signed_out", "Accounts whose access was revoked.", counts["signed_out"])
    yield gauge(f"{name}_behind", "Accounts overdue for more than 30 minutes.", counts["behind"])
    failing = Calendar.objects.filter(failures__gt=0).count()
    yield gauge(f"{name}_failing_alone", "Calendars that fail while others work.", failing)
    held = Calendar.objects.aggregate(held=Sum("held"))["held"] or 0
    yield gauge(f"{name}_held", "Missing entries that wait for their owner's OK.", held)
    waiting = PushedBlock.objects.waiting().count()
    watched = Calendar.objects.watched(clock.now()).count()
    yield gauge(f"{name}_watched", "Calendars whose changes are reported to us.", watched)
    yield gauge(f"{name}_waiting", "Blocks that are not pushed yet.", waiting)
