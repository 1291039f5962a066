"""The floor's addresses."""

from __future__ import annotations

from django.urls import path

from core.views import probes, pwa

urlpatterns = [
    path("health", probes.health),
    path("ready", probes.ready),
    path("metrics", probes.metrics),
    path("manifest.webmanifest", pwa.manifest),
    path("sw.js", pwa.service_worker),
    path("offline", pwa.offline),
]
