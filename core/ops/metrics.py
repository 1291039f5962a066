"""The figures at /metrics: requests (django-prometheus), connections, the queue, and what the
product adds.

Who may read them: whoever sends `METRICS_TOKEN` as a bearer token; when none is set, a peer on a
private network that no proxy speaks for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from core import queue
from core.http import error_response
from core.ops.connections import busy_connections, open_connections

logger = logging.getLogger(__name__)

CONTENT_TYPE = CONTENT_TYPE_LATEST

Figures = Iterable[GaugeMetricFamily]

_sources: list[Callable[[], Figures]] = []


def register(source: Callable[[], Figures]) -> None:
    """Add figures that are read from the database at each scrape, from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def text() -> bytes:
    """Everything, in Prometheus' text format."""
    return generate_latest(REGISTRY)


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Why the asker may not read the figures, or None when they may."""
    if not settings.METRICS_TOKEN:
        if _is_neighbour(request):
            return None
        return error_response(
            request.path, 403, "Set METRICS_TOKEN to read the figures from outside."
        )
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if constant_time_compare(sent, settings.METRICS_TOKEN):
        return None
    response = error_response(request.path, 401, "The metrics token is missing or wrong.")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _is_neighbour(request: HttpRequest) -> bool:
    # A proxy is a neighbour too, and forwards for anybody.
    if {"X-Forwarded-For", "Forwarded"} & set(request.headers):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False


class OwnFigures(Collector):
    """Our own figures. Those of the process are served even when the database is away."""

    def describe(self) -> Figures:
        return []  # not collected at import, when there may be no database yet

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _pool()
        answers = True
        for source in (_queue, *_sources):
            try:
                yield from list(source())
            except Error:
                logger.warning("figures missing source=%s", source.__qualname__, exc_info=True)
                answers = False
                break  # the next one would wait for the same database
        yield gauge("whendoist_database_up", "1 when the database answered this scrape.", answers)


def gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)


def _pool() -> Figures:
    # Of this process, read from its own connections: true even when the database is away.
    limit = settings.WEB_THREADS + 1
    yield gauge("whendoist_db_pool_size", "Connections this process may hold.", limit)
    yield gauge("whendoist_db_pool_open", "Connections it holds.", len(open_connections()))
    yield gauge(
        "whendoist_db_pool_in_use",
        "Connections that run a statement or stand in a transaction.",
        len(busy_connections()),
    )


def _queue() -> Figures:
    yield gauge("whendoist_queue_depth", "Jobs waiting or in hand.", queue.depth())


REGISTRY.register(OwnFigures())
