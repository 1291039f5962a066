"""`manage.py doctor`: check this installation and explain what to fix."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ops.doctor.registry import Level
from core.ops.doctor.runner import run_checks

LABELS = {Level.OK: "ok     ", Level.WARNING: "warning", Level.ERROR: "ERROR  "}


class Command(BaseCommand):
    help = _("Check this installation. Exits with 1 if there are errors.")
    requires_system_checks = []  # the doctor runs these checks itself

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--strict", action="store_true", help=_("exit with 1 for warnings as well")
        )

    def handle(self, *, strict: bool, **options: object) -> None:
        findings = run_checks()
        for finding in findings:
            self.stdout.write(f"{LABELS[finding.level]}  {finding.subject}: {finding.sentence}")
        limit = Level.WARNING if strict else Level.ERROR
        count = sum(finding.level >= limit for finding in findings)
        if count:
            text = ngettext(
                "%(count)d problem needs attention.", "%(count)d problems need attention.", count
            )
            raise CommandError(text % {"count": count})
