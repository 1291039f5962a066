"""The floor, as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from core.ops.allocator import keep_little


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        keep_little()
        post_migrate.connect(_schedule_jobs, sender=self)


def _schedule_jobs(**_: object) -> None:
    from core.queue import schedule_hourly  # noqa: PLC0415 - needs the apps to be ready

    schedule_hourly("Clear expired sessions", "core.accounts.sessions.clear_expired")
