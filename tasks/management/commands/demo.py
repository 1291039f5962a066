"""Adds a demo user with a full day, and prints how to sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from core.models import User
from core.zones import known_zones
from tasks.demo import ADDRESS, create_demo

LOCALTIME = Path("/etc/localtime")


class Command(BaseCommand):
    help = _("Add the demo user %(email)s once. Prints the password, which is not stored.") % {
        "email": ADDRESS
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help=_("only if there are no users"))
        parser.add_argument("--reset-password", action="store_true", help=_("set a new password"))
        parser.add_argument("--force", action="store_true", help=_("also on a production server"))
        parser.add_argument(
            "--date", type=date.fromisoformat, help=_("today's date for the demo user")
        )
        parser.add_argument(
            "--seed", type=int, default=1, help=_("number of the generated history")
        )
        parser.add_argument("--time-zone", default=_local_zone(), help=_("(default: %(default)s)"))

    def handle(
        self,
        *,
        if_empty: bool,
        reset_password: bool,
        force: bool,
        date: date | None,
        seed: int,
        time_zone: str,
        **options: object,
    ) -> str:
        if not (settings.DEBUG or settings.EMBEDDED_POSTGRES or force):
            if if_empty:
                return _("No demo user was added on this production server. Sign up instead.")
            raise CommandError(
                _(
                    "This is a production server, and the demo user's address is public. "
                    "Use --force to add the demo user anyway."
                )
            )
        user = User.objects.filter(email=ADDRESS).first()
        if if_empty and not user and User.objects.exists():
            return _("There are users already, so no demo user was added.")
        if user and not reset_password:
            sentence = _(
                "%(email)s already exists; nothing was changed. "
                "To set a new password, run manage.py demo --reset-password."
            )
            return sentence % {"email": ADDRESS}
        password = get_random_string(12)
        if user:
            user.set_password(password)
            user.save(update_fields=["password"])
        else:
            create_demo(password, time_zone, date, seed)
        sentence = _("Sign in as %(email)s with the password %(password)s")
        return sentence % {"email": ADDRESS, "password": password}


def _local_zone() -> str:
    """Return the time zone of this machine, or UTC."""
    name = str(LOCALTIME.resolve()).partition("zoneinfo/")[2]
    return name if name in known_zones() else "UTC"
