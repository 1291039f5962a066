"""Today, Week and Thoughts: a page frame that the browser fills from a snapshot."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from core import clock
from core.actor import signed_in_user
from core.http import embed_json
from tasks.constants import SNAPSHOT_DAYS
from tasks.editing.default_domain import ensure_domain
from tasks.snapshot import day

WINDOW = timedelta(days=SNAPSHOT_DAYS)


@require_GET
@login_required
@ensure_csrf_cookie
def planner(request: HttpRequest, page: str) -> HttpResponse:
    """Render "today", "week" or "thoughts" with the snapshot that the page starts from."""
    user = signed_in_user(request)
    ensure_domain(user)
    today = clock.today(user)
    frame = render(request, "tasks/planner.html", {"page": page})
    return embed_json(frame, "snapshot", day.planner(user, today - WINDOW, today + WINDOW))
