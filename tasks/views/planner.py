"""The pages of the planner: one frame that the browser fills from a snapshot.

The browser moves between them without loading. Each has its own URL and title.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from core import clock
from core.actor import signed_in_user
from core.http import embed_json
from tasks.constants import FIRST_DAY, LAST_DAY, SNAPSHOT_DAYS
from tasks.editing.default_domain import ensure_domain
from tasks.models import Domain, Label, Task
from tasks.snapshot import day

WINDOW = timedelta(days=SNAPSHOT_DAYS)
TITLES = {
    "today": _("Today"),
    "upcoming": _("Upcoming"),
    "week": _("Week"),
    "all": _("All tasks"),
    "thoughts": _("Thoughts"),
    "trash": _("Trash"),
}


class DayConverter:
    """A day in a URL, such as 2026-03-02."""

    regex = r"\d{4}-\d\d-\d\d"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


@require_GET
@login_required
@ensure_csrf_cookie
def planner(request: HttpRequest, page: str) -> HttpResponse:
    """Render one of the pages in `TITLES`."""
    return _page(request, page, str(TITLES[page]))


@require_GET
@login_required
@ensure_csrf_cookie
def one_row(
    request: HttpRequest, model: type[Domain | Label | Task], page: str, pk: int
) -> HttpResponse:
    """Render the page of a domain or a label, or the list in which the panel of a task opens."""
    rows = model.objects.for_user(signed_in_user(request))
    return _page(request, page, str(get_object_or_404(rows, pk=pk)))


@require_GET
@login_required
@ensure_csrf_cookie
def one_day(request: HttpRequest, day: date) -> HttpResponse:
    return _page(request, "day", date_format(day, "l j F Y"))


def _page(request: HttpRequest, page: str, title: str) -> HttpResponse:
    """Render the frame with the snapshot that every page starts from."""
    user = signed_in_user(request)
    ensure_domain(user)
    today = clock.today(user)
    frame = render(request, "tasks/planner.html", {"page": page, "title": title})
    frame["X-Works-Offline"] = "1"  # the service worker may store this page
    return embed_json(frame, "snapshot", day.planner(user, today - WINDOW, today + WINDOW))
