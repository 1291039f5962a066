"""Reading any response body costs a worker at most 150 MB"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from core.crypto import encrypt
from tasks.models import CalendarAccount
from tests.calendars.hostile_bodies import DOCUMENTS, FILES, TREES, serving_body
from tests.lanes import BIG

MAX_MB = 150
SECRETS = {"username": "alice", "password": "secret", "scopes": []}
TOKEN = {"access_token": "t", "refresh_token": "r", "good_until": "2999-01-01T00:00:00+00:00"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker():
    """Return a function that syncs an account in a separate process: its error, and peak MB."""
    command = [
        sys.executable,
        "-m",
        "tests.calendars.memory_probe",
        connection.settings_dict["NAME"],
    ]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "whendoist.settings"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:

        def sync(account, api=""):
            process.stdin.write(json.dumps([account.pk, api]) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield sync
        process.stdin.close()


def over_limit(peaks):
    """Return the peaks above the limit, and of syncs that our code failed in."""
    return {name: peak for name, peak in peaks.items() if peak[1] > MAX_MB}


@pytest.fixture
def connect_account(alice):
    def connect(provider, address):
        secrets = SECRETS | TOKEN | {"address": address}
        CalendarAccount.objects.all().delete()
        return CalendarAccount.objects.create(
            user=alice,
            provider=provider,
            state="active",
            identity="1",
            credentials=encrypt(secrets),
        )

    return connect


def sample(bodies):
    """Return every third body by day, and all of them at night."""
    return bodies if BIG else dict(list(bodies.items())[::3])


def test_subscription_stays_within_the_memory_limit_for_hostile_files(worker, connect_account):
    peaks = {}
    for name, body in sample(FILES).items():
        with serving_body(body()) as address:
            peaks[name] = worker(connect_account("ics", address))
    assert over_limit(peaks) == {}


def test_caldav_sync_stays_within_the_memory_limit_for_hostile_responses(worker, connect_account):
    peaks = {}
    for name, body in sample(TREES).items():
        with serving_body(body(), listing=True) as address:
            peaks[name] = worker(connect_account("caldav", address))
    for name in ("empty elements within bounds", "attributes", "entities"):
        with serving_body(TREES[name]()) as address:
            peaks[f"home of {name}"] = worker(connect_account("caldav", address))
    assert over_limit(peaks) == {}


def test_google_sync_stays_within_the_memory_limit_for_hostile_responses(worker, connect_account):
    peaks = {}
    for name, body in sample(DOCUMENTS).items():
        with serving_body(body()) as address:
            peaks[name] = worker(connect_account("google", ""), address)
    assert over_limit(peaks) == {}
