"""Domains and labels in the admin: add, change, archive and restore."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.models import User
from tasks.admin.base import EditForm, EditingAdmin
from tasks.editing import domains as editing
from tasks.editing.commands import DomainFields
from tasks.editing.journal import Journal
from tasks.models import Domain, Label
from tasks.models.domain import DomainQuerySet


class DomainForm(EditForm):
    class Meta:
        model = Domain
        fields = "__all__"  # the admin lists them
        widgets = dict.fromkeys(("name", "colour", "icon"), AdminTextInputWidget)

    add = staticmethod(editing.add_domain)

    def change(self, user: User, pk: int, fields: DomainFields, version: int | None) -> Journal:
        return editing.change_domain(user, pk, fields)


@admin.register(Domain)
class DomainAdmin(EditingAdmin):
    form = DomainForm
    fields = ("user", "name", "colour", "icon", "hours")
    autocomplete_fields = ("user",)
    list_display = ("name", "user", "icon", "colour", "position", "archived")
    list_filter = ("archived",)
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
    actions = ["archive_to_thoughts", "archive_with_tasks", "restore"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # archived instead, after choosing what happens to the tasks

    @admin.action(description=_("Archive and move open tasks to Thoughts"), permissions=["change"])
    def archive_to_thoughts(self, request: HttpRequest, rows: DomainQuerySet) -> None:
        self.for_each_user(request, rows.active(), _archive_to_thoughts)

    @admin.action(description=_("Archive together with open tasks"), permissions=["change"])
    def archive_with_tasks(self, request: HttpRequest, rows: DomainQuerySet) -> None:
        self.for_each_user(request, rows.active(), _archive_with_tasks)

    @admin.action(description=_("Restore"), permissions=["change"])
    def restore(self, request: HttpRequest, rows: DomainQuerySet) -> None:
        self.for_each_user(request, rows, _restore)


def _archive_to_thoughts(user: User, pks: list[int]) -> None:
    for pk in pks:
        editing.archive_domain(user, pk, "thoughts")


def _archive_with_tasks(user: User, pks: list[int]) -> None:
    for pk in pks:
        editing.archive_domain(user, pk, "archive")


def _restore(user: User, pks: list[int]) -> None:
    for pk in pks:
        editing.restore_domain(user, pk)


class LabelForm(EditForm):
    class Meta:
        model = Label
        fields = "__all__"  # the admin lists them
        widgets = {"name": AdminTextInputWidget}

    def add(self, user: User, fields: DomainFields) -> Journal:
        return editing.add_label(user, fields["name"])

    def change(self, user: User, pk: int, fields: DomainFields, version: int | None) -> Journal:
        return editing.change_label(user, pk, fields.get("name", self.instance.name))


@admin.register(Label)
class LabelAdmin(EditingAdmin):
    form = LabelForm
    fields = ("user", "name")
    autocomplete_fields = ("user",)
    list_display = ("name", "user")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")

    def delete_model(self, request: HttpRequest, obj: Label) -> None:
        editing.remove_label(obj.user, obj.pk)
