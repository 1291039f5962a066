"""/dav/: a task that is done in several chunks"""

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


def test_there_is_a_block_for_each_chunk(dav, task):
    assert sorted(dav.names("blocks")) == [f"{task.pk}.1.ics", f"{task.pk}.2.ics"]
    two = dav.component(path(task, 2))
    assert two["SUMMARY"] == "Write (2/2)"
    assert two["DTSTART"].dt == datetime(2026, 3, 4, 14, 30, tzinfo=BERLIN)
    assert two["DTEND"].dt - two["DTSTART"].dt == HOUR


def test_the_to_do_is_one(dav, task):
    assert list(dav.names("tasks")) == [f"{task.pk}.ics"]
    assert dav.component(f"tasks/{task.pk}.ics")["SUMMARY"] == "Write"


@pytest.mark.parametrize("name", ["{}.ics", "{}.0.ics", "{}.3.ics", "{}.1-2026-03-02.ics"])
def test_there_is_no_other(dav, task, name):
    assert dav("GET", f"blocks/{name.format(task.pk)}").status_code == 404


def test_moving_and_resizing_a_block_changes_that_chunk(dav, task):
    start = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    assert dav.edit(path(task, 2), DTSTART=start, DTEND=start + 1.5 * HOUR).status_code == 204
    moved = {"date": "2026-03-05", "time": "08:00:00", "minutes": 90}
    assert chunks(task) == [MONDAY, moved]
    assert (task.title, task.duration) == ("Write", 120)


def test_they_stay_in_the_order_of_time(dav, task):
    start = datetime(2026, 3, 6, 9, tzinfo=BERLIN)
    dav.edit(path(task, 1), DTSTART=start, DTEND=start + HOUR)
    assert chunks(task) == [WEDNESDAY, MONDAY | {"date": "2026-03-06"}]
    assert dav.component(path(task, 2))["DTSTART"].dt == start


def test_it_can_be_undone(alice, dav, task):
    start = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    dav.edit(path(task, 2), DTSTART=start, DTEND=start + HOUR)
    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)
    assert chunks(task) == [MONDAY, WEDNESDAY]


def test_two_at_the_same_time_are_refused(dav, task):
    start = datetime(2026, 3, 2, 9, 30, tzinfo=BERLIN)
    answer = dav.edit(path(task, 2), DTSTART=start, DTEND=start + HOUR)
    assert (answer.status_code, "at the same time" in sentence(answer)) == (403, True)
    assert chunks(task) == [MONDAY, WEDNESDAY]


def test_one_right_after_the_other_is_not(dav, task):
    start = datetime(2026, 3, 2, 10, tzinfo=BERLIN)
    assert dav.edit(path(task, 2), DTSTART=start, DTEND=start + HOUR).status_code == 204


def test_the_words_of_a_block_are_those_of_the_task(dav, task):
    dav.edit(path(task, 1), SUMMARY="Draft (1/2)", DESCRIPTION="Chapter 3")
    assert chunks(task) == [MONDAY, WEDNESDAY]
    assert (task.title, task.description) == ("Draft", "Chapter 3")


def test_moving_the_to_do_is_refused(dav, task):
    start = datetime(2026, 3, 5, 8, tzinfo=BERLIN)
    for moved in (start, None):
        answer = dav.edit(f"tasks/{task.pk}.ics", DTSTART=moved)
        assert (answer.status_code, "several pieces" in sentence(answer)) == (403, True)
    assert chunks(task) == [MONDAY, WEDNESDAY]


def test_all_else_about_the_to_do_may_change(dav, task):
    answer = dav.edit(f"tasks/{task.pk}.ics", SUMMARY="Draft", DUE=datetime(2026, 3, 9, 8))
    assert answer.status_code == 204
    assert chunks(task) == [MONDAY, WEDNESDAY]
    assert task.title == "Draft"


def test_completing_the_to_do_completes_the_blocks(dav, task):
    dav.edit(f"tasks/{task.pk}.ics", STATUS="COMPLETED")
    assert dav.component(path(task, 1))["SUMMARY"] == "✓ Write (1/2)"
    assert chunks(task) == [MONDAY, WEDNESDAY]


def test_one_block_alone_is_neither_completed_nor_deleted(alice, dav, task):
    ticked = dav.edit(path(task, 1), SUMMARY="✓ Write (1/2)")
    deleted = dav("DELETE", path(task, 1))
    assert (ticked.status_code, deleted.status_code) == (403, 403)
    assert "several pieces" in sentence(ticked)
    assert "several pieces" in sentence(deleted)
    assert chunks(task) == [MONDAY, WEDNESDAY]
    assert not task.is_completed


def test_in_one_piece_again_it_is_one_block(alice, dav, task):
    tasks.change(alice, task.pk, {"chunks": []})
    assert list(dav.names("blocks")) == [f"{task.pk}.ics"]


def test_bob_neither_sees_nor_moves_alices(dav, bob, task):
    theirs = Dav(bob, give_password(bob, "another-secret"))
    assert theirs.names("blocks") == {}
    lines = ["UID:u1", "DTSTART:20260305T080000Z", "DURATION:PT1H"]
    assert theirs.put(path(task, 1), "VEVENT", *lines).status_code == 201  # one of their own
    assert chunks(task) == [MONDAY, WEDNESDAY]
