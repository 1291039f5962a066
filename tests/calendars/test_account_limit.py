"""The limit of calendar accounts per person"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from core.models import User
from tasks.calendars import actions
from tasks.errors import Rejected
from tasks.models import CalendarAccount
from tests.conftest import reauthenticated_client

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = {"address": "https://example.org/a.ics"}
FULL = "You have connected 2 calendar accounts. Disconnect one to connect another."


@pytest.fixture(autouse=True)
def limit_of_two(settings):
    settings.MAX_CALENDAR_ACCOUNTS = 2


@pytest.fixture
def client(alice):
    return reauthenticated_client(alice)


def test_connect_shows_a_sentence_at_the_account_limit(client, alice, bob):
    for _ in range(2):
        actions.connect(alice, "ics", SECRETS)
    response = client.post("/settings/calendars/subscribe/", SECRETS)
    assert FULL in response.text
    assert CalendarAccount.objects.for_user(alice).count() == 2
    actions.connect(bob, "ics", SECRETS)  # the limit is per person


def test_connect_reconnects_an_account_at_the_account_limit(alice):
    accounts = [actions.connect(alice, "ics", SECRETS) for _ in range(2)]
    actions.connect(alice, "ics", SECRETS, accounts[0].pk)
    assert CalendarAccount.objects.count() == 2


def test_concurrent_connects_do_not_exceed_the_account_limit(alice):
    actions.connect(alice, "ics", SECRETS)
    barrier = Barrier(4)

    def connect(_: int) -> str:
        try:
            user = User.objects.get(pk=alice.pk)
            barrier.wait(10)
            actions.connect(user, "ics", SECRETS)
        except Rejected as error:
            return str(error)
        finally:
            connections.close_all()
        return "connected"

    with ThreadPoolExecutor(4) as threads:
        results = sorted(threads.map(connect, range(4)))
    assert results == [FULL, FULL, FULL, "connected"]
    assert CalendarAccount.objects.count() == 2
