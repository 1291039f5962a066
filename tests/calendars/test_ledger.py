"""The ledger, at the moments that matter: what was sent, what was answered, who deleted it"""

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
def ready(world, account, pushing, sync_now):
    """Our calendar is made, and nothing waits."""
    sync_now(2)
    return world


@pytest.fixture
def there(ready):
    return lambda: list(ready.live("made1").values())


@pytest.fixture
def sent_by_the_dead(ready, sync_now, make_task):
    """A task whose event was made there; the process died before it could note so."""
    task = make_task(**NINE)
    ready.faults[ready.calls + FIRST_WRITE] = KILLED_AFTER
    with pytest.raises(Killed):
        sync_now()
    return task


def test_the_next_run_finds_it_and_doubles_nothing(sent_by_the_dead, sync_now, there):
    sync_now(2)

    assert len(there()) == 1
    assert PushedBlock.objects.get().state == "synced"


def test_unscheduled_meanwhile_it_goes_there_too(sent_by_the_dead, sync_now, there, alice):
    tasks.change(alice, sent_by_the_dead.pk, {"scheduled_date": None, "scheduled_time": None})
    sync_now(2)

    assert there() == []


def test_deleted_there_meanwhile_it_stays_away(sent_by_the_dead, ready, sync_now, there):
    ready.delete("made1", there()[0].remote_id)
    sync_now(3)

    assert there() == []
    assert PushedBlock.objects.get().state == "detached"


def test_what_a_whole_listing_lacks_is_looked_up(ready, sync_now, there, make_task):
    make_task(**NINE)
    sync_now()
    ready.lies, ready.epoch = True, 1
    sync_now(2)
    ready.lies, ready.epoch = True, 2
    sync_now(2)

    assert (len(there()), PushedBlock.objects.get().state) == (1, "synced")


def test_deleted_there_while_the_token_ran_out_it_stays_away(ready, sync_now, there, make_task):
    make_task(**NINE)
    sync_now()
    ready.write("made1", meeting("theirs", instant(9), instant(10)))
    ready.delete("made1", PushedBlock.objects.get().event_id)
    ready.epoch = 1
    sync_now(2)

    assert [each.remote_id for each in there()] == ["theirs"]
    assert PushedBlock.objects.get().state == "detached"


def test_moved_and_then_deleted_there_it_stays_away(ready, sync_now, there, make_task):
    task = make_task(**NINE)
    sync_now()
    (event,) = there()
    hour = timedelta(hours=1)
    moved = replace(event, starts_at=event.starts_at + hour, ends_at=event.ends_at + hour)
    ready.write("made1", moved)
    ready.faults[ready.calls + FIRST_WRITE] = LOST
    sync_now()
    ready.delete("made1", event.remote_id)
    sync_now(3)
    task.refresh_from_db()

    assert (task.scheduled_time, there()) == (time(10), [])


def test_moved_on_both_sides_at_once_ours_counts(ready, sync_now, there, make_task, alice):
    task = make_task(**NINE)
    sync_now()
    (event,) = there()
    hour = timedelta(hours=1)
    moved = replace(event, starts_at=event.starts_at + hour, ends_at=event.ends_at + hour)
    ready.write("made1", moved)
    tasks.change(alice, task.pk, {"scheduled_time": time(15)})
    sync_now(2)
    task.refresh_from_db()

    assert task.scheduled_time == time(15)
    assert [each.starts_at.hour for each in there()] == [14]


def test_archived_and_restored_it_stands_there_again(ready, sync_now, there, make_task, alice):
    task = make_task(**NINE)
    sync_now()
    tasks.archive(alice, task.pk)
    sync_now()
    assert there() == []

    tasks.restore(alice, task.pk)
    sync_now()
    assert len(there()) == 1


def test_a_task_in_chunks_stands_there_once_for_each(ready, sync_now, there, make_task, alice):
    task = make_task("Write", duration=120)
    halves = [
        {"date": "2026-03-02", "time": "09:00:00", "minutes": 60},
        {"date": "2026-03-03", "time": "14:00:00", "minutes": 60},
    ]
    tasks.change(alice, task.pk, {"chunks": halves})
    sync_now()

    assert sorted(each.title for each in there()) == ["Write (1/2)", "Write (2/2)"]
