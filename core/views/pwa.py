"""The web app: manifest, service worker and offline page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

ICON_SIZES = (192, 512)


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [
        {"src": static(f"core/img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in ICON_SIZES
    ]
    return JsonResponse(
        {
            "name": "Whendoist",
            "short_name": "Whendoist",
            "description": _("A day planner that answers: when will I do my tasks?"),
            "start_url": "/",
            "display": "standalone",
            "background_color": "#f4f2ee",
            "theme_color": "#f4f2ee",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker. Its URL is at the root, so its scope is the whole site."""
    return render(request, "sw.js", content_type="text/javascript")


@require_GET
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Return a page without private data, because browsers cache it."""
    return render(request, "offline.html")
