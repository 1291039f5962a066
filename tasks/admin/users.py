"""Users and their preferences in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from core.admin import UserAdmin
from core.models import Preferences, User
from tasks.admin.actions import materialize_now
from tasks.admin.base import EditForm, EditingAdmin
from tasks.editing.commands import PreferenceFields
from tasks.editing.journal import Journal
from tasks.editing.settings import change_preferences

admin.site.unregister(User)


@admin.register(User)
class MaterializingUserAdmin(UserAdmin):
    actions = [materialize_now]


class PreferencesForm(EditForm):
    def change(self, user: User, pk: int, fields: PreferenceFields, version: int | None) -> Journal:
        return change_preferences(user, fields)


@admin.register(Preferences)
class PreferencesAdmin(EditingAdmin):
    """Lives in tasks, not core: a new time zone changes when the user's series are due."""

    form = PreferencesForm
    list_display = ("user", "time_zone", "week_start", "theme", "language", "updated_at")
    list_filter = ("theme", "week_start", "twelve_hour_clock", "completed_days")
    list_select_related = ("user",)
    search_fields = ("user__email", "time_zone")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # created with the user

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
