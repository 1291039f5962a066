"""Whatever an address says, reading it costs a worker at most 150 MB"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from core.crypto import encrypt
from tasks.models import CalendarAccount
from tests.calendars.hostile_bodies import DOCUMENTS, FILES, TREES, saying

MOST = 150  # MB
SECRETS = {"username": "alice", "password": "secret", "scopes": []}
TOKEN = {"access_token": "t", "refresh_token": "r", "good_until": "2999-01-01T00:00:00+00:00"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker():
    """Sync one account in a process of its own; what went wrong, and its peak in MB above idle."""
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


def too_much(peaks):
    """Those above the limit, and those that our code broke at."""
    return {name: peak for name, peak in peaks.items() if peak[1] > MOST}


@pytest.fixture
def connected(alice):
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


def test_reading_a_file_takes_little_memory_whatever_is_in_it(worker, connected):
    peaks = {}
    for name, body in FILES.items():
        with saying(body()) as address:
            peaks[name] = worker(connected("ics", address))
    assert too_much(peaks) == {}


def test_reading_from_a_caldav_server_takes_little_memory_whatever_it_says(worker, connected):
    peaks = {}
    for name, body in TREES.items():
        with saying(body(), listing=True) as address:
            peaks[name] = worker(connected("caldav", address))
    for name in ("empty elements within bounds", "attributes", "entities"):
        with saying(TREES[name]()) as address:
            peaks[f"home of {name}"] = worker(connected("caldav", address))
    assert too_much(peaks) == {}


def test_reading_from_google_takes_little_memory_whatever_it_says(worker, connected):
    peaks = {}
    for name, body in DOCUMENTS.items():
        with saying(body()) as address:
            peaks[name] = worker(connected("google", ""), address)
    assert too_much(peaks) == {}
