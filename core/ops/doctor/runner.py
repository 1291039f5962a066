"""Run every check: those of core, and the `checks` module of each application."""

from __future__ import annotations

import logging

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from core.ops.doctor import database, deployment, jobs, settings  # noqa: F401 - they register
from core.ops.doctor.registry import Check, Finding, Level, registered_checks

logger = logging.getLogger(__name__)


def run_checks() -> list[Finding]:
    """Return all findings; a check that fails becomes a finding and does not stop the others.

    The same sentence from several checks, such as an unreachable database, appears once.
    """
    autodiscover_modules("checks")
    findings: dict[str, Finding] = {}
    for subject, check in registered_checks:
        for finding in _run(subject, check):
            findings.setdefault(finding.sentence, finding)
    return list(findings.values())


def _run(subject: str, check: Check) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:
        logger.warning("check failed subject=%s error=%s", subject, type(error).__name__)
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        sentence = _("This check could not run: %(reason)s.") % {"reason": reason.rstrip(".")}
        return [Finding(subject, Level.ERROR, sentence)]
