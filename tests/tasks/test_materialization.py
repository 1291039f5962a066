"""materialization.materialize_all_instances and its guarantees"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import Preferences
from tasks.materialization import (
    begin_cycle,
    cycle,
    due_users,
    materialize_all_instances,
    materialize_users,
    sql,
)
from tasks.models import MaterializationCycle, Series, TaskInstance
from tasks.recurrence import Rule
from tests.conftest import NOW, instances_of

TODAY = NOW.date()


def test_daily_series_reaches_sixty_days_ahead(make_series):
    task = make_series("FREQ=DAILY")

    days = [day.recurrence_id for day in instances_of(task)]
    assert days == [TODAY + timedelta(days=n) for n in range(61)]


def test_materialization_starts_at_the_users_own_today(bob, make_series):
    with_bob = make_series("FREQ=DAILY", user=bob)  # 21:00 in Auckland, still 2 March

    bob.preferences.day_start_hour = 22
    assert instances_of(with_bob)[0].recurrence_id == date(2026, 3, 2)


def test_instances_keep_wall_clock_time_across_daylight_saving(make_series):
    task = make_series("FREQ=DAILY", starts_at=time(9))

    hours = {day.recurrence_id: day.starts_at.astimezone(UTC).hour for day in instances_of(task)}
    assert hours[date(2026, 3, 28)] == 8
    assert hours[date(2026, 3, 29)] == 7  # Berlin's clocks went forward that night


def test_instances_without_a_time_have_no_instant(make_series):
    assert {day.starts_at for day in instances_of(make_series("FREQ=DAILY"))} == {None}


def test_second_run_finds_no_due_user(make_series, django_assert_num_queries):
    make_series("FREQ=DAILY")

    with django_assert_num_queries(2):  # note the cycle, ask the index
        assert materialize_all_instances().users == 0


def test_next_day_adds_one_day(make_series, clock):
    task = make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))

    assert materialize_all_instances().instances == 1
    assert instances_of(task)[-1].recurrence_id == TODAY + timedelta(days=61)


def test_series_is_due_when_the_users_day_ends(make_series, clock):
    make_series("FREQ=DAILY")

    clock.move_to(datetime(2026, 3, 2, 22, 59, tzinfo=UTC))  # 23:59 in Berlin
    assert list(due_users(datetime(2026, 3, 2, 22, 59, tzinfo=UTC))) == []
    assert list(due_users(datetime(2026, 3, 2, 23, 0, tzinfo=UTC))) != []


def test_instances_removed_by_retention_are_not_made_again(make_series, clock):
    task = make_series("FREQ=DAILY")
    TaskInstance.objects.filter(task=task).delete()
    clock.shift(timedelta(days=1))

    materialize_all_instances()
    assert len(instances_of(task)) == 1


def test_ended_series_is_never_due_again(make_series, clock):
    make_series("FREQ=DAILY;COUNT=3")
    clock.shift(timedelta(days=40))

    assert materialize_all_instances().users == 0


def test_failing_user_does_not_affect_other_users(alice, bob, make_series, clock, caplog):
    make_series("FREQ=DAILY")
    of_bob = make_series("FREQ=DAILY", user=bob)
    Preferences.objects.filter(user=alice).update(time_zone="Mars/Olympus")
    clock.shift(timedelta(days=1))

    totals = materialize_all_instances()
    assert (totals.users, totals.failures) == (2, 1)
    assert len(instances_of(of_bob)) == 62
    error = next(record for record in caplog.records if record.levelno == logging.ERROR)
    assert "error=ZoneInfoNotFoundError" in error.getMessage()
    assert error.exc_info
    assert error.exc_info[2] is not None


def test_invalid_rule_does_not_block_other_series_of_the_user(make_series, clock, caplog):
    broken, fine = make_series("FREQ=DAILY"), make_series("FREQ=DAILY")
    Series.objects.filter(pk=broken.pk).update(rrule="FREQ=FORTNIGHTLY")
    clock.shift(timedelta(days=1))

    totals = materialize_all_instances()
    assert (totals.instances, totals.failures) == (1, 1)
    assert len(instances_of(fine)) == 62
    assert f"task={broken.pk}" in caplog.text


def test_command_prints_numbers_and_fails_when_a_user_failed(alice, make_series, clock, capsys):
    make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))
    call_command("materialize_instances", user=alice.email)
    assert "Users: 1. Instances created: 1. Failed: 0." in capsys.readouterr().out

    Preferences.objects.update(time_zone="Mars/Olympus")
    clock.shift(timedelta(days=1))
    with pytest.raises(CommandError, match="Failed: 1"):
        call_command("materialize_instances")


def test_command_rejects_an_unknown_address(db):
    with pytest.raises(CommandError, match="No user has"):
        call_command("materialize_instances", user="nobody@example.org")


def test_cycle_stops_at_its_time_limit_and_the_next_run_continues(make_series, clock):
    task = make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))

    assert materialize_all_instances(budget=0).unfinished
    assert len(instances_of(task)) == 61
    assert materialize_all_instances().instances == 1


def test_cycle_is_limited_to_five_minutes(db, clock):
    cycles = [begin_cycle(), begin_cycle(budget=20)]
    materialize_all_instances()

    seconds = [(one.deadline - one.started_at).total_seconds() for one in cycles]
    latest = MaterializationCycle.objects.latest("pk")
    assert seconds == [300, 20]
    assert (latest.deadline - latest.started_at).total_seconds() == 300


def test_cycle_records_its_numbers(make_series, clock):
    make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))
    materialize_all_instances()

    noted = MaterializationCycle.objects.get()
    assert (noted.users, noted.instances, noted.failures) == (1, 1, 0)
    assert noted.finished_at is not None


def test_each_user_is_logged_on_one_line(alice, bob, make_series, clock, caplog):
    make_series("FREQ=DAILY")
    make_series("FREQ=DAILY", user=bob)
    clock.shift(timedelta(days=1))
    caplog.set_level(logging.INFO)

    materialize_all_instances()
    lines = [line for line in caplog.messages if line.startswith("materialized user=")]
    assert {line.split()[1] for line in lines} == {f"user={alice.pk}", f"user={bob.pk}"}


def test_statements_have_a_time_limit_within_the_transaction_only(
    make_series, clock, monkeypatch, caplog
):
    make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))
    monkeypatch.setattr(sql, "TRANSACTION_LIMITS", "SET LOCAL statement_timeout = 50")
    slow = sql.LOCK_DUE_SERIES.replace("WHERE", "WHERE pg_sleep(5) IS NULL AND")
    monkeypatch.setattr(sql, "LOCK_DUE_SERIES", slow)

    assert materialize_all_instances().failures == 1
    assert "QueryCanceled" in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)


def test_many_series_of_one_user_are_committed_in_batches(make_series, clock, monkeypatch):
    tasks = [make_series("FREQ=DAILY") for _ in range(5)]
    monkeypatch.setattr(cycle, "MATERIALIZATION_CHUNK_SERIES", 2)
    clock.shift(timedelta(days=1))

    assert materialize_all_instances().instances == 5
    assert {len(instances_of(task)) for task in tasks} == {62}


def test_series_after_completion_is_materialized_once(make_series, clock):
    task = make_series("FREQ=DAILY;INTERVAL=5", kind="after_completion")
    clock.shift(timedelta(days=90))

    materialize_all_instances()
    assert [day.recurrence_id for day in instances_of(task)] == [TODAY]


def test_resumed_series_does_not_make_up_for_missed_days(alice, make_series, clock):
    from tasks.editing.tasks import archive, restore

    task = make_series("FREQ=DAILY")
    archive(alice, task.pk)
    clock.shift(timedelta(days=100))
    assert materialize_all_instances().users == 0

    restore(alice, task.pk)
    materialize_all_instances()
    made = {day.recurrence_id for day in instances_of(task)}
    assert TODAY + timedelta(days=80) not in made
    assert TODAY + timedelta(days=100) in made


def test_due_users_are_read_from_the_index(db):
    with connection.cursor() as cursor:
        # The table is empty here, so say what would cost too much in a full one.
        for shortcut in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{shortcut} = off")
        cursor.execute(f"EXPLAIN {sql.DUE_USERS}", [NOW, NOW, 0, 100])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "series_due" in plan
    assert "Sort" not in plan


def test_cycle_stops_at_its_time_limit_while_one_user_is_processed(alice, make_series, clock):
    tasks = [make_series("FREQ=DAILY", f"Series {n}") for n in range(3)]
    clock.shift(timedelta(days=1))
    cycle_row = begin_cycle(budget=60)
    original = Rule.ordinals

    def slow(rule, first, last):
        clock.shift(timedelta(seconds=40))
        return original(rule, first, last)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "ordinals", slow)
        totals = materialize_users([alice.pk], cycle_row)
    assert (totals.instances, totals.unfinished) == (2, True)
    assert materialize_all_instances().instances == 1
    assert {len(instances_of(task)) for task in tasks} == {62}
