"""/settings/away/: list, add and remove days away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock
from core.actor import signed_in_user
from core.models import User
from tasks.editing import pauses
from tasks.forms.away import AwayForm
from tasks.models import Away, Series, Task
from tasks.views.actions import ActionResult, action_view, show_result, undo_view

PAGE = "tasks:settings-away"

undo_action = undo_view(PAGE)


@login_required
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """List the days away, past ones last, with a form that adds some."""
    user = signed_in_user(request)
    today = clock.today(user)
    initial = {"first_day": today, "last_day": today}
    form = AwayForm(request.POST or None, user=user, initial=initial)
    days = form.cleaned_data if form.is_valid() else {}
    if log := form.attempt(lambda: pauses.add_away(user, days["first_day"], days["last_day"])):
        show_result(request, ActionResult(_("Days away added."), log))
        return redirect(PAGE)
    periods = list(Away.objects.for_user(user).order_by("first_day", "pk"))
    pausing = Series.objects.for_user(user).filter(pauses_when_away=True)
    context = {
        "page": "away",
        "form": form,
        "upcoming": [row for row in periods if row.last_day >= today],
        "past": [row for row in reversed(periods) if row.last_day < today],
        "pausing": pausing.filter(task__status=Task.Status.PENDING).count(),
    }
    return render(request, "tasks/settings/away.html", context)


@action_view(PAGE)
def remove(user: User, pk: int) -> ActionResult:
    return ActionResult(_("Days away removed."), pauses.remove_away(user, pk))
