"""What the tests of pages share."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import User


@pytest.fixture
def client(alice: User) -> Client:
    """Alice’s browser."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def stranger() -> Client:
    """The browser of nobody who is signed in."""
    return Client()
