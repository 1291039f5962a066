"""Days away in the admin: add and remove."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from core.models import User
from tasks.admin.base import EditForm, EditingAdmin
from tasks.editing import pauses
from tasks.editing.journal import Journal
from tasks.models import Away


class AwayForm(EditForm):
    class Meta:
        model = Away
        fields = "__all__"  # the admin lists them

    def add(self, user: User, fields: Any) -> Journal:
        return pauses.add_away(user, fields["first_day"], fields["last_day"])


@admin.register(Away)
class AwayAdmin(EditingAdmin):
    """Days away; chosen series leave them out, and get them back when they are removed."""

    form = AwayForm
    fields = ("user", "first_day", "last_day")
    autocomplete_fields = ("user",)
    list_display = ("user", "first_day", "last_day")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    date_hierarchy = "first_day"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_change_permission(request)  # removed and added again

    def delete_model(self, request: HttpRequest, obj: Away) -> None:
        pauses.remove_away(obj.user, obj.pk)
