"""The Django application of core."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from core.ops.allocator import limit_memory


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
    # Jobs by name of their schedule; other applications register theirs in the same way.
    hourly = {
        "Clear expired sessions": "core.accounts.sessions.clear_expired",
        "Forget old turns": "core.queue.turns.forget_old_turns",
    }
    jobs = ("core.accounts.notices.deliver",)

    def ready(self) -> None:
        # They connect to allauth's signals.
        from core.accounts import locale_guess, notices  # noqa: F401, PLC0415

        limit_memory()
        post_migrate.connect(_schedule_jobs, sender=self)


def _schedule_jobs(**_: object) -> None:
    """Restore missing schedules after each `migrate`."""
    from core.queue import schedule_all  # noqa: PLC0415 - needs the apps to be ready

    schedule_all()
