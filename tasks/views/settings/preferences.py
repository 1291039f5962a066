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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.actor import signed_in_user
from core.models import Preferences
from tasks.editing.settings import change_preferences
from tasks.editing.undo import undo
from tasks.errors import Conflict, NotFound
from tasks.forms.action_form import ActionForm
from tasks.forms.day import DayForm
from tasks.forms.hours import WorkingHoursForm
from tasks.forms.preferences import (
    CompletedForm,
    HourHeightForm,
    KeyboardForm,
    LanguageForm,
    PlannerForm,
    ThemeForm,
    WeekForm,
    ZonesForm,
)
from tasks.planning.day_strip import day_strip

PLANNING: dict[str, Any] = {
    "zone": ZonesForm,
    "week": WeekForm,
    "hours": WorkingHoursForm,
    "day": DayForm,
    "planner": PlannerForm,
    "completed": CompletedForm,
}
APPEARANCE: dict[str, Any] = {
    "language": LanguageForm,
    "theme": ThemeForm,
    "height": HourHeightForm,
    "keyboard": KeyboardForm,
}
PAGES = {"planning": PLANNING, "appearance": APPEARANCE}

YEAR_SECONDS = 365 * 24 * 60 * 60


@login_required
@require_http_methods(["GET", "POST"])
def planning(request: HttpRequest) -> HttpResponse:
    return _sections(request, "planning", PLANNING)


@login_required
@require_http_methods(["GET", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    response = _sections(request, "appearance", APPEARANCE)
    _set_theme_cookie(
        response, signed_in_user(request).preferences.theme, secure=request.is_secure()
    )
    return response


def _sections(request: HttpRequest, page: str, form_classes: dict[str, Any]) -> HttpResponse:
    user = signed_in_user(request)
    current = model_to_dict(user.preferences)
    forms: dict[str, ActionForm] = {
        name: form_class(initial=current) for name, form_class in form_classes.items()
    }
    if request.method == "POST":
        section = request.POST.get("section", "")
        if section not in form_classes:
            raise Http404
        form = forms[section] = form_classes[section](request.POST, initial=current)
        if log := form.attempt(lambda: change_preferences(user, form.command)):
            messages.success(request, _("Saved"), extra_tags=f"{section} {log.activity.pk or ''}")
            return redirect(f"{request.path}#{section}")
    strip = day_strip(user, user.preferences) if "day" in forms else None
    context = {"page": page, "forms": forms, "notices": _notices(request), "strip": strip}
    return render(request, f"tasks/settings/{page}.html", context)


@require_POST
def undo_action(request: HttpRequest, page: str, section: str, pk: int) -> HttpResponse:
    """Undo the last change that a section of a page saved, and report it in that section."""
    if section not in PAGES.get(page, ()):
        raise Http404
    address = reverse(f"tasks:settings-{page}")
    if not request.user.is_authenticated:
        return redirect_to_login(address)  # this view renders no page
    try:
        undo(signed_in_user(request), pk)
        messages.success(request, _("Undone"), extra_tags=section)
    except NotFound as error:
        raise Http404(str(error)) from error
    except Conflict as error:
        messages.error(request, str(error), extra_tags=section)
    return redirect(f"{address}#{section}")


def _notices(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """Return, per section, the message to show and the activity that can be undone."""
    notices = {}
    for message in messages.get_messages(request):
        section, _, activity = (message.extra_tags or "").partition(" ")
        notices[section] = {"message": message, "undo": activity}
    return notices


def _set_theme_cookie(response: HttpResponse, theme: str, secure: bool) -> None:
    """Store the theme in a cookie, so that pages before sign-in use it too."""
    if theme == Preferences.Theme.SYSTEM:
        response.delete_cookie("theme")
    else:
        response.set_cookie("theme", theme, max_age=YEAR_SECONDS, secure=secure, samesite="Lax")
