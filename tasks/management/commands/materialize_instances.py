"""Create the instances that are missing, now."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from core.actor import act_as
from core.models import User
from tasks.constants import MATERIALIZATION_TIMEOUT_SECONDS
from tasks.materialization import materialize_all_instances


class Command(BaseCommand):
    help = "Create the missing instances of repeating tasks, for everybody. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", metavar="EMAIL", help="only this person")
        parser.add_argument(
            "--budget",
            type=float,
            default=MATERIALIZATION_TIMEOUT_SECONDS,
            help="seconds after which the rest waits for the next run (default: %(default)s)",
        )

    def handle(self, *, user: str | None, budget: float, **options: object) -> str:
        with act_as("command"):
            totals = materialize_all_instances(budget, only=_id_of(user) if user else None)
        if totals.failures:
            raise CommandError(f"{totals} The log says why.")
        return str(totals)


def _id_of(email: str) -> int:
    try:
        return User.objects.get_by_natural_key(email).pk
    except User.DoesNotExist:
        raise CommandError(f"Nobody has the e-mail address {email}.") from None
