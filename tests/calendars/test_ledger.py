"""The ledger at critical moments: crashes, lost tokens, and changes on both sides"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tasks.editing import tasks
from tasks.models import PushedBlock
from tests.calendars.conftest import instant
from tests.calendars.fake_provider import KILLED_AFTER, LOST, Killed, meeting

NINE = {"scheduled_date": date(2026, 3, 2), "scheduled_time": time(9)}
FIRST_WRITE = 3  # after the list of calendars and two listings


@pytest.fixture
def ready(world, account, push_calendar, sync_now):
    """A world in which the calendar of blocks is created and nothing is waiting."""
    sync_now(2)
    return world


@pytest.fixture
def remote_events(ready):
    """Return a function that lists the pushed events."""
    return lambda: list(ready.live("made1").values())


@pytest.fixture
def killed_after_create(ready, sync_now, make_task):
    """A task whose event was created just before the process died."""
    task = make_task(**NINE)
    ready.faults[ready.calls + FIRST_WRITE] = KILLED_AFTER
    with pytest.raises(Killed):
        sync_now()
    return task


def test_sync_adopts_an_event_when_the_process_died_after_creating_it(
    killed_after_create, sync_now, remote_events
):
    sync_now(2)

    assert len(remote_events()) == 1
    assert PushedBlock.objects.get().state == "synced"


def test_sync_deletes_an_event_when_its_task_is_unscheduled_after_a_crash(
    killed_after_create, sync_now, remote_events, alice
):
    tasks.change(alice, killed_after_create.pk, {"scheduled_date": None, "scheduled_time": None})
    sync_now(2)

    assert remote_events() == []


def test_sync_does_not_recreate_an_event_deleted_remotely_after_a_crash(
    killed_after_create, ready, sync_now, remote_events
):
    ready.delete("made1", remote_events()[0].remote_id)
    sync_now(3)

    assert remote_events() == []
    assert PushedBlock.objects.get().state == "detached"


def test_sync_looks_up_a_pushed_event_when_a_listing_lacks_it(
    ready, sync_now, remote_events, make_task
):
    make_task(**NINE)
    sync_now()
    ready.empty_next_listing, ready.epoch = True, 1
    sync_now(2)
    ready.empty_next_listing, ready.epoch = True, 2
    sync_now(2)

    assert (len(remote_events()), PushedBlock.objects.get().state) == (1, "synced")


def test_sync_does_not_recreate_an_event_deleted_remotely_while_the_token_expired(
    ready, sync_now, remote_events, make_task
):
    make_task(**NINE)
    sync_now()
    ready.write("made1", meeting("foreign", instant(9), instant(10)))
    ready.delete("made1", PushedBlock.objects.get().event_id)
    ready.epoch = 1
    sync_now(2)

    assert [event.remote_id for event in remote_events()] == ["foreign"]
    assert PushedBlock.objects.get().state == "detached"


def test_sync_does_not_recreate_an_event_moved_and_then_deleted_remotely(
    ready, sync_now, remote_events, make_task
):
    task = make_task(**NINE)
    sync_now()
    (event,) = remote_events()
    hour = timedelta(hours=1)
    moved = replace(event, starts_at=event.starts_at + hour, ends_at=event.ends_at + hour)
    ready.write("made1", moved)
    ready.faults[ready.calls + FIRST_WRITE] = LOST
    sync_now()
    ready.delete("made1", event.remote_id)
    sync_now(3)
    task.refresh_from_db()

    assert (task.scheduled_time, remote_events()) == (time(10), [])


def test_local_move_wins_when_both_sides_moved_a_block(
    ready, sync_now, remote_events, make_task, alice
):
    task = make_task(**NINE)
    sync_now()
    (event,) = remote_events()
    hour = timedelta(hours=1)
    moved = replace(event, starts_at=event.starts_at + hour, ends_at=event.ends_at + hour)
    ready.write("made1", moved)
    tasks.change(alice, task.pk, {"scheduled_time": time(15)})
    sync_now(2)
    task.refresh_from_db()

    assert task.scheduled_time == time(15)
    assert [event.starts_at.hour for event in remote_events()] == [14]


def test_restored_task_is_pushed_again(ready, sync_now, remote_events, make_task, alice):
    task = make_task(**NINE)
    sync_now()
    tasks.archive(alice, task.pk)
    sync_now()
    assert remote_events() == []

    tasks.restore(alice, task.pk)
    sync_now()
    assert len(remote_events()) == 1


def test_chunked_task_is_pushed_once_for_each_chunk(
    ready, sync_now, remote_events, make_task, alice
):
    task = make_task("Write", duration=120)
    halves = [
        {"date": "2026-03-02", "time": "09:00:00", "minutes": 60},
        {"date": "2026-03-03", "time": "14:00:00", "minutes": 60},
    ]
    tasks.change(alice, task.pk, {"chunks": halves})
    sync_now()

    assert sorted(event.title for event in remote_events()) == ["Write (1/2)", "Write (2/2)"]


def test_only_chunk_of_a_task_is_pushed_with_its_own_length_and_moves_back(
    ready, sync_now, remote_events, make_task, alice
):
    task = make_task("Thesis", duration=180)
    chunk = {"date": "2026-03-02", "time": "09:00:00", "minutes": 95}
    tasks.change(alice, task.pk, {"chunks": [chunk]})
    sync_now()
    (event,) = remote_events()
    assert (event.title, event.ends_at - event.starts_at) == ("Thesis", timedelta(minutes=95))

    hour = timedelta(hours=1)
    ready.write("made1", replace(event, starts_at=event.starts_at + hour))
    sync_now(2)
    task.refresh_from_db()
    assert task.chunks == [chunk | {"time": "10:00:00", "minutes": 35}]
    assert (task.duration, task.placed_by) == (180, "person")
