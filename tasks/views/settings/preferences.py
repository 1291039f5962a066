"""/settings/planning/ and /settings/appearance/: preferences, saved section by section."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.actor import signed_in_user
from core.models import Preferences
from tasks.editing.settings import change_preferences
from tasks.editing.undo import undo
from tasks.errors import Conflict, NotFound
from tasks.forms.action_form import ActionForm
from tasks.forms.hours import WorkingHoursForm
from tasks.forms.preferences import (
    CompletedForm,
    HourHeightForm,
    KeyboardForm,
    PlannerForm,
    ThemeForm,
    WeekForm,
    ZonesForm,
)

PLANNING: dict[str, Any] = {
    "zone": ZonesForm,
    "week": WeekForm,
    "hours": WorkingHoursForm,
    "planner": PlannerForm,
    "completed": CompletedForm,
}
APPEARANCE: dict[str, Any] = {
    "theme": ThemeForm,
    "height": HourHeightForm,
    "keyboard": KeyboardForm,
}
PAGES = {"planning": PLANNING, "appearance": APPEARANCE}

A_YEAR = 365 * 24 * 60 * 60


@login_required
@require_http_methods(["GET", "POST"])
def planning(request: HttpRequest) -> HttpResponse:
    return _sections(request, "planning", PLANNING)


@login_required
@require_http_methods(["GET", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    response = _sections(request, "appearance", APPEARANCE)
    _keep_theme(response, signed_in_user(request).preferences.theme, secure=request.is_secure())
    return response


def _sections(request: HttpRequest, page: str, kinds: dict[str, Any]) -> HttpResponse:
    user = signed_in_user(request)
    now = model_to_dict(user.preferences)
    forms: dict[str, ActionForm] = {name: form(initial=now) for name, form in kinds.items()}
    if request.method == "POST":
        section = request.POST.get("section", "")
        if section not in kinds:
            raise Http404
        form = forms[section] = kinds[section](request.POST, initial=now)
        if log := form.attempt(lambda: change_preferences(user, form.cleaned_data)):
            messages.success(request, "Saved", extra_tags=f"{section} {log.activity.pk or ''}")
            return redirect(f"{request.path}#{section}")
    context = {"page": page, "forms": forms, "notices": _notices(request)}
    return render(request, f"tasks/settings/{page}.html", context)


@require_POST
def undo_action(request: HttpRequest, page: str, section: str, pk: int) -> HttpResponse:
    """Undo what a section of a page saved, and say so there."""
    if section not in PAGES.get(page, ()):
        raise Http404
    address = reverse(f"tasks:settings-{page}")
    if not request.user.is_authenticated:
        return redirect_to_login(address)  # what was asked for cannot be opened
    try:
        undo(signed_in_user(request), pk)
        messages.success(request, "Undone", extra_tags=section)
    except NotFound as missing:
        raise Http404(str(missing)) from missing
    except Conflict as refusal:
        messages.error(request, str(refusal), extra_tags=section)
    return redirect(f"{address}#{section}")


def _notices(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """What was just said of each section, and the activity that could be undone."""
    said = {}
    for message in messages.get_messages(request):
        section, _, activity = (message.extra_tags or "").partition(" ")
        said[section] = {"message": message, "undo": activity}
    return said


def _keep_theme(response: HttpResponse, theme: str, secure: bool) -> None:
    """The base template reads a cookie, so that pages of people not signed in have it too."""
    if theme == Preferences.Theme.SYSTEM:
        response.delete_cookie("theme")
    else:
        response.set_cookie("theme", theme, max_age=A_YEAR, secure=secure, samesite="Lax")
