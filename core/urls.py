"""URLs of core: probes, metrics, the doctor, and the web app manifest."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from core.views import doctor, probes, pwa

urlpatterns = [
    path("health", probes.health),
    path("ready", probes.ready),
    path("metrics", probes.metrics),
    path("ops/doctor", admin.site.admin_view(doctor.doctor)),
    path("manifest.webmanifest", pwa.manifest),
    path("sw.js", pwa.service_worker),
    path("offline", pwa.offline),
]
