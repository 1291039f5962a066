"""Feeds and app passwords in the admin: list and revoke; their secrets are not stored."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from tasks.models import AppPassword, CalendarFeed, DavName, DavState


class RevocableAdmin(ReadOnlyAdmin):
    """A read-only page whose rows can be deleted, which revokes them."""

    exclude = ("digest",)
    list_select_related = ("user",)
    search_fields = ("user__email", "=pk")
    date_hierarchy = "created_at"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super(ReadOnlyAdmin, self).has_delete_permission(request, obj)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(RevocableAdmin):
    list_display = ("id", "user", "domain_id", "blocks_only", "created_at", "read_at")
    list_filter = ("blocks_only", ("read_at", admin.EmptyFieldListFilter))


@admin.register(AppPassword)
class AppPasswordAdmin(RevocableAdmin):
    list_display = ("id", "user", "created_at", "used_at")
    list_filter = (("used_at", admin.EmptyFieldListFilter),)


@admin.register(DavName)
class DavNameAdmin(ReadOnlyAdmin):
    list_display = ("task_id", "user", "collection", "href")
    list_filter = ("collection",)
    list_select_related = ("user",)
    search_fields = ("user__email", "=task__pk", "=uid")


@admin.register(DavState)
class DavStateAdmin(ReadOnlyAdmin):
    fields = ("user", "collection", "token", "created_at")
    list_display = ("user", "collection", "created_at")
    list_filter = ("collection",)
    list_select_related = ("user",)
    search_fields = ("user__email", "=token")
    date_hierarchy = "created_at"
