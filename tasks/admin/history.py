"""History in the admin, read-only: completions, activities, cycles, plans and times."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from tasks.models import (
    Activity,
    Change,
    Completion,
    MaterializationCycle,
    Proposal,
    TimeEntry,
)


@admin.register(Completion)
class CompletionAdmin(ReadOnlyAdmin):
    list_display = ("task", "user", "recurrence_id", "domain", "completed_at", "taken_back_at")
    list_filter = ("impact", "clarity", ("taken_back_at", admin.EmptyFieldListFilter))
    list_select_related = ("task", "user", "domain")
    search_fields = ("task__title", "user__email", "=task__pk")
    date_hierarchy = "completed_at"


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ("action", "user", "actor", "source", "created_at", "changes_link")
    list_filter = ("source", "action", ("undoes", admin.EmptyFieldListFilter))
    list_select_related = ("user", "actor")
    search_fields = ("user__email", "actor__email", "action")
    date_hierarchy = "created_at"
    fields = ("user", "actor", "source", "action", "undoes", "created_at", "changes_link")

    @admin.display(description=_("changes"))
    def changes_link(self, activity: Activity) -> SafeString:
        changes = reverse("admin:tasks_change_changelist")
        return format_html('<a href="{}?activity={}">{}</a>', changes, activity.pk, _("Show"))


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("id", "activity", "user", "kind", "object_id", "before", "after")
    list_filter = ("kind",)
    list_select_related = ("activity", "user")
    search_fields = ("user__email", "=object_id")


@admin.register(MaterializationCycle)
class MaterializationCycleAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "finished_at",
        "users",
        "instances",
        "failures",
        "seconds",
        "unfinished",
    )
    list_filter = ("unfinished", "started_at")
    ordering = ("-started_at",)
    date_hierarchy = "started_at"


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("id", "user", "kind", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "=pk")
    date_hierarchy = "created_at"
    fields = ("user", "request", "created_at")

    @admin.display(description=_("kind"))
    def kind(self, proposal: Proposal) -> str:
        return str(proposal.request.get("kind", ""))


@admin.register(TimeEntry)
class TimeEntryAdmin(ReadOnlyAdmin):
    list_display = ("task", "user", "recurrence_id", "started_at", "stopped_at")
    list_filter = (("stopped_at", admin.EmptyFieldListFilter),)
    list_select_related = ("task", "user")
    search_fields = ("task__title", "user__email", "=task__pk")
    date_hierarchy = "started_at"
