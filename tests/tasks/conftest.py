"""Browsers for the tests of pages."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import User


@pytest.fixture
def client(alice: User) -> Client:
    """Return the browser of Alice, signed in."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def stranger() -> Client:
    """Return a browser that is not signed in."""
    return Client()
