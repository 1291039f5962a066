"""A world to edit."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from core.models import User
from tasks.materialization import materialize_all_instances
from tests.conftest import NOW
from tests.world import world_of


@pytest.fixture(scope="module")
def lasting_world(django_db_setup, django_db_blocker):
    """Alice's world four days later, when some days are from earlier; made once for a module."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False) as traveller:
        with transaction.atomic():
            alice = User.objects.create(email="alice@example.org")
            alice.preferences.time_zone = "Europe/Berlin"
            alice.preferences.save()
            made = world_of(alice)
            traveller.shift(timedelta(days=4))
            materialize_all_instances()
            yield made
            transaction.set_rollback(True)


@pytest.fixture
def world(lasting_world, db):
    """Alice's world, as it was before each test."""
    return lasting_world
