"""Fixtures for the tests of proposals"""

from __future__ import annotations

import pytest
import time_machine


@pytest.fixture
def clock_at_eight(alice):
    """Freeze the clock at 8:00 in Berlin on Monday, 2 March 2026."""
    alice.preferences.time_zone = "Europe/Berlin"
    alice.preferences.save()
    with time_machine.travel("2026-03-02T07:00:00Z", tick=False) as now:
        yield now


@pytest.fixture
def home(make_domain):
    return make_domain("Home")


@pytest.fixture
def add(make_task, home):
    """Add a task of the domain Home."""
    return lambda title, **fields: make_task(title, domain_id=home.pk, **fields)
