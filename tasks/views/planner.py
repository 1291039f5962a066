"""Today, Week and Thoughts: one page frame, drawn by the browser from a snapshot."""

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
from tasks.snapshot import day

AROUND = timedelta(days=SNAPSHOT_DAYS)


@require_GET
@login_required
@ensure_csrf_cookie
def planner(request: HttpRequest, page: str) -> HttpResponse:
    """The page `page` ("today", "week" or "thoughts") with all it needs to draw at once."""
    user = signed_in_user(request)
    today = clock.today(user)
    frame = render(request, "tasks/planner.html", {"page": page})
    return embed_json(frame, "snapshot", day.planner(user, today - AROUND, today + AROUND))
