"""/settings/planning/day/: how a day would look with the values of the form"""

from __future__ import annotations

from copy import copy

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.actor import signed_in_user
from tasks.forms.day import DayForm
from tasks.planning.day_strip import day_strip


@login_required
@require_safe
def day_preview(request: HttpRequest) -> HttpResponse:
    """Render the sample day; 422 without a body for values that the form would reject."""
    user = signed_in_user(request)
    form = DayForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=422)
    preferences = copy(user.preferences)
    for name, value in form.cleaned_data.items():
        setattr(preferences, name, value)
    return render(request, "tasks/settings/day_strip.html", {"strip": day_strip(user, preferences)})
