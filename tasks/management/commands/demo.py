"""Add a demo person with a full day, and say how to sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

from core.models import User
from core.zones import known_zones
from tasks.demo import ADDRESS, create_demo

LOCALTIME = Path("/etc/localtime")


class Command(BaseCommand):
    help = f"Add the demo person {ADDRESS}, once. Prints the password, which is kept nowhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="only when nobody is here yet")
        parser.add_argument("--reset-password", action="store_true", help="make a new password")
        parser.add_argument("--force", action="store_true", help="on a production server too")
        parser.add_argument("--date", type=date.fromisoformat, help="the day they have come to")
        parser.add_argument("--seed", type=int, default=1, help="another number, another past")
        parser.add_argument("--time-zone", default=_zone_here(), help="(default: %(default)s)")

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
                return "No demo was added to this server of yours. Sign up on its first page."
            raise CommandError(
                "This is a production server: everybody could guess who is here. "
                "Say --force if that is meant."
            )
        person = User.objects.filter(email=ADDRESS).first()
        if if_empty and not person and User.objects.exists():
            return "There are people here already: no demo was added."
        if person and not reset_password:
            return (
                f"{ADDRESS} is here already; nothing was changed. "
                "Forgot the password? manage.py demo --reset-password"
            )
        password = get_random_string(12)
        if person:
            person.set_password(password)
            person.save(update_fields=["password"])
        else:
            create_demo(password, time_zone, date, seed)
        return f"Sign in as {ADDRESS} with the password {password}"


def _zone_here() -> str:
    """The zone of this machine, for whoever tries it out on their own."""
    name = str(LOCALTIME.resolve()).partition("zoneinfo/")[2]
    return name if name in known_zones() else "UTC"
