"""The action "Materialize now", on people, tasks and series alike."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import ModelAdmin
from core.models import User
from tasks.materialization import begin_cycle, materialize_users

PATIENCE = 20  # seconds an admin waits; the next hourly cycle does the rest


@admin.action(description="Materialize now", permissions=["change"])
def materialize_now(model_admin: ModelAdmin, request: HttpRequest, rows: QuerySet[User]) -> None:
    """Bring the people chosen, or the owners of what was chosen, up to their horizon."""
    owner = "pk" if rows.model is User else "user"
    users = list(rows.order_by(owner).values_list(owner, flat=True).distinct())
    totals = materialize_users(users, begin_cycle(PATIENCE))
    level = messages.ERROR if totals.failures else messages.SUCCESS
    model_admin.message_user(request, str(totals), level)
