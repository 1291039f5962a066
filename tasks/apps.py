"""The Django app of the product, and its scheduled jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from core.models import User


class TasksConfig(AppConfig):
    name = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
    hourly = {
        "Materialize instances": "tasks.jobs.materialize",
        "Clean up old instances": "tasks.jobs.cleanup",
        "Clean up calendars": "tasks.jobs.cleanup_calendars",
    }
    # Cheap jobs that usually have nothing to do.
    minutely = {"Sync calendars": "tasks.jobs.sync_calendars"}
    # Jobs that code enqueues. A cluster runs no other path, whatever its queue contains.
    jobs = (
        "tasks.jobs.materialize_chunk",
        "tasks.jobs.sync_calendars_of",
        "tasks.jobs.disconnect_closed",
        "tasks.jobs.try_calendar",
    )

    def ready(self) -> None:
        from django.utils.translation import gettext  # noqa: PLC0415 - needs the apps to be ready

        from core.accounts import account_closing  # noqa: PLC0415 - needs the apps to be ready
        from core.ops import metrics  # noqa: PLC0415 - needs the apps to be ready
        from tasks.metrics import (  # noqa: PLC0415 - needs the apps to be ready
            calendars,
            materialization,
            trash,
        )
        from tasks.recurrence import messages  # noqa: PLC0415 - needs the apps to be ready

        messages.install(gettext)
        metrics.register(materialization)
        metrics.register(calendars)
        metrics.register(trash)
        account_closing.connect(_disconnect_calendars)


def _disconnect_calendars(user: User, **_: object) -> str:
    from tasks.calendars.closed_accounts import disconnect_calendars  # noqa: PLC0415 - only needed when an account is closed

    return disconnect_calendars(user)
