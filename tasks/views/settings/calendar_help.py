"""/settings/calendars/help/: where other programs show the addresses of their calendars."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tasks.calendars.google import consent


@login_required
@require_GET
def addresses(request: HttpRequest) -> HttpResponse:
    """Explain where other programs show the addresses of their calendars."""
    context = {"page": "calendars", "google": consent.is_configured()}
    return render(request, "tasks/settings/calendar_help.html", context)


@login_required
@require_GET
def microsoft_365(request: HttpRequest) -> HttpResponse:
    """Explain how to see Microsoft 365 here, and Whendoist there."""
    return render(request, "tasks/settings/microsoft_365.html", {"page": "calendars"})
