"""The floor, as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from core.ops.allocator import keep_little


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
    # Jobs by the name of their schedule; other applications name theirs in the same way.
    hourly = {
        "Clear expired sessions": "core.accounts.sessions.clear_expired",
        "Forget old turns": "core.queue.turns.forget_old_turns",
    }
    jobs = ("core.accounts.notices.deliver",)

    def ready(self) -> None:
        from core.accounts import notices  # noqa: F401, PLC0415 - hears allauth's signals

        keep_little()
        post_migrate.connect(_schedule_jobs, sender=self)


def _schedule_jobs(**_: object) -> None:
    """After every migrate the schedules are there, whoever may have removed them."""
    from core.queue import schedule_all  # noqa: PLC0415 - needs the apps to be ready

    schedule_all()
