"""A person connects so many calendar accounts, and no more"""

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
def two_at_most(settings):
    settings.CALENDAR_ACCOUNTS_MOST = 2


@pytest.fixture
def client(alice):
    return reauthenticated_client(alice)


def test_one_account_too_many_is_refused_on_the_page_with_a_sentence(client, alice, bob):
    for _ in range(2):
        actions.connect(alice, "ics", SECRETS)
    response = client.post("/settings/calendars/subscribe/", SECRETS)
    assert FULL in response.text
    assert CalendarAccount.objects.for_user(alice).count() == 2
    actions.connect(bob, "ics", SECRETS)  # it is no limit of others


def test_an_account_is_connected_again_when_there_are_as_many_as_there_may_be(alice):
    accounts = [actions.connect(alice, "ics", SECRETS) for _ in range(2)]
    actions.connect(alice, "ics", SECRETS, accounts[0].pk)
    assert CalendarAccount.objects.count() == 2


def test_two_that_are_connected_at_once_do_not_exceed_the_limit(alice):
    actions.connect(alice, "ics", SECRETS)
    together = Barrier(4)

    def connect(_: int) -> str:
        try:
            user = User.objects.get(pk=alice.pk)
            together.wait(10)
            actions.connect(user, "ics", SECRETS)
        except Rejected as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return "connected"

    with ThreadPoolExecutor(4) as threads:
        ends = sorted(threads.map(connect, range(4)))
    assert ends == [FULL, FULL, FULL, "connected"]
    assert CalendarAccount.objects.count() == 2
