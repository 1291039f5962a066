"""How the admin edits: through the verbs, as the admin who is signed in."""

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

from core.actor import act_as, signed_in_user
from core.admin import ModelAdmin
from core.models import User
from tasks.editing.journal import KIND_OF, Journal
from tasks.errors import Conflict, NotFound, Rejected

if TYPE_CHECKING:  # generic for the type checker only
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

REFUSALS = (Conflict, NotFound, Rejected)


class EditForm(ModelForm):
    """A form whose last validation is the edit itself: what a verb refuses is an error of the form.

    Only what was changed in the form is written, compared with what it showed when it was opened.
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
        except REFUSALS as refusal:
            field = getattr(refusal, "field", "").removesuffix("_id")
            self.add_error(field if field in self.fields else None, str(refusal))

    def write(self) -> Model:
        """Do the edit and return the row as it is afterwards."""
        row, seen = self.instance, self.cleaned_data["seen_version"]
        if row.pk:
            self.change(row.user, row.pk, self.values(self.changed_data), seen)
            return self.fresh(row.pk)
        fields = self.values(set(self.fields) - {"user"})
        return self.fresh(self.add(self.cleaned_data["user"], fields).changes[0].object_id)

    def add(self, user: User, fields: Any) -> Journal:
        """The verb that adds a row; its first change is the row."""
        raise NotImplementedError

    def change(self, user: User, pk: int, fields: Any, version: int | None) -> object:
        """The verb that changes what `fields` names."""
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
    """An admin whose writes are edits, logged as any other: source "admin", the actor, an undo."""

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
        return self._acting(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._acting(request, super().changelist_view, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """The activity log is the history, and it goes when the person goes."""
        kind = KIND_OF[self.model]
        changes = reverse("admin:tasks_change_changelist")
        return redirect(f"{changes}?kind={kind}&object_id={object_id}")

    def save_model(self, *args: Any) -> None:
        """The form has written already."""

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """Django's log would keep titles for ever; ours has it."""

    log_change = log_deletions = log_addition  # type: ignore[assignment]

    def each_person(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        edit: Callable[[User, list[int]], object],
    ) -> None:
        """Do one edit per person for the rows chosen in a list, and say how it went."""
        done = 0
        for user, pks in _by_person(rows).items():
            try:
                edit(user, pks)
                done += len(pks)
            except REFUSALS as refusal:
                self.message_user(request, f"{user}: {refusal}", messages.ERROR)
        if done:
            self.message_user(request, f"Done for {done}.", messages.SUCCESS)

    def _acting(
        self, request: HttpRequest, view: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        try:
            with act_as("admin", signed_in_user(request).pk):
                return view(request, *args, **kwargs)
        except REFUSALS as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


def _by_person(rows: QuerySet[Any]) -> dict[User, list[int]]:
    people: dict[User, list[int]] = defaultdict(list)
    for row in rows.select_related("user").order_by("pk"):
        people[row.user].append(row.pk)
    return people
