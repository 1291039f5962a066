"""Remove old completed and skipped instances, now."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from tasks.constants import INSTANCE_RETENTION_DAYS
from tasks.retention import cleanup_old_instances


class Command(BaseCommand):
    help = (
        f"Delete instances completed or skipped more than {INSTANCE_RETENTION_DAYS} days ago. "
        "Pending ones and history stay. Safe to repeat."
    )

    def handle(self, **options: object) -> str:
        deleted = cleanup_old_instances()
        sentence = (
            f"Deleted {deleted['completed']} completed and {deleted['skipped']} skipped instances, "
            f"{deleted['failures']} users failed."
        )
        if deleted["failures"]:
            raise CommandError(f"{sentence} The log says why.")
        return sentence
