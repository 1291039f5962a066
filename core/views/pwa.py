"""What makes the site an app: its manifest, its service worker, the page shown while offline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
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
            "description": "A day planner that answers: when do I do my tasks?",
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
    """Served from the root, so that its scope is the whole site."""
    return render(request, "sw.js", content_type="text/javascript")


@require_GET
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it is kept in the browser's cache."""
    return render(request, "offline.html")
