"""Remote moves: a three-way merge by field, promises with undo, whatever fails"""

from __future__ import annotations

from contextlib import suppress
from datetime import time, timedelta

import pytest

from tasks.editing import tasks
from tasks.models import Activity, PushedBlock
from tests.calendars.conftest import instant
from tests.calendars.fake_provider import KILLED_AFTER, LOST, UNANSWERED, Killed
from tests.calendars.phone import FIRST_WRITE, MONDAY, NINE, slot_of, undo_last


@pytest.mark.parametrize("edit", [{"title": "Read"}, {"description": "In the library"}])
def test_remote_move_applies_when_the_text_was_edited_locally(phone, task_on_phone, alice, edit):
    tasks.change(alice, task_on_phone.pk, edit)
    phone.move()
    phone.sync(2)

    assert slot_of(task_on_phone) == (MONDAY, time(10))
    assert phone.starts() == [instant(9)]
    assert phone.events()[0].title == edit.get("title", "Write")
    assert (task_on_phone.title, task_on_phone.description) == (
        *(edit.get("title", "Write"), edit.get("description", "")),
    )


def test_remote_rename_is_overwritten_when_the_block_moved_too(phone, task_on_phone):
    phone.change(title="Scribble")
    phone.move()
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.events()[0].title) == ((MONDAY, time(10)), "Write")


def test_remote_move_and_local_duration_are_merged(phone, task_on_phone, alice):
    tasks.change(alice, task_on_phone.pk, {"duration": 90})
    phone.move()
    phone.sync(2)

    (event,) = phone.events()
    assert (slot_of(task_on_phone), task_on_phone.duration) == ((MONDAY, time(10)), 90)
    assert event.ends_at - event.starts_at == timedelta(minutes=90)


def test_remote_length_and_local_move_are_merged(phone, task_on_phone, alice):
    tasks.change(alice, task_on_phone.pk, {"scheduled_time": time(15)})
    phone.change(ends_at=instant(8.5))
    phone.sync(2)

    assert (slot_of(task_on_phone), task_on_phone.duration) == ((MONDAY, time(15)), 30)
    assert phone.starts() == [instant(14)]


def test_local_move_wins_when_both_sides_moved(phone, task_on_phone, alice):
    tasks.change(alice, task_on_phone.pk, {"scheduled_time": time(15)})
    phone.move()
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(15)), [instant(14)])


def test_remote_length_changes_only_the_duration(phone, task_on_phone):
    phone.change(ends_at=instant(8.75))
    phone.sync(2)

    assert (slot_of(task_on_phone), task_on_phone.duration) == ((MONDAY, time(9)), 45)


def test_two_remote_moves_between_syncs_apply_the_last(phone, task_on_phone):
    phone.move()
    phone.move()
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(11)), [instant(10)])


def test_remote_move_of_an_accepted_block_is_a_promise(phone, alice, make_task):
    task = make_task("Write", duration=60, **NINE, placed_by="plan")
    phone.sync()
    phone.move()
    phone.sync()
    task.refresh_from_db()

    assert (task.scheduled_time, task.placed_by, task.day_chosen) == (time(10), "person", True)
    assert Activity.objects.latest_first()[0].source == "job"


def test_undo_of_a_remote_move_is_pushed(phone, task_on_phone, alice):
    phone.move()
    phone.sync(2)
    undo_last(alice)
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(9)), [instant(8)])


def test_undo_of_a_remote_move_is_pushed_when_nothing_was_sent_yet(phone, task_on_phone, alice):
    phone.move()
    phone.world.faults[phone.world.calls + FIRST_WRITE] = LOST
    phone.sync()
    assert slot_of(task_on_phone) == (MONDAY, time(10))
    undo_last(alice)
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(9)), [instant(8)])


@pytest.mark.parametrize("fault", [UNANSWERED, KILLED_AFTER])
@pytest.mark.parametrize("call", range(5))
@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_move_is_applied_once_when_a_request_fails(phone, task_on_phone, alice, fault, call, where):
    tasks.change(alice, task_on_phone.pk, {"title": "Read"})
    phone.move()
    if where == "elsewhere":
        phone.world.move_to("made1", phone.events()[0], "work")
    before = Activity.objects.count()
    phone.world.faults[phone.world.calls + call] = fault
    with suppress(Killed):
        phone.sync()
    phone.world.faults.clear()
    phone.sync(4)

    assert slot_of(task_on_phone) == (MONDAY, time(10))
    assert Activity.objects.count() == before + 1
    assert [event.title for event in phone.events()] == ["Read"]
    assert phone.starts() == [instant(9)]


def test_undo_is_no_remote_move_when_the_last_response_was_lost(phone, task_on_phone, alice):
    tasks.change(alice, task_on_phone.pk, {"scheduled_time": time(15)})
    phone.world.faults[phone.world.calls + FIRST_WRITE] = UNANSWERED
    phone.sync()
    assert phone.starts() == [instant(14)]
    undo_last(alice)
    phone.sync(3)

    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(9)), [instant(8)])


def test_move_applies_when_the_response_to_creating_the_event_was_lost(phone, make_task):
    task = make_task("Write", duration=60, **NINE)
    phone.world.faults[phone.world.calls + FIRST_WRITE] = UNANSWERED
    phone.sync()
    phone.move()
    phone.sync(2)

    assert (slot_of(task), phone.starts()) == ((MONDAY, time(10)), [instant(9)])


def test_row_of_an_earlier_release_learns_when_its_event_is(phone, task_on_phone):
    unknown = {"agreed_starts_at": None, "agreed_ends_at": None, "agreed_day": None}
    PushedBlock.objects.update(**unknown)
    phone.sync()
    assert PushedBlock.objects.get().agreed_starts_at == instant(8)

    PushedBlock.objects.update(**unknown)
    phone.move()
    phone.sync(2)
    assert slot_of(task_on_phone) == (MONDAY, time(10))
