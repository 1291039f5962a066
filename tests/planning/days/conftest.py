"""Fixtures for days planned through /api/v1/plans"""

from __future__ import annotations

import pytest

from .person import Person


@pytest.fixture
def person(alice, clock) -> Person:
    """Return Alice on Monday 30 November 2026 at 8:00: Berlin, hours 9-17, buffer 5."""
    return Person(alice, clock)


@pytest.fixture
def plain(person) -> Person:
    """Return Alice without lunch, breaks, splitting and a share of free time to leave free."""
    person.prefers(lunch_minutes=0, break_after=0, plan_share=100, split_above=0)
    return person
