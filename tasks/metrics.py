"""What the product adds to /metrics."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily

from core.ops.metrics import gauge
from tasks.models import MaterializationCycle

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
