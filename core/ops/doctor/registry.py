"""The checks of the doctor by subject, and the findings that they return."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    OK = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: a sentence that says what is wrong and what to do."""

    subject: str
    level: Level
    sentence: str


Check = Callable[[], Iterable[Finding]]

registered_checks: list[tuple[str, Check]] = []


def register(subject: str) -> Callable[[Check], Check]:
    """Register a check under a subject. Idempotent."""

    def add(check: Check) -> Check:
        if (subject, check) not in registered_checks:
            registered_checks.append((subject, check))
        return check

    return add
