"""Google accepts connections but never responds: the sync gives up in time, all else continues"""

from __future__ import annotations

import socket

import pytest

from tests.faults.cluster import depth, enqueue, starts
from tests.faults.machine import eventually

pytestmark = pytest.mark.usefixtures("empty_queue")

CONNECTED = """
from core.models import User
from tasks.calendars import actions
from tasks.models import Calendar, CalendarAccount
user, _ = User.objects.get_or_create(email="heidi@example.org")
token = {"access_token": "t", "refresh_token": "r", "good_until": "2999-01-01T00:00:00+00:00"}
account = actions.connect(user, "google", token | {"scopes": []})
CalendarAccount.objects.update(state="active")
Calendar.objects.create(user=user, account=account, remote_id="1", name="Work", shown=True)
"""
ACCOUNT = "SELECT state, trouble, failures, claimed_until FROM tasks_calendaraccount"


@pytest.fixture
def silent_google():
    """A server that never calls accept(): the kernel completes the handshake, nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_hanging_google_sync_ends_in_time_and_delays_no_other_job(machine, web, silent_google):
    machine.sql("DELETE FROM tasks_calendaraccount")
    machine.manage("shell", "-c", CONNECTED)
    with machine.cluster(GOOGLE_API=silent_google) as cluster:
        eventually(lambda: starts(machine) == 1, "the sync is in hand")
        enqueue(machine, "tests.faults.jobs.note", "ivan@example.org")
        assert web.client("heidi@example.org").get("/").status_code == 200
        eventually(lambda: depth(machine) == 0, "the sync gave up and the next job was done")
        assert "worker died" not in cluster.output()  # by its own timeout, not the cluster's

    assert machine.sql(ACCOUNT) == [("active", "The server could not be reached.", 1, None)]
    assert machine.sql("SELECT count(*) FROM tasks_calendar WHERE gone_at IS NULL") == [(1,)]
    assert machine.sql("SELECT 1 FROM core_user WHERE email = 'ivan@example.org'")
