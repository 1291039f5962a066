"""The world that the editing tests change."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from tasks.materialization import materialize_all_instances
from tests.conftest import NOW, make_user
from tests.world import world_of


@pytest.fixture(scope="module")
def lasting_world(django_db_setup, django_db_blocker):
    """Alice's world four days later, with overdue days; created once per module."""
    now = time_machine.travel(NOW, tick=False)
    with django_db_blocker.unblock(), now as clock, transaction.atomic():
        made = world_of(make_user("alice@example.org", "Europe/Berlin"))
        clock.shift(timedelta(days=4))
        materialize_all_instances()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(lasting_world, db):
    """Alice's world, restored before each test."""
    return lasting_world
