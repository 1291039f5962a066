"""/settings/labels/: list, add, rename and remove labels."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actor import signed_in_user
from core.models import User
from tasks.editing import domains as editing
from tasks.forms.domains import LabelForm
from tasks.models import Label
from tasks.views.actions import ActionResult, action_view, show_result, undo_view

PAGE = "tasks:settings-labels"

undo_action = undo_view(PAGE)


@login_required
@require_http_methods(["GET", "POST"])
def labels(request: HttpRequest) -> HttpResponse:
    """List the labels, with a form that adds one."""
    user = signed_in_user(request)
    form = LabelForm(request.POST or None)
    if log := form.attempt(lambda: editing.add_label(user, form.cleaned_data["name"])):
        show_result(request, ActionResult(_("Label added."), log))
        return redirect(PAGE)
    return _page(request, form)


@login_required
@require_http_methods(["GET", "POST"])
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a label. Errors appear in its row of the list."""
    user = signed_in_user(request)
    row = get_object_or_404(Label.objects.for_user(user), pk=pk)
    form = _form_of(row, request.POST or None)
    if log := form.attempt(lambda: editing.change_label(user, pk, form.cleaned_data["name"])):
        show_result(request, ActionResult(_("Label renamed."), log))
        return redirect(PAGE)
    return _page(request, LabelForm(), form, pk)


@action_view(PAGE)
def remove(user: User, pk: int) -> ActionResult:
    return ActionResult(_("Label removed."), editing.remove_label(user, pk))


def _page(
    request: HttpRequest,
    add_form: LabelForm,
    edit_form: LabelForm | None = None,
    pk: int | None = None,
) -> HttpResponse:
    rows = Label.objects.for_user(signed_in_user(request)).annotate(uses=Count("task_labels"))
    labels = [
        (row, edit_form if edit_form and row.pk == pk else _form_of(row))
        for row in rows.order_by(Lower("name"))
    ]
    context = {"page": "labels", "form": add_form, "labels": labels}
    return render(request, "tasks/settings/labels.html", context)


def _form_of(row: Label, data: QueryDict | None = None) -> LabelForm:
    return LabelForm(data, initial={"name": row.name}, auto_id=f"label-{row.pk}-%s")
