"""Look at everything an installation needs, and say what to do about what is wrong."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from core.ops.doctor import Level, examine

MARKS = {Level.FINE: "ok     ", Level.WARNING: "warning", Level.TROUBLE: "TROUBLE"}


class Command(BaseCommand):
    help = "Examine this installation. Exits with 1 when something is in trouble."
    requires_system_checks = []  # they are among the findings

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--strict", action="store_true", help="exit with 1 for a warning, too")

    def handle(self, *, strict: bool, **options: object) -> None:
        findings = examine()
        for each in findings:
            self.stdout.write(f"{MARKS[each.level]}  {each.subject}: {each.sentence}")
        bad = [each for each in findings if each.level >= (1 if strict else Level.TROUBLE)]
        if bad:
            raise CommandError(f"{len(bad)} of {len(findings)} findings ask for something.")
