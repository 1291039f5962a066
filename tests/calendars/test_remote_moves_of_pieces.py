"""Remote moves of chunks, occurrences, and blocks that are done or gone"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tasks.editing import instances, tasks, trash
from tests.calendars.conftest import instant
from tests.calendars.phone import HOUR, MONDAY, slot_of, undo_last
from tests.conftest import instances_of

HALVES = [
    {"date": "2026-03-02", "time": "09:00:00", "minutes": 60},
    {"date": "2026-03-02", "time": "11:00:00", "minutes": 60},
]


@pytest.fixture
def halves(phone, make_task, alice):
    task = make_task("Write", duration=120)
    tasks.change(alice, task.pk, {"chunks": HALVES})
    phone.sync()
    return task


def chunks_of(task):
    task.refresh_from_db()
    return [(chunk["time"], chunk["minutes"]) for chunk in task.chunks]


def test_one_chunk_moves_remotely(phone, halves, alice):
    phone.move(2 * HOUR, n=1)
    phone.sync(2)
    assert chunks_of(halves) == [("09:00:00", 60), ("13:00:00", 60)]
    assert phone.starts() == [instant(8), instant(12)]

    undo_last(alice)
    phone.sync(2)
    assert chunks_of(halves) == [("09:00:00", 60), ("11:00:00", 60)]
    assert phone.starts() == [instant(8), instant(10)]


def test_moved_chunk_of_a_plan_is_a_promise_and_the_other_is_not(phone, alice, make_task):
    task = make_task("Write", duration=120)
    tasks.change(alice, task.pk, {"chunks": [{**half, "by": "plan"} for half in HALVES]})
    phone.sync()
    phone.move(2 * HOUR, n=1)
    phone.sync(2)
    task.refresh_from_db()

    assert [chunk.get("by") for chunk in task.chunks] == [None, "person"]


def test_chunk_shortened_remotely_takes_less_time(phone, halves):
    phone.change(n=0, ends_at=instant(8.5))
    phone.sync(2)

    assert chunks_of(halves) == [("09:00:00", 30), ("11:00:00", 60)]


def test_chunk_moved_after_its_sibling_changes_places(phone, halves):
    phone.move(5 * HOUR, n=0)
    phone.sync(3)

    assert chunks_of(halves) == [("11:00:00", 60), ("14:00:00", 60)]
    assert [(event.title, event.starts_at) for event in phone.events()] == [
        ("Write (1/2)", instant(10)),
        ("Write (2/2)", instant(13)),
    ]


def test_chunks_that_swap_places_remotely_settle(phone, halves):
    phone.move(2 * HOUR, n=0)
    first = next(event for event in phone.events() if event.title == "Write (2/2)")
    phone.world.write(
        "made1", replace(first, starts_at=first.starts_at - 2 * HOUR, ends_at=instant(8.5))
    )
    phone.sync(3)

    assert chunks_of(halves) == [("09:00:00", 30), ("11:00:00", 60)]
    assert phone.starts() == [instant(8), instant(10)]


def test_chunk_moved_onto_its_sibling_goes_back_with_a_sentence(phone, halves):
    phone.move(2 * HOUR, n=0)
    log = phone.sync()
    phone.sync()

    assert chunks_of(halves) == [("09:00:00", 60), ("11:00:00", 60)]
    assert phone.starts() == [instant(8), instant(10)]
    assert log.trouble == (
        "“Write (1/2)” was moved in your calendar, but went back: "
        "Two pieces of a task cannot be at the same time. Move one of them."
    )


def test_chunk_made_all_day_goes_back_with_a_sentence(phone, halves):
    phone.make_all_day(MONDAY, n=1)
    log = phone.sync()
    phone.sync()

    assert phone.starts() == [instant(8), instant(10)]
    assert "A piece of a split task needs a time." in log.trouble


def test_valid_move_of_one_chunk_applies_when_that_of_another_is_rejected(phone, make_task, alice):
    task = make_task("Write", duration=180)
    third = {"date": "2026-03-02", "time": "13:00:00", "minutes": 60}
    tasks.change(alice, task.pk, {"chunks": [*HALVES, third]})
    phone.sync()
    phone.move(2 * HOUR, n=0)  # onto the second
    phone.move(3 * HOUR, n=2)
    phone.sync(3)

    assert [start for start, _ in chunks_of(task)] == ["09:00:00", "11:00:00", "16:00:00"]
    assert phone.starts() == [instant(8), instant(10), instant(15)]


def test_one_occurrence_of_several_a_day_moves_remotely(phone, make_series, alice):
    series = make_series("FREQ=DAILY;COUNT=2", times=[time(9), time(18)], title="Stretch")
    phone.sync()
    phone.move(n=1)
    phone.sync(2)

    rows = instances_of(series)
    assert [row.scheduled_time for row in rows] == [time(9), time(19), time(9), time(18)]
    assert rows[1].placed_by == "person"
    undo_last(alice)
    phone.sync(2)
    assert phone.starts()[:2] == [instant(8), instant(17)]


def test_occurrence_moves_and_changes_its_length_when_its_title_was_edited(
    phone, make_series, alice
):
    series = make_series("FREQ=DAILY;COUNT=2", starts_at=time(9), title="Run")
    phone.sync()
    row = instances_of(series)[0]
    instances.change(alice, row.pk, {"own_title": "Swim"})
    phone.change(starts_at=instant(10), ends_at=instant(12))
    phone.sync(2)

    assert (slot_of(row), row.own_duration) == ((MONDAY, time(11)), 120)
    assert "Swim" in [event.title for event in phone.events()]


def test_occurrence_moves_beyond_the_horizon(phone, make_series):
    series = make_series("FREQ=DAILY;COUNT=2", starts_at=time(9))
    phone.sync()
    phone.move(timedelta(days=100))
    phone.sync(3)

    assert slot_of(instances_of(series)[0])[0] == date(2026, 6, 10)
    assert phone.starts() == [instant(8, day=3), instant(8) + timedelta(days=100)]


def test_completed_task_moves_remotely(phone, task_on_phone, alice):
    tasks.complete(alice, task_on_phone.pk)
    phone.move()
    phone.sync(2)

    assert (slot_of(task_on_phone), task_on_phone.status) == ((MONDAY, time(10)), "completed")
    assert phone.starts() == [instant(9)]


def test_completed_occurrence_goes_back_with_a_sentence(phone, make_series, alice):
    series = make_series("FREQ=DAILY;COUNT=2", starts_at=time(9), title="Run")
    row = instances_of(series)[0]
    instances.complete(alice, row.pk)
    phone.sync()
    phone.move()
    log = phone.sync()
    phone.sync()

    assert (slot_of(row), phone.starts()[0]) == ((MONDAY, time(9)), instant(8))
    assert log.trouble.endswith("This day is already completed. Reopen it first.")


@pytest.mark.parametrize("remove", [tasks.archive, trash.delete])
def test_event_is_deleted_when_it_moved_but_its_task_is_gone(phone, task_on_phone, alice, remove):
    remove(alice, task_on_phone.pk)
    phone.move()
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.events()) == ((MONDAY, time(9)), [])
