"""A sync takes locks in the order of edits, so the two wait for each other without deadlock"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from time import sleep

import pytest
from django.db import connection, connections, transaction

from core.accounts.closing import close_account
from core.models import User
from tasks.calendars.base import Listing, RemoteEvent
from tasks.calendars.blocks import blocks_of
from tasks.calendars.reconcile import apply_listing, plan_push
from tasks.calendars.windows import push_window, read_window
from tasks.editing.settings import change_preferences
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock
from tests.calendars.conftest import instant

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
# Of this database alone: other workers' tests wait for locks in theirs.
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction would see one answer
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def until_waiting(count: int) -> None:
    """Wait until `count` transactions wait for a lock. (The test clock does not move.)"""
    for _ in range(400):
        if waiting() == count:
            return
        sleep(0.05)
    raise AssertionError(f"{waiting()} wait instead of {count}")


def with_own_connection(work):
    """Wrap a function to run with its own connection, patient enough for a busy machine."""

    def run_sync():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '20s'")
            return work()
        finally:
            connections.close_all()

    return run_sync


@pytest.fixture
def apply_move(alice, make_task, push_calendar, clock):
    """Return a function that applies a remote move of Alice's block."""
    CalendarAccount.objects.update(
        provider="caldav"
    )  # its calendars are read again when the zone changes
    make_task("Write", scheduled_date=TODAY, scheduled_time=time(9), duration=60)
    blocks = blocks_of(alice, push_window(TODAY), False)
    plan_push(push_calendar, blocks, push_window(TODAY))
    (block,) = blocks.values()
    PushedBlock.objects.update(state="synced", sent=True, pushed_hash=block.hash)
    pushed = PushedBlock.objects.get()
    moved = RemoteEvent(
        pushed.event_id,
        etag="2",
        starts_at=block.starts_at + timedelta(hours=1),
        ends_at=block.ends_at + timedelta(hours=1),
    )
    listing = Listing([moved], "next", complete=True)
    return lambda: apply_listing(push_calendar, listing, read_window(TODAY), blocks)


def test_remote_move_and_time_zone_change_lock_in_the_same_order(alice, push_calendar, apply_move):
    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            Calendar.objects.select_for_update().get(pk=push_calendar.pk)
            syncing = threads.submit(with_own_connection(apply_move))
            until_waiting(1)  # the sync waits for the calendar
            zone = {"time_zone": "Asia/Tokyo"}
            changing = threads.submit(with_own_connection(lambda: change_preferences(alice, zone)))
            until_waiting(2)  # so does the change of zone
        assert syncing.result(20).moved == 1
        changing.result(20)
    assert User.objects.get().preferences.time_zone == "Asia/Tokyo"


def test_account_closing_waits_for_a_pull(alice, calendar, make_event, clock):
    make_event(remote_id="old")
    events = [
        RemoteEvent(name, starts_at=instant(9), ends_at=instant(10)) for name in ("new", "old")
    ]
    listing = Listing(events, "next", complete=True)
    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            make_event(remote_id="new")  # the sync waits for this insert
            syncing = threads.submit(
                with_own_connection(
                    lambda: apply_listing(calendar, listing, read_window(TODAY), {})
                )
            )
            until_waiting(1)  # the sync waits between two events
            closing = threads.submit(with_own_connection(lambda: close_account(alice)))
            until_waiting(2)  # closing the account waits for the sync
            transaction.set_rollback(True)
        assert syncing.result(20).read == 2
        closing.result(20)
    assert not Event.objects.exists()
