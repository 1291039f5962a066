"""The floor's addresses."""

from __future__ import annotations

from django.urls import path

from core.views import probes

urlpatterns = [
    path("health", probes.health),
    path("ready", probes.ready),
    path("metrics", probes.metrics),
]
