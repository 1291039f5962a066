"""Adds missing instances of repeating tasks immediately."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.actor import act_as
from core.models import User
from tasks.constants import MATERIALIZATION_TIMEOUT_SECONDS
from tasks.materialization import materialize_all_instances


class Command(BaseCommand):
    help = _("Add missing instances of repeating tasks, for all users. Safe to repeat.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", metavar="EMAIL", help=_("only for this user"))
        parser.add_argument(
            "--budget",
            type=float,
            default=MATERIALIZATION_TIMEOUT_SECONDS,
            help=_("stop after this many seconds (default: %(default)s)"),
        )

    def handle(self, *, user: str | None, budget: float, **options: object) -> str:
        with act_as("command"):
            totals = materialize_all_instances(budget, only=_id_of(user) if user else None)
        if totals.failures:
            raise CommandError(f"{totals} {_('See the log for details.')}")
        return str(totals)


def _id_of(email: str) -> int:
    try:
        return User.objects.get_by_natural_key(email).pk
    except User.DoesNotExist:
        sentence = _("No user has the e-mail address %(email)s.")
        raise CommandError(sentence % {"email": email}) from None
