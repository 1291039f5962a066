"""Metrics: requests (django-prometheus), connections, the queue, and those of applications.

Reading them requires `METRICS_TOKEN` as a bearer token. Without a token, only clients on a private
network that come through no proxy can read them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from core import queue
from core.http import error_response
from core.ops.connections import busy_connections, open_connections

logger = logging.getLogger(__name__)

CONTENT_TYPE = CONTENT_TYPE_LATEST

Metrics = Iterable[GaugeMetricFamily]

_sources: list[Callable[[], Metrics]] = []


def register(source: Callable[[], Metrics]) -> None:
    """Add metrics read from the database at each scrape. Call it in `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def text() -> bytes:
    """Return all metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)


def rejection(request: HttpRequest) -> HttpResponse | None:
    """Return the error response for a client without access, or None."""
    if not settings.METRICS_TOKEN:
        if _is_private(request):
            return None
        return error_response(
            request.path, 403, _("Set METRICS_TOKEN to read the metrics from outside.")
        )
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if constant_time_compare(sent, settings.METRICS_TOKEN):
        return None
    response = error_response(request.path, 401, _("The metrics token is missing or wrong."))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _is_private(request: HttpRequest) -> bool:
    # A proxy has a private address too, but forwards requests of anybody.
    if {"X-Forwarded-For", "Forwarded"} & set(request.headers):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False


class OwnMetrics(Collector):
    """Our own metrics. Those of the process work without the database."""

    def describe(self) -> Metrics:
        return []  # do not collect at import, possibly without a database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _pool()
        is_up = True
        for source in (_queue, *_sources):
            try:
                yield from list(source())
            except Error:
                logger.warning("metrics missing source=%s", source.__qualname__, exc_info=True)
                is_up = False
                break  # the next source would wait for the same database
        yield gauge("whendoist_database_up", "1 if the database responded.", is_up)


def gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)


def _pool() -> Metrics:
    # Read from the connections of this process, so they work without the database.
    limit = settings.WEB_THREADS + 1
    yield gauge("whendoist_db_pool_size", "Connections this process may hold.", limit)
    yield gauge("whendoist_db_pool_open", "Open connections.", len(open_connections()))
    yield gauge(
        "whendoist_db_pool_in_use",
        "Connections running a statement or in a transaction.",
        len(busy_connections()),
    )


def _queue() -> Metrics:
    yield gauge("whendoist_queue_depth", "Jobs waiting or running.", queue.depth())


REGISTRY.register(OwnMetrics())
