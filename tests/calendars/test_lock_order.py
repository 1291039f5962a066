"""A sync locks in the order of every edit: two that meet wait, and neither is turned away"""

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
from tasks.calendars.reconcile import plan, take_in
from tasks.calendars.windows import push_window, read_window
from tasks.editing.settings import change_preferences
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock
from tests.calendars.conftest import instant

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND NOT fastpath"


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def until_waiting(count: int) -> None:
    """Until so many wait for a lock; the clock of these tests stands still."""
    for _ in range(400):
        if waiting() == count:
            return
        sleep(0.05)
    raise AssertionError(f"{waiting()} wait instead of {count}")


def alone(work):
    """Run something with a connection of its own, and say how it ended."""

    def run():
        try:
            return work()
        finally:
            connections.close_all()

    return run


@pytest.fixture
def moved_there(alice, make_task, pushing, clock):
    """Take in that a block of Alice's was moved on the other calendar."""
    CalendarAccount.objects.update(provider="caldav")  # whose calendars follow the zone
    make_task("Write", scheduled_date=TODAY, scheduled_time=time(9), duration=60)
    blocks = blocks_of(alice, push_window(TODAY), False)
    plan(pushing, blocks, push_window(TODAY))
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
    return lambda: take_in(pushing, listing, read_window(TODAY), blocks)


def test_a_block_that_was_moved_there_waits_for_a_change_of_zone(alice, pushing, moved_there):
    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            Calendar.objects.select_for_update().get(pk=pushing.pk)
            syncing = threads.submit(alone(moved_there))
            until_waiting(1)  # the sync waits for the calendar
            zone = {"time_zone": "Asia/Tokyo"}
            changing = threads.submit(alone(lambda: change_preferences(alice, zone)))
            until_waiting(2)  # so does the change of zone, behind it
        assert syncing.result(20).moved == 1
        changing.result(20)
    assert User.objects.get().preferences.time_zone == "Asia/Tokyo"


def test_closing_an_account_waits_for_what_is_being_read(alice, calendar, make_event, clock):
    make_event(remote_id="old")
    events = [
        RemoteEvent(name, starts_at=instant(9), ends_at=instant(10)) for name in ("new", "old")
    ]
    listing = Listing(events, "next", complete=True)
    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            make_event(remote_id="new")  # the sync waits for what becomes of that
            syncing = threads.submit(
                alone(lambda: take_in(calendar, listing, read_window(TODAY), {}))
            )
            until_waiting(1)  # the sync waits in the middle of its events
            closing = threads.submit(alone(lambda: close_account(alice)))
            until_waiting(2)  # closing the account waits for the sync
            transaction.set_rollback(True)
        assert syncing.result(20).read == 2
        closing.result(20)
    assert not Event.objects.exists()
