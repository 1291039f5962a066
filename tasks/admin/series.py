"""Series in the admin: the recurrence rules of tasks."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Model
from django.http import HttpRequest

from tasks.admin.actions import materialize_now
from tasks.admin.base import EditForm, EditingAdmin
from tasks.editing import series
from tasks.models import Series

RULE = ("rrule", "starts_on", "starts_at", "kind", "missing_days", "exdates", "rdates", "times")


class SeriesForm(EditForm):
    class Meta:
        model = Series
        fields = "__all__"  # the admin lists them
        widgets = {"rrule": AdminTextInputWidget}

    def write(self) -> Model:
        task = self.cleaned_data.get("task") or self.instance.task
        series.repeat(task.user, task.pk, self.values(RULE))
        return self.fresh(task.pk)


@admin.register(Series)
class SeriesAdmin(EditingAdmin):
    """A change applies to the whole series; deleting a series keeps its task."""

    form = SeriesForm
    fields = ("task", *RULE, "summary", "materialized_until", "due_at")
    readonly_fields = ("summary", "materialized_until", "due_at")
    readonly_when_changing = ("task",)
    autocomplete_fields = ("task",)
    list_display = ("task", "user", "summary", "kind", "materialized_until", "due_at")
    list_filter = ("kind", "missing_days", "due_at")
    list_select_related = ("task", "user")
    search_fields = ("task__title", "user__email", "rrule")
    date_hierarchy = "starts_on"
    actions = [materialize_now]

    def delete_model(self, request: HttpRequest, obj: Series) -> None:
        series.stop(obj.user, obj.pk)
