"""The product, as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TasksConfig(AppConfig):
    name = "tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.ops import metrics  # noqa: PLC0415 - needs the apps to be ready
        from tasks.metrics import (  # noqa: PLC0415 - needs the apps to be ready
            calendars,
            materialization,
        )

        post_migrate.connect(_schedule_jobs, sender=self)
        metrics.register(materialization)
        metrics.register(calendars)


def _schedule_jobs(**_: object) -> None:
    """After every migrate the schedules are there, whoever may have removed them."""
    from core.queue import (  # noqa: PLC0415 - needs the apps to be ready
        schedule_hourly,
        schedule_minutely,
    )

    schedule_hourly("Materialize instances", "tasks.jobs.materialize")
    schedule_hourly("Clean up old instances", "tasks.jobs.cleanup")
    schedule_hourly("Clean up calendars", "tasks.jobs.cleanup_calendars")
    schedule_minutely("Sync calendars", "tasks.jobs.sync_calendars")
