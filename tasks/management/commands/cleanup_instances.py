"""Deletes old completed and skipped instances immediately."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tasks.constants import INSTANCE_RETENTION_DAYS
from tasks.retention import cleanup_old_instances


class Command(BaseCommand):
    help = _(
        "Delete instances that were completed or skipped more than %(days)d days ago. "
        "Pending instances and the history stay. Safe to repeat."
    ) % {"days": INSTANCE_RETENTION_DAYS}

    def handle(self, **options: object) -> str:
        deleted = cleanup_old_instances()
        sentence = _(
            "Deleted instances: %(completed)d completed, %(skipped)d skipped. "
            "Failed users: %(failures)d."
        )
        if deleted["failures"]:
            raise CommandError(f"{sentence % deleted} {_('See the log for details.')}")
        return sentence % deleted
