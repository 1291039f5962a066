"""Connected calendars in the admin: read-only, without the content of events."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.admin import ReadOnlyAdmin
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, SyncRun


@admin.register(CalendarAccount)
class CalendarAccountAdmin(ReadOnlyAdmin):
    exclude = ("credentials",)
    list_display = ("user", "provider", "state", "trouble", "failures", "next_sync_at", "synced_at")
    list_filter = ("provider", "state", ("trouble", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("user__email", "=pk")
    date_hierarchy = "created_at"
    actions = ["sync_now"]

    @admin.action(description=_("Sync now"), permissions=["view"])
    def sync_now(self, request: HttpRequest, rows: QuerySet[CalendarAccount]) -> None:
        """Make the accounts due, even after errors; the next sync job runs within a minute."""
        count = rows.update(next_sync_at=clock.now(), claimed_until=None)
        sentence = ngettext(
            "%(count)d account will sync within a minute.",
            "%(count)d accounts will sync within a minute.",
            count,
        )
        messages.success(request, sentence % {"count": count})


@admin.register(Calendar)
class CalendarAdmin(ReadOnlyAdmin):
    fields = (
        *("user", "account", "shown", "busy", "receives_blocks", "generation", "held"),
        *("failures", "trouble", "read_at", "retry_at", "push_retry_at", "gone_at"),
    )
    list_display = (
        *("id", "user", "account_id", "shown", "busy", "receives_blocks", "held"),
        *("failures", "trouble", "read_at", "retry_at", "gone_at"),
    )
    list_filter = ("account__provider", "shown", "busy", "receives_blocks")
    list_select_related = ("user",)
    search_fields = ("user__email", "=account__pk")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    fields = ("user", "calendar", "starts_at", "ends_at", "starts_on", "ends_on", "generation")
    list_display = ("id", "user", "calendar_id", "starts_at", "starts_on", "status", "transparent")
    list_filter = ("status", "response", "kind", "transparent")
    list_select_related = ("user",)
    search_fields = ("user__email", "=calendar__pk")


@admin.register(PushedBlock)
class PushedBlockAdmin(ReadOnlyAdmin):
    list_display = ("block", "user", "calendar_id", "day", "state", "trouble")
    list_filter = ("state",)
    list_select_related = ("user",)
    search_fields = ("user__email", "=event_id", "=block")
    date_hierarchy = "day"


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    list_display = (
        *("started_at", "user", "account_id", "seconds", "read", "removed", "held"),
        *("pushed", "withdrawn", "moved", "trouble"),
    )
    list_filter = (("trouble", admin.EmptyFieldListFilter), "account__provider")
    list_select_related = ("user",)
    search_fields = ("user__email", "=account__pk")
    ordering = ("-started_at",)
    date_hierarchy = "started_at"
