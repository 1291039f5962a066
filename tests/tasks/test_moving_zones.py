"""Changing the time zone or the start of the day moves upcoming instances only"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection, connections

from tasks.editing.instances import complete
from tasks.editing.settings import change_preferences
from tasks.materialization import materialize_all_instances
from tasks.models import TaskInstance
from tests.conftest import instances_of
from tests.faults.machine import eventually


def hours_of(task):
    return {day.recurrence_id: day.starts_at.astimezone(UTC) for day in instances_of(task)}


def test_pending_days_keep_wall_clock_time_in_a_new_zone(alice, make_series):
    task = make_series("FREQ=DAILY", starts_at=time(9))
    change_preferences(alice, {"time_zone": "America/New_York"})

    hours = hours_of(task)
    assert hours[date(2026, 3, 3)].hour == 14  # New York is five hours behind UTC
    assert hours[date(2026, 3, 9)].hour == 13  # and four from 8 March


def test_completed_and_past_days_are_unchanged_in_a_new_zone(alice, make_series, clock):
    task = make_series("FREQ=DAILY", starts_at=time(9))
    done = instances_of(task)[5]
    complete(alice, done.pk)
    clock.shift(timedelta(days=3))
    before = hours_of(task)
    change_preferences(alice, {"time_zone": "Asia/Kolkata"})

    after = hours_of(task)
    kept = {day for day in before if after[day] == before[day]}
    assert kept == {date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4), done.recurrence_id}


def test_new_zone_of_one_user_does_not_affect_others(alice, bob, make_series):
    theirs = make_series("FREQ=DAILY", starts_at=time(9), user=bob)
    before = hours_of(theirs)
    change_preferences(alice, {"time_zone": "Asia/Kolkata"})

    assert hours_of(theirs) == before


def test_horizon_follows_a_move_east(alice, make_series, clock):
    task = make_series("FREQ=DAILY")
    clock.move_to(datetime(2026, 3, 2, 20, 0, tzinfo=UTC))
    change_preferences(alice, {"time_zone": "Pacific/Auckland"})  # it is 3 March there

    assert materialize_all_instances().instances == 1
    assert instances_of(task)[-1].recurrence_id == date(2026, 5, 2)


def lock_is_awaited() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # otherwise frozen in a transaction
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_change_of_zone_waits_for_a_running_cycle(alice, make_series, clock, monkeypatch):
    task = make_series("FREQ=DAILY", starts_at=time(9))
    clock.shift(timedelta(days=1))
    mover = ThreadPoolExecutor(1)
    moves = []

    def move() -> None:
        change_preferences(alice, {"time_zone": "America/New_York"})
        connections.close_all()

    from tasks.materialization import cycle

    extend = cycle.extend

    def start_moving_then_extend(*args):
        if not moves:
            moves.append(mover.submit(move))
            eventually(lock_is_awaited, "the move waits for this cycle")
        return extend(*args)

    monkeypatch.setattr(cycle, "extend", start_moving_then_extend)
    materialize_all_instances()
    moves[0].result()

    newest = TaskInstance.objects.filter(task=task).latest("recurrence_id")
    assert newest.starts_at.astimezone(UTC).hour == 13
