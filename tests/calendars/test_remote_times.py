"""Remote moves to all day and back, far away, into the past, and to odd times"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.calendars import actions
from tasks.calendars.reconcile import blocks_to_push
from tasks.calendars.windows import push_window
from tasks.editing import tasks, trash
from tasks.models import PushedBlock
from tests.calendars.conftest import instant
from tests.calendars.phone import HOUR, MONDAY, NINE, TUESDAY, slot_of, undo_last


def test_block_made_all_day_remotely_is_for_any_time_that_day(phone, task_on_phone, alice):
    phone.make_all_day(TUESDAY)
    phone.sync(3)
    assert (slot_of(task_on_phone), task_on_phone.day_chosen) == ((TUESDAY, None), True)
    assert phone.starts() == [TUESDAY]  # although the calendar shows no tasks without a time

    tasks.change(alice, task_on_phone.pk, {"scheduled_date": MONDAY})
    phone.sync(2)
    assert phone.starts() == [MONDAY]

    undo_last(alice)
    tasks.change(alice, task_on_phone.pk, {"scheduled_time": time(9)})
    phone.sync(2)
    assert phone.starts() == [instant(8, day=3)]


def test_undo_of_an_all_day_change_is_pushed(phone, task_on_phone, alice):
    phone.make_all_day(MONDAY)
    phone.sync(2)
    undo_last(alice)
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(9)), [instant(8)])


def test_event_stretched_over_several_days_is_for_its_first_day(phone, task_on_phone):
    phone.make_all_day(TUESDAY, days=3)
    phone.sync(3)

    (event,) = phone.events()
    assert (slot_of(task_on_phone), event.ends_on) == ((TUESDAY, None), TUESDAY + timedelta(days=1))


def test_all_day_block_with_a_remote_time_gets_that_time(phone, alice, account, make_task):
    actions.push_blocks(alice, account.pk, with_untimed=True)
    task = make_task("Write", scheduled_date=MONDAY)
    phone.sync()
    assert phone.starts() == [MONDAY]
    phone.change(starts_on=None, ends_on=None, starts_at=instant(13), ends_at=instant(14))
    phone.sync(2)

    assert (slot_of(task), task.duration) == ((MONDAY, time(14)), 60)
    assert phone.starts() == [instant(13)]


def test_all_day_event_is_removed_when_tasks_without_a_time_are_turned_off(
    phone, task_on_phone, alice, account
):
    phone.make_all_day(TUESDAY)
    phone.sync(2)
    actions.push_blocks(alice, account.pk, with_untimed=False)
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.events()) == ((TUESDAY, None), [])


def test_event_is_removed_when_the_time_is_removed_locally(phone, task_on_phone, alice):
    tasks.change(alice, task_on_phone.pk, {"scheduled_time": None})
    phone.sync(2)

    assert phone.events() == []


@pytest.mark.parametrize(("days", "hour"), [(-20, 9), (90, 10), (500, 10)])
def test_remote_move_outside_the_pushed_days_keeps_the_event(phone, task_on_phone, days, hour):
    phone.move(timedelta(days=days))
    phone.sync(4)

    assert slot_of(task_on_phone) == (
        MONDAY + timedelta(days=days),
        time(hour),
    )
    assert phone.starts() == [instant(8) + timedelta(days=days)]
    assert PushedBlock.objects.get().state == "synced"


def test_local_move_beyond_the_pushed_days_moves_the_event(phone, task_on_phone, alice):
    tasks.change(alice, task_on_phone.pk, {"scheduled_date": date(2026, 6, 2)})
    log = phone.sync()
    assert (phone.starts(), log.held) == ([instant(7) + timedelta(days=92)], 0)

    tasks.change(alice, task_on_phone.pk, {"scheduled_time": time(12)})
    phone.sync()
    assert phone.starts() == [instant(10) + timedelta(days=92)]


def test_event_of_the_past_moved_into_the_future_takes_its_task_along(phone, task_on_phone, clock):
    clock.shift(timedelta(days=5))
    phone.sync()
    phone.move(timedelta(days=7))
    phone.sync(2)

    assert slot_of(task_on_phone) == (date(2026, 3, 9), time(9))


def test_changed_event_of_a_past_deleted_task_is_not_waiting(phone, task_on_phone, alice, clock):
    clock.shift(timedelta(days=5))
    trash.delete(alice, task_on_phone.pk)
    phone.change(title="Scribble")
    phone.sync(2)

    assert PushedBlock.objects.get().state == "synced"


def test_remote_move_by_seconds_is_rounded_to_the_minute(phone, task_on_phone):
    phone.move(timedelta(seconds=30))
    phone.sync(2)
    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(9)), [instant(8)])

    phone.move(HOUR + timedelta(seconds=30))
    phone.sync(2)
    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(10)), [instant(9)])
    assert phone.sync().pushed == 0


def test_remote_move_applies_without_a_length_that_is_longer_than_a_day(phone, task_on_phone):
    event = phone.events()[0]
    phone.change(starts_at=event.starts_at + HOUR, ends_at=event.ends_at + timedelta(days=2))
    phone.sync(2)

    assert (slot_of(task_on_phone), task_on_phone.duration) == ((MONDAY, time(10)), 60)
    assert phone.events()[0].ends_at == instant(10)


def test_event_moved_out_of_the_calendar_era_goes_back(phone, task_on_phone):
    phone.change(starts_at=instant(8).replace(year=9999), ends_at=instant(9).replace(year=9999))
    phone.sync(2)

    assert (slot_of(task_on_phone), phone.starts()) == ((MONDAY, time(9)), [instant(8)])


def test_remote_move_across_the_change_of_clocks_keeps_its_instant(phone, task_on_phone):
    phone.move(timedelta(days=27))  # 29 March, when Berlin's clocks go forward
    phone.sync(2)

    assert slot_of(task_on_phone) == (date(2026, 3, 29), time(10))
    assert phone.starts() == [instant(8, day=29)]


def test_remote_move_into_the_repeated_hour_settles(phone, task_on_phone):
    phone.change(
        starts_at=instant(1.5).replace(month=10, day=25),  # 2:30 again, an hour after 2:30
        ends_at=instant(2.5).replace(month=10, day=25),
    )
    phone.sync(3)

    assert slot_of(task_on_phone) == (date(2026, 10, 25), time(2, 30))
    assert phone.starts() == [instant(0.5).replace(month=10, day=25)]
    assert phone.sync().pushed == 0


def test_remote_move_into_the_night_is_of_the_day_before(phone, task_on_phone, alice):
    alice.preferences.day_start_hour = 4
    alice.preferences.save()
    phone.move(timedelta(hours=17))
    phone.sync(2)

    assert slot_of(task_on_phone) == (MONDAY, time(2))
    assert phone.starts() == [instant(1, day=3)]


def test_blocks_of_a_calendar_cost_three_queries(
    phone, push_calendar, make_task, make_series, django_assert_num_queries
):
    for n in range(20):
        make_task(f"Task {n}", **NINE)
    make_series("FREQ=DAILY", starts_at=time(9))
    phone.sync(2)
    push_calendar.refresh_from_db()
    assert push_calendar.user.preferences
    with django_assert_num_queries(3):
        assert len(blocks_to_push(push_calendar, push_window(MONDAY))) == 81
