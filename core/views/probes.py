"""Probes and metrics for operators."""

from __future__ import annotations

import asyncio

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.ops import health as probes
from core.ops import metrics as metrics_module


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    return probes.health()


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    return asyncio.run(probes.ready(probes.DatabaseCheck()))


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics, if the client may read them (see `core.ops.metrics`)."""
    if rejection := metrics_module.rejection(request):
        return rejection
    return HttpResponse(metrics_module.text(), content_type=metrics_module.CONTENT_TYPE)
