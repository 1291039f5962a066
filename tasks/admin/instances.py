"""Instances in the admin: schedule and overrides can change, task and date of origin cannot."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.models import User
from tasks.admin.actions import in_trash
from tasks.admin.base import EditForm, EditingAdmin
from tasks.editing import batch, trash
from tasks.editing import instances as editing
from tasks.models import TaskInstance


class TaskInstanceForm(EditForm):
    own_title = forms.CharField(required=False, empty_value=None, widget=AdminTextInputWidget)
    own_description = forms.CharField(required=False, empty_value=None, widget=AdminTextareaWidget)

    change = staticmethod(editing.change)


@admin.register(TaskInstance)
class TaskInstanceAdmin(EditingAdmin):
    form = TaskInstanceForm
    fieldsets = (
        (None, {"fields": ("task", "user", "recurrence_id", "seen_version")}),
        (
            _("Schedule"),
            {"fields": ("scheduled_date", "scheduled_time", "placed_by", "starts_at", "moved")},
        ),
        (
            _("Overrides for this occurrence"),
            {"fields": ("own_title", "own_description", "own_duration", "own_domain")},
        ),
        (_("Status"), {"fields": ("status", "completed_at", "deleted_at", "version")}),
    )
    readonly_fields = (
        "task",
        "recurrence_id",
        "starts_at",
        "moved",
        "status",
        "completed_at",
        "deleted_at",
        "version",
    )
    autocomplete_fields = ("own_domain",)
    list_display = (
        "task",
        "user",
        "scheduled_date",
        "scheduled_time",
        "recurrence_id",
        "status",
        "moved",
    )
    list_filter = ("status", in_trash, "placed_by", "moved", "scheduled_date")
    list_select_related = ("task", "user")
    search_fields = ("task__title", "user__email", "=task__pk")
    date_hierarchy = "scheduled_date"
    actions = ["complete", "skip", "reopen", "move_to_trash", "restore"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # materialization adds them

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # moved to the trash instead, by the action "Move to trash"

    @admin.action(description=_("Complete"), permissions=["change"])
    def complete(self, request: HttpRequest, rows: QuerySet[TaskInstance]) -> None:
        self.for_each_user(
            request, rows, lambda user, pks: batch.apply_action(user, "complete", [], pks, {})
        )

    @admin.action(description=_("Skip"), permissions=["change"])
    def skip(self, request: HttpRequest, rows: QuerySet[TaskInstance]) -> None:
        self.for_each_user(
            request, rows, lambda user, pks: batch.apply_action(user, "skip", [], pks, {})
        )

    @admin.action(description=_("Reopen"), permissions=["change"])
    def reopen(self, request: HttpRequest, rows: QuerySet[TaskInstance]) -> None:
        self.for_each_user(
            request, rows, lambda user, pks: batch.apply_action(user, "reopen", [], pks, {})
        )

    @admin.action(description=_("Move to trash"), permissions=["change"])
    def move_to_trash(self, request: HttpRequest, rows: QuerySet[TaskInstance]) -> None:
        self.for_each_user(
            request, rows, lambda user, pks: batch.apply_action(user, "delete", [], pks, {})
        )

    @admin.action(description=_("Restore from trash"), permissions=["change"])
    def restore(self, request: HttpRequest, rows: QuerySet[TaskInstance]) -> None:
        self.for_each_user(request, rows, _restore)


def _restore(user: User, pks: list[int]) -> None:
    for pk in pks:
        trash.restore_day(user, pk)
