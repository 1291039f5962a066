"""Fixtures for days planned through /api/v1/plans"""

from __future__ import annotations

from pathlib import Path

import pytest

from .not_yet import NOT_YET
from .person import Person


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Expect the tests of days that the planner doesn't get right yet to fail."""
    for item in items:
        reason = NOT_YET.get(item.name) or NOT_YET.get(item.originalname)
        if reason and item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xfail(strict=True, reason=reason))


@pytest.fixture
def person(alice, clock) -> Person:
    """Return Alice on Monday 30 November 2026 at 8:00: Berlin, hours 9-17, buffer 5."""
    return Person(alice, clock)


@pytest.fixture
def plain(person) -> Person:
    """Return Alice without lunch, breaks, splitting and a share of free time to leave free."""
    person.prefers(lunch_minutes=0, break_after=0, plan_share=100, split_above=0)
    return person
