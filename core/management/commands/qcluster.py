"""Run the background jobs by themselves; `up` runs them beside the web."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from core.queue import run_cluster


class Command(BaseCommand):
    help = "Run background jobs until stopped. Several machines may do so at once."

    def handle(self, **options: object) -> None:
        run_cluster()
