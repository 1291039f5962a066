"""Actions and filters that several models share."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin import ModelAdmin
from core.models import User
from tasks.materialization import begin_cycle, materialize_users

# Whether a task or day is in the trash.
in_trash = ("deleted_at", admin.EmptyFieldListFilter)
TIME_LIMIT = 20  # seconds; the next hourly cycle does the rest


@admin.action(description=_("Materialize now"), permissions=["change"])
def materialize_now(model_admin: ModelAdmin, request: HttpRequest, rows: QuerySet[User]) -> None:
    """Materialize the series of the selected users, or of the owners of the selected rows."""
    owner = "pk" if rows.model is User else "user"
    users = list(rows.order_by(owner).values_list(owner, flat=True).distinct())
    totals = materialize_users(users, begin_cycle(TIME_LIMIT))
    level = messages.ERROR if totals.failures else messages.SUCCESS
    model_admin.message_user(request, str(totals), level)
