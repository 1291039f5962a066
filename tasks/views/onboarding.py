"""/welcome/: onboarding in four steps. Each saves its answers, and each can be skipped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from core import clock
from core.actor import signed_in_user
from core.models import User
from tasks.editing.domains import add_domains
from tasks.editing.journal import Journal
from tasks.editing.quickadd import quick_add
from tasks.editing.settings import change_preferences
from tasks.forms.action_form import ActionForm
from tasks.forms.hours import COPY, WorkingHoursForm
from tasks.forms.onboarding import FirstDomainsForm, FirstTasksForm
from tasks.forms.preferences import ZoneForm
from tasks.models import Domain, Task
from tasks.snapshot.preview import day_preview

STEPS = {
    "zone": _("What's your time zone?"),
    "hours": _("When do you work?"),
    "domains": _("Which areas of life do you plan?"),
    "tasks": _("What do you need to do?"),
}
ORDER = list(STEPS)
SESSION_KEY = "welcome"  # the step to continue with


@login_required
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Redirect to the step where the person stopped, or to the first."""
    return redirect(_address(request.session.get(SESSION_KEY, ORDER[0])))


@login_required
@require_http_methods(["GET", "POST"])
def zone(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = ZoneForm(request.POST or None, initial=model_to_dict(user.preferences))
    # Naive, because the template would convert an aware time to the server's zone.
    local_time = clock.now().astimezone(user.preferences.zone).replace(tzinfo=None)
    return _step(request, "zone", form, partial(_save, user, form), local_time=local_time)


@login_required
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = WorkingHoursForm(request.POST or None, initial=model_to_dict(user.preferences))
    return _step(request, "hours", form, partial(_save, user, form))


@login_required
@require_http_methods(["GET", "POST"])
def domains(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    existing = list(Domain.objects.for_user(user).active().order_by("position", "pk"))
    form = FirstDomainsForm(request.POST or None, existing=existing)
    return _step(request, "domains", form, lambda: add_domains(user, form.new_domains()))


@login_required
@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    first = Domain.objects.for_user(user).active().order_by("position", "pk").first()
    form = FirstTasksForm(request.POST or None, domain=first)
    open_tasks = Task.objects.for_user(user).pending().count()

    def add() -> object:
        text = form.cleaned_data["text"]
        return quick_add(user, text, {}) if text.strip() else form

    return _step(request, "tasks", form, add, open_tasks=open_tasks, domain=first)


def _save(user: User, form: ActionForm) -> Journal:
    return change_preferences(user, form.command)


def _step(
    request: HttpRequest, name: str, form: ActionForm, save: Callable[[], object], **extra: Any
) -> HttpResponse:
    index = ORDER.index(name)
    is_last = name == ORDER[-1]
    next_url = reverse("tasks:today") if is_last else _address(ORDER[index + 1])
    if form.attempt(save):
        if is_last:
            request.session.pop(SESSION_KEY, None)
        return redirect(request.path if COPY in request.POST else next_url)
    request.session[SESSION_KEY] = name
    context = {"form": form, "steps": ORDER, "number": index + 1, "heading": STEPS[name], **extra}
    context["next_url"] = next_url
    context["previous_url"] = _address(ORDER[index - 1]) if index else ""
    context["day"] = day_preview(signed_in_user(request), clock.now())
    return render(request, f"tasks/welcome/{name}.html", context)


def _address(step: str) -> str:
    return reverse(f"tasks:welcome-{step}")
