"""Tasks in the admin, with their labels and dependencies."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.models import User
from tasks.admin.actions import in_trash, materialize_now
from tasks.admin.base import EditForm, EditingAdmin
from tasks.editing import batch
from tasks.editing import tasks as editing
from tasks.editing.commands import TaskFields
from tasks.editing.journal import journal
from tasks.models import Task, TaskDependency, TaskLabel


class TaskForm(EditForm):
    class Meta:
        model = Task
        fields = "__all__"  # the admin lists them
        widgets = {"title": AdminTextInputWidget}

    add = staticmethod(editing.add)
    change = staticmethod(editing.change)


@admin.register(Task)
class TaskAdmin(EditingAdmin):
    form = TaskForm
    fieldsets = (
        (None, {"fields": ("user", "title", "description", "domain", "parent", "seen_version")}),
        (
            _("Details"),
            {
                "fields": (
                    *("impact", "clarity", "duration", "chunk_min", "chunk_max", "ideal_time"),
                    "pinned",
                )
            },
        ),
        (
            _("Schedule"),
            {
                "fields": (
                    *("scheduled_date", "scheduled_time", "placed_by", "day_chosen"),
                    *("earliest_start", "reminder"),
                )
            },
        ),
        (_("Deadline"), {"fields": ("deadline_date", "deadline_time", "deadline_hard")}),
        (
            _("Status"),
            {
                "fields": (
                    *("status", "completed_at", "deleted_at"),
                    *("created_at", "updated_at", "version"),
                )
            },
        ),
    )
    readonly_fields = (
        *("status", "completed_at", "deleted_at"),
        *("created_at", "updated_at", "version"),
    )
    autocomplete_fields = ("user", "domain", "parent")
    list_display = (
        "title",
        "user",
        "domain",
        "status",
        "impact",
        "scheduled_date",
        "scheduled_time",
        "deadline_date",
        "series__summary",
    )
    list_filter = ("status", in_trash, "impact", "clarity", "placed_by", "pinned", "scheduled_date")
    list_select_related = ("user", "domain", "series")
    search_fields = ("title", "user__email", "=pk")
    date_hierarchy = "created_at"
    actions = ["complete", "reopen", "archive", "move_to_trash", "restore", materialize_now]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # moved to the trash instead, by the action "Move to trash"

    @admin.action(description=_("Complete"), permissions=["change"])
    def complete(self, request: HttpRequest, rows: QuerySet[Task]) -> None:
        self.for_each_user(
            request, rows, lambda user, pks: batch.apply_action(user, "complete", pks, [], {})
        )

    @admin.action(description=_("Reopen"), permissions=["change"])
    def reopen(self, request: HttpRequest, rows: QuerySet[Task]) -> None:
        self.for_each_user(
            request, rows, lambda user, pks: batch.apply_action(user, "reopen", pks, [], {})
        )

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, rows: QuerySet[Task]) -> None:
        self.for_each_user(
            request, rows, lambda user, pks: batch.apply_action(user, "archive", pks, [], {})
        )

    @admin.action(description=_("Move to trash"), permissions=["change"])
    def move_to_trash(self, request: HttpRequest, rows: QuerySet[Task]) -> None:
        self.for_each_user(
            request, rows, lambda user, pks: batch.apply_action(user, "delete", pks, [], {})
        )

    @admin.action(description=_("Restore from archive or trash"), permissions=["change"])
    def restore(self, request: HttpRequest, rows: QuerySet[Task]) -> None:
        self.for_each_user(request, rows, _restore)


def _restore(user: User, pks: list[int]) -> None:
    for pk in pks:
        editing.restore(user, pk)


class LinkForm(EditForm):
    """A link of a task: it can be added and removed, but not changed."""

    def write(self) -> Model:
        task = self.cleaned_data["task"]
        with journal(task.user, "change") as log:
            editing.change_in(log, task.pk, self.with_new_link(task))
        values = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        row: Model = self._meta.model._default_manager.get(**values)
        return row

    def with_new_link(self, task: Task) -> TaskFields:
        """Return the field with all links of the task, including the new one."""
        raise NotImplementedError


class LinkAdmin(EditingAdmin):
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: TaskLabel | TaskDependency) -> None:
        with journal(obj.user, "change") as log:
            log.remove(log.lock_one(type(obj)._default_manager.filter(user=obj.user), obj.pk))


class TaskLabelForm(LinkForm):
    def with_new_link(self, task: Task) -> TaskFields:
        current = TaskLabel.objects.filter(task=task).values_list("label", flat=True)
        return {"labels": [*current, self.cleaned_data["label"].pk]}


@admin.register(TaskLabel)
class TaskLabelAdmin(LinkAdmin):
    form = TaskLabelForm
    fields = ("task", "label")
    autocomplete_fields = ("task", "label")
    list_display = ("task", "label", "user")
    list_select_related = ("task", "label", "user")
    search_fields = ("task__title", "label__name", "user__email")


class TaskDependencyForm(LinkForm):
    def with_new_link(self, task: Task) -> TaskFields:
        current = TaskDependency.objects.filter(task=task).values_list("blocker", flat=True)
        return {"blocked_by": [*current, self.cleaned_data["blocker"].pk]}


@admin.register(TaskDependency)
class TaskDependencyAdmin(LinkAdmin):
    form = TaskDependencyForm
    fields = ("task", "blocker")
    autocomplete_fields = ("task", "blocker")
    list_display = ("task", "blocker", "user")
    list_select_related = ("task", "blocker", "user")
    search_fields = ("task__title", "blocker__title", "user__email")
