"""Runs every examination, and turns one that breaks into a finding of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.utils.module_loading import autodiscover_modules

logger = logging.getLogger(__name__)


class Level(IntEnum):
    """How bad it is."""

    FINE = 0
    WARNING = 1
    TROUBLE = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and a sentence about it that says what to do next."""

    subject: str
    level: Level
    sentence: str


Check = Callable[[], Iterable[Finding]]

_examinations: list[tuple[str, Check]] = []


def register(subject: str) -> Callable[[Check], Check]:
    """Add an examination under a subject. Safe to repeat."""

    def add(examination: Check) -> Check:
        if (subject, examination) not in _examinations:
            _examinations.append((subject, examination))
        return examination

    return add


def examine() -> list[Finding]:
    """Look at everything. One examination that fails does not keep the others from being done.

    What keeps several from being done, such as a database that is away, is said once.
    """
    from core.ops.doctor import database, deployment, jobs, settings  # noqa: F401, PLC0415 - register

    autodiscover_modules("checks")  # those of the applications
    said: dict[str, Finding] = {}
    for subject, one in _examinations:
        for finding in _done(subject, one):
            said.setdefault(finding.sentence, finding)
    return list(said.values())


def _done(subject: str, examination: Check) -> list[Finding]:
    try:
        return list(examination())
    except Exception as error:
        logger.warning("examination failed subject=%s error=%s", subject, type(error).__name__)
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        return [Finding(subject, Level.TROUBLE, f"Could not be examined: {reason}.")]
