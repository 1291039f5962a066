"""What the doctor finds, for those who run this server."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.ops.doctor import Level, examine


@never_cache
@require_safe
def doctor(request: HttpRequest) -> HttpResponse:
    """The findings, worst first. For admins only."""
    findings = sorted(examine(), key=lambda each: -each.level)
    context = {
        **admin.site.each_context(request),
        "title": "Doctor",
        "findings": [(each, Level(each.level).name.lower()) for each in findings],
    }
    return render(request, "ops/doctor.html", context)
