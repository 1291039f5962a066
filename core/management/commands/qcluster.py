"""`manage.py qcluster`: run only the background jobs; `up` runs them beside the web."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.queue import run_cluster


class Command(BaseCommand):
    help = _("Run background jobs until stopped. Several machines can do so at once.")

    def handle(self, **options: object) -> None:
        run_cluster()
