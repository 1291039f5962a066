"""Probes and figures for whoever runs this server."""

from __future__ import annotations

import asyncio

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.ops import health as probes
from core.ops import metrics as figures


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    return probes.health()


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    return asyncio.run(probes.ready(probes.Question()))


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for those who may read them (see `core.ops.metrics`)."""
    refusal = figures.refusal(request)
    return refusal or HttpResponse(figures.text(), content_type=figures.CONTENT_TYPE)
