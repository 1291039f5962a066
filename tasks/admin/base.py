"""Base classes of the admin: forms and pages whose edits go through the verbs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext

from core.actor import act_as, signed_in_user
from core.admin import ModelAdmin
from core.models import User
from tasks.editing.journal import KIND_OF, Journal
from tasks.errors import Conflict, NotFound, Rejected

if TYPE_CHECKING:  # generic for the type checker only
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

EDIT_ERRORS = (Conflict, NotFound, Rejected)


class EditForm(ModelForm):
    """A form that runs the edit as its last validation, so that a verb's errors become its own.

    It writes only the fields that the admin changed since opening the form.
    """

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True
        self.initial["seen_version"] = getattr(self.instance, "version", None)

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        try:
            self.instance = self.write()
        except EDIT_ERRORS as error:
            field = getattr(error, "field", "").removesuffix("_id")
            self.add_error(field if field in self.fields else None, str(error))

    def write(self) -> Model:
        """Run the edit and return the row after it."""
        row, version = self.instance, self.cleaned_data["seen_version"]
        if row.pk:
            self.change(row.user, row.pk, self.values(self.changed_data), version)
            return self.fresh(row.pk)
        fields = self.values(set(self.fields) - {"user"})
        return self.fresh(self.add(self.cleaned_data["user"], fields).changes[0].object_id)

    def add(self, user: User, fields: Any) -> Journal:
        """Call the verb that adds a row; the first change in its log is that row."""
        raise NotImplementedError

    def change(self, user: User, pk: int, fields: Any, version: int | None) -> object:
        """Call the verb that changes `fields`."""
        raise NotImplementedError

    def values(self, names: Iterable[str]) -> Any:
        """Return the command of `editing.commands` that sets these fields: rows by their id."""
        values = {}
        for name in set(names) - {"seen_version"}:
            value = self.cleaned_data[name]
            if isinstance(self.fields[name], forms.ModelChoiceField):
                values[f"{name}_id"] = value and value.pk
            else:
                values[name] = value
        return values

    def fresh(self, pk: int) -> Model:
        row: Model = self._meta.model._default_manager.get(pk=pk)
        return row


class EditingAdmin(ModelAdmin):
    """An admin page whose edits are logged with source "admin" and the admin as actor."""

    show_full_result_count = False
    readonly_when_changing: tuple[str, ...] = ("user",)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        return (*fixed, *self.readonly_when_changing) if obj else fixed

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with act_as("admin", signed_in_user(request).pk):
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._run_as_admin(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._run_as_admin(request, super().changelist_view, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """Redirect to the activity log, which is deleted together with the user."""
        kind = KIND_OF[self.model]
        changes = reverse("admin:tasks_change_changelist")
        return redirect(f"{changes}?kind={kind}&object_id={object_id}")

    def save_model(self, *args: Any) -> None:
        """Do nothing: the form has already saved the row."""

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """Do nothing: Django's log would keep titles forever, and the activity log has the edit."""

    log_change = log_deletions = log_addition  # type: ignore[assignment]

    def for_each_user(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        edit: Callable[[User, list[int]], object],
    ) -> None:
        """Run one edit per user on the selected rows, and report successes and errors."""
        count = 0
        for user, pks in _ids_by_user(rows).items():
            try:
                edit(user, pks)
                count += len(pks)
            except EDIT_ERRORS as error:
                self.message_user(request, f"{user}: {error}", messages.ERROR)
        if count:
            sentence = ngettext("Updated %(count)d row.", "Updated %(count)d rows.", count)
            self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    def _run_as_admin(
        self, request: HttpRequest, view: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        try:
            with act_as("admin", signed_in_user(request).pk):
                return view(request, *args, **kwargs)
        except EDIT_ERRORS as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


def _ids_by_user(rows: QuerySet[Any]) -> dict[User, list[int]]:
    ids: dict[User, list[int]] = defaultdict(list)
    for row in rows.select_related("user").order_by("pk"):
        ids[row.user].append(row.pk)
    return ids
