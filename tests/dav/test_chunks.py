"""/dav/: tasks that are split into chunks"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.editing import tasks
from tasks.editing.undo import undo
from tasks.models import Activity
from tests.dav.conftest import Dav, give_password
from tests.dav.test_put import sentence

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = {"date": "2026-03-02", "time": "09:00", "minutes": 60}
WEDNESDAY = {"date": "2026-03-04", "time": "14:30", "minutes": 60}
HOUR = timedelta(hours=1)


@pytest.fixture
def task(alice, make_task):
    return make_task("Write", duration=120, chunks=[MONDAY, WEDNESDAY])


def path(task, n):
    return f"blocks/{task.pk}.{n}.ics"


def chunks(task):
    task.refresh_from_db()
    return task.chunks


def test_collection_contains_a_block_per_chunk(dav, task):
    assert sorted(dav.names("blocks")) == [f"{task.pk}.1.ics", f"{task.pk}.2.ics"]
    two = dav.component(path(task, 2))
    assert two["SUMMARY"] == "Write (2/2)"
    assert two["DTSTART"].dt == datetime(2026, 3, 4, 14, 30, tzinfo=BERLIN)
    assert two["DTEND"].dt - two["DTSTART"].dt == HOUR


def test_collection_contains_one_todo_for_a_split_task(dav, task):
    assert list(dav.names("tasks")) == [f"{task.pk}.ics"]
    assert dav.component(f"tasks/{task.pk}.ics")["SUMMARY"] == "Write"


@pytest.mark.parametrize("name", ["{}.ics", "{}.0.ics", "{}.3.ics", "{}.1-2026-03-02.ics"])
def test_unknown_chunk_returns_404(dav, task, name):
    assert dav("GET", f"blocks/{name.format(task.pk)}").status_code == 404


def test_moving_a_block_changes_its_chunk_only(dav, task):
    start = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    assert dav.edit(path(task, 2), DTSTART=start, DTEND=start + 1.5 * HOUR).status_code == 204
    moved = {"date": "2026-03-05", "time": "08:00:00", "minutes": 90}
    assert chunks(task) == [MONDAY, moved]
    assert (task.title, task.duration) == ("Write", 120)


def test_moving_a_block_of_a_plan_promises_its_chunk_only(alice, dav, task):
    tasks.change(alice, task.pk, {"placed_by": "plan"})
    start = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    dav.edit(path(task, 2), DTSTART=start, DTEND=start + HOUR)
    assert [chunk.get("by") for chunk in chunks(task)] == [None, "person"]
    assert task.placed_by == "plan"


def test_chunks_stay_sorted_when_one_is_moved_past_another(dav, task):
    start = datetime(2026, 3, 6, 9, tzinfo=BERLIN)
    dav.edit(path(task, 1), DTSTART=start, DTEND=start + HOUR)
    assert chunks(task) == [WEDNESDAY, MONDAY | {"date": "2026-03-06"}]
    assert dav.component(path(task, 2))["DTSTART"].dt == start


def test_moved_chunk_can_be_undone(alice, dav, task):
    start = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    dav.edit(path(task, 2), DTSTART=start, DTEND=start + HOUR)
    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)
    assert chunks(task) == [MONDAY, WEDNESDAY]


def test_overlapping_chunks_are_rejected(dav, task):
    start = datetime(2026, 3, 2, 9, 30, tzinfo=BERLIN)
    response = dav.edit(path(task, 2), DTSTART=start, DTEND=start + HOUR)
    assert (response.status_code, "at the same time" in sentence(response)) == (403, True)
    assert chunks(task) == [MONDAY, WEDNESDAY]


def test_adjacent_chunks_are_accepted(dav, task):
    start = datetime(2026, 3, 2, 10, tzinfo=BERLIN)
    assert dav.edit(path(task, 2), DTSTART=start, DTEND=start + HOUR).status_code == 204


def test_title_and_description_of_a_block_change_the_task(dav, task):
    dav.edit(path(task, 1), SUMMARY="Draft (1/2)", DESCRIPTION="Chapter 3")
    assert chunks(task) == [MONDAY, WEDNESDAY]
    assert (task.title, task.description) == ("Draft", "Chapter 3")


def test_moving_the_todo_of_a_split_task_is_rejected(dav, task):
    start = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    for moved in (start, None):
        response = dav.edit(f"tasks/{task.pk}.ics", DTSTART=moved)
        assert (response.status_code, "several pieces" in sentence(response)) == (403, True)
    assert chunks(task) == [MONDAY, WEDNESDAY]


def test_todo_of_a_split_task_accepts_other_changes(dav, task):
    response = dav.edit(f"tasks/{task.pk}.ics", SUMMARY="Draft", DUE=datetime(2026, 3, 9, 8))
    assert response.status_code == 204
    assert chunks(task) == [MONDAY, WEDNESDAY]
    assert task.title == "Draft"


def test_completing_the_todo_completes_every_block(dav, task):
    dav.edit(f"tasks/{task.pk}.ics", STATUS="COMPLETED")
    assert dav.component(path(task, 1))["SUMMARY"] == "✓ Write (1/2)"
    assert chunks(task) == [MONDAY, WEDNESDAY]


def test_completing_or_deleting_one_chunk_is_rejected(alice, dav, task):
    completed = dav.edit(path(task, 1), SUMMARY="✓ Write (1/2)")
    deleted = dav("DELETE", path(task, 1))
    assert (completed.status_code, deleted.status_code) == (403, 403)
    assert "several pieces" in sentence(completed)
    assert "several pieces" in sentence(deleted)
    assert chunks(task) == [MONDAY, WEDNESDAY]
    assert not task.is_completed


def test_task_without_chunks_has_one_block_again(alice, dav, task):
    tasks.change(alice, task.pk, {"chunks": []})
    assert list(dav.names("blocks")) == [f"{task.pk}.ics"]


def test_chunks_of_another_user_are_neither_visible_nor_writable(dav, bob, task):
    bobs_dav = Dav(bob, give_password(bob, "another-secret"))
    assert bobs_dav.names("blocks") == {}
    lines = ["UID:u1", "DTSTART:20260305T080000Z", "DURATION:PT1H"]
    assert bobs_dav.put(path(task, 1), "VEVENT", *lines).status_code == 201  # adds a task of Bob's
    assert chunks(task) == [MONDAY, WEDNESDAY]


@pytest.fixture
def begun(make_task):
    """Return a task of 180 minutes of which an hour is planned."""
    slot = {"scheduled_date": "2026-03-02", "scheduled_time": "09:00"}
    return make_task("Thesis", duration=180, chunks=[MONDAY], **slot)


def test_only_chunk_is_a_block_of_its_own_length(dav, begun):
    assert list(dav.names("blocks")) == [f"{begun.pk}.ics"]
    block = dav.component(f"blocks/{begun.pk}.ics")
    assert (block["SUMMARY"], block["DTEND"].dt - block["DTSTART"].dt) == ("Thesis", HOUR)


def test_moving_and_resizing_the_only_chunk_keeps_the_duration(dav, begun):
    start = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    dav.edit(f"blocks/{begun.pk}.ics", DTSTART=start, DTEND=start + 1.5 * HOUR)
    assert chunks(begun) == [{"date": "2026-03-05", "time": "08:00:00", "minutes": 90}]
    assert (begun.duration, begun.scheduled_date.day) == (180, 5)


def test_moving_the_todo_moves_its_only_chunk(dav, begun):
    dav.edit(f"tasks/{begun.pk}.ics", DTSTART=datetime(2026, 3, 5, 8, tzinfo=BERLIN))
    assert chunks(begun) == [MONDAY | {"date": "2026-03-05", "time": "08:00:00"}]
    assert begun.duration == 180
