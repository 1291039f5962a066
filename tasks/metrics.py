"""What the product adds to /metrics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q
from prometheus_client.core import GaugeMetricFamily

from core import clock
from core.ops.metrics import gauge
from tasks.models import CalendarAccount, MaterializationCycle, PushedBlock

BEHIND = timedelta(minutes=30)
PREFIX = "whendoist_materialization"


def materialization() -> Iterator[GaugeMetricFamily]:
    """The latest cycle, from its row: it runs in other processes than the one that is asked."""
    cycle = MaterializationCycle.objects.order_by("-started_at").first()
    if cycle is None:
        return
    started = cycle.started_at.timestamp()
    yield gauge(f"{PREFIX}_started_timestamp_seconds", "When the latest cycle began.", started)
    yield gauge(f"{PREFIX}_users", "Users it brought up to their horizon.", cycle.users)
    yield gauge(f"{PREFIX}_instances", "Instances it added.", cycle.instances)
    yield gauge(f"{PREFIX}_failures", "Users it failed for.", cycle.failures)
    yield gauge(f"{PREFIX}_seconds", "Work, summed over workers.", cycle.seconds)
    yield gauge(f"{PREFIX}_unfinished", "1 when its time was up first.", cycle.unfinished)


def calendars() -> Iterator[GaugeMetricFamily]:
    """How syncing goes, counted over all accounts."""
    signed_out = Q(state=CalendarAccount.State.SIGNED_OUT)
    late = ~signed_out & Q(next_sync_at__lt=clock.now() - BEHIND)
    found = CalendarAccount.objects.aggregate(
        accounts=Count("pk"),
        failing=Count("pk", filter=Q(failures__gt=0)),
        signed_out=Count("pk", filter=signed_out),
        behind=Count("pk", filter=late),
    )
    name = "whendoist_calendars"
    yield gauge(f"{name}_accounts", "Accounts that are connected.", found["accounts"])
    yield gauge(f"{name}_failing", "Those whose last run failed.", found["failing"])
    yield gauge(f"{name}_signed_out", "Those whose access was taken back.", found["signed_out"])
    yield gauge(f"{name}_behind", "Those that are due for long.", found["behind"])
    waiting = PushedBlock.objects.waiting().count()
    yield gauge(f"{name}_waiting", "Blocks that are not told there yet.", waiting)
