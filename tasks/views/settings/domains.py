"""/settings/domains/: list, add, edit, order, archive and restore domains."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actor import signed_in_user
from core.models import User
from tasks.editing import domains as editing
from tasks.editing.settings import change_preferences
from tasks.forms.domains import ArchiveForm, DomainForm
from tasks.forms.hours import DomainHoursForm
from tasks.models import Domain
from tasks.models.domain import DomainQuerySet
from tasks.palette import next_colour
from tasks.views.actions import ActionResult, action_view, show_result, undo_view

PAGE = "tasks:settings-domains"

undo_action = undo_view(PAGE)


@login_required
@require_http_methods(["GET", "POST"])
def domains(request: HttpRequest) -> HttpResponse:
    """List the domains, with a form that adds one."""
    user = signed_in_user(request)
    rows = list(_counted(user).order_by("position", "pk"))
    new = {"name": "", "icon": "", "colour": next_colour([row.colour for row in rows])}
    form = DomainForm(request.POST or None, initial=new)
    if log := form.attempt(lambda: editing.add_domain(user, form.command)):
        show_result(request, ActionResult(_("Domain added."), log))
        return redirect(PAGE)
    active = [row for row in rows if not row.archived]
    archived = [row for row in rows if row.archived]
    context = {"page": "domains", "form": form, "active": active, "archived": archived}
    context["default"] = _default(user, active)
    return render(request, "tasks/settings/domains.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def domain(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the name, icon and colour of a domain."""
    user = signed_in_user(request)
    row = get_object_or_404(Domain.objects.for_user(user), pk=pk)
    current = {"name": row.name, "icon": row.icon, "colour": row.colour}
    form = DomainForm(request.POST or None, initial=current)
    if log := form.attempt(lambda: editing.change_domain(user, pk, form.command)):
        show_result(request, ActionResult(_("Domain saved."), log))
        return redirect(PAGE)
    active = Domain.objects.for_user(user).active().order_by("position", "pk")
    context = {"page": "domains", "form": form, "domain": row, "default": _default(user, active)}
    return render(request, "tasks/settings/domain.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the hours during which the tasks of a domain are planned."""
    user = signed_in_user(request)
    row = get_object_or_404(Domain.objects.for_user(user), pk=pk)
    preferences = user.preferences
    initial = {
        "week_start": preferences.week_start,
        "twelve_hour_clock": preferences.twelve_hour_clock,
        "working_hours": row.hours or preferences.working_hours,
        "own": "own" if row.hours else "",
    }
    form = DomainHoursForm(request.POST or None, initial=initial)
    if log := form.attempt(lambda: editing.change_domain(user, pk, form.command)):
        show_result(request, ActionResult(_("Domain hours saved."), log))
        return redirect(PAGE)
    context = {"page": "domains", "form": form, "domain": row}
    return render(request, "tasks/settings/domain_hours.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Archive a domain, after asking what happens to its open tasks."""
    user = signed_in_user(request)
    row = get_object_or_404(_counted(user).active(), pk=pk)
    form = ArchiveForm(request.POST or None, domain=row)
    if log := form.attempt(lambda: editing.archive_domain(user, pk, **form.arguments())):
        show_result(request, ActionResult(_("Domain archived."), log))
        return redirect(PAGE)
    context = {"page": "domains", "form": form, "domain": row}
    return render(request, "tasks/settings/archive.html", context)


@action_view(PAGE)
def move(user: User, pk: int, steps: int) -> ActionResult:
    return ActionResult(_("Domain moved."), editing.move_domain(user, pk, steps))


@action_view(PAGE)
def make_default(user: User, pk: int) -> ActionResult:
    log = change_preferences(user, {"default_domain": pk})
    return ActionResult(_("New tasks without a domain go here."), log)


@action_view(PAGE)
def restore(user: User, pk: int) -> ActionResult:
    return ActionResult(_("Domain restored."), editing.restore_domain(user, pk))


def _default(user: User, active: Iterable[Domain]) -> int | None:
    """Return the id of the default domain: the chosen one, or else the first."""
    pks = [row.pk for row in active]
    chosen = user.preferences.default_domain
    return chosen if chosen in pks else next(iter(pks), None)


def _counted(user: User) -> DomainQuerySet:
    pending = Count("tasks", filter=Q(tasks__status="pending"))
    return Domain.objects.for_user(user).annotate(open_tasks=pending)
