"""What the doctor finds, for those who run this server."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.ops.doctor import Level, examine, examine_request

WORDS = {Level.FINE: "Fine", Level.WARNING: "Warning", Level.TROUBLE: "Trouble"}
# What the admin's style sheet calls them.
LOOKS = {Level.FINE: "success", Level.WARNING: "warning", Level.TROUBLE: "error"}


@never_cache
@require_safe
def doctor(request: HttpRequest) -> HttpResponse:
    """The findings, worst first. For admins only."""
    found = sorted([*examine_request(request), *examine()], key=lambda each: -each.level)
    context = {
        **admin.site.each_context(request),
        "title": "Doctor",
        "findings": [(each, WORDS[each.level], LOOKS[each.level]) for each in found],
    }
    return render(request, "ops/doctor.html", context)
