"""materialization.materialize_all_instances and what it promises"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import Preferences
from tasks.materialization import begin_cycle, cycle, due_users, materialize_all_instances, sql
from tasks.models import MaterializationCycle, Series, TaskInstance
from tests.conftest import NOW, instances_of

TODAY = NOW.date()


def test_a_daily_series_reaches_sixty_days_ahead_of_today(make_series):
    task = make_series("FREQ=DAILY")

    days = [day.recurrence_id for day in instances_of(task)]
    assert days == [TODAY + timedelta(days=n) for n in range(61)]


def test_today_is_the_persons_own(bob, make_series):
    with_bob = make_series("FREQ=DAILY", user=bob)  # 21:00 in Auckland, still 2 March

    bob.preferences.day_start_hour = 22
    assert instances_of(with_bob)[0].recurrence_id == date(2026, 3, 2)


def test_nine_in_the_morning_stays_nine_across_the_change_of_clocks(make_series):
    task = make_series("FREQ=DAILY", starts_at=time(9))

    hours = {day.recurrence_id: day.starts_at.astimezone(UTC).hour for day in instances_of(task)}
    assert hours[date(2026, 3, 28)] == 8
    assert hours[date(2026, 3, 29)] == 7  # Berlin's clocks went forward that night


def test_a_date_without_a_time_meets_no_zone(make_series):
    assert {day.starts_at for day in instances_of(make_series("FREQ=DAILY"))} == {None}


def test_a_second_run_finds_nobody(make_series, django_assert_num_queries):
    make_series("FREQ=DAILY")

    with django_assert_num_queries(2):  # note the cycle, ask the index
        assert materialize_all_instances().users == 0


def test_the_next_day_brings_one_day_more(make_series, clock):
    task = make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))

    assert materialize_all_instances().instances == 1
    assert instances_of(task)[-1].recurrence_id == TODAY + timedelta(days=61)


def test_it_is_due_when_the_persons_day_ends_and_no_sooner(make_series, clock):
    make_series("FREQ=DAILY")

    clock.move_to(datetime(2026, 3, 2, 22, 59, tzinfo=UTC))  # 23:59 in Berlin
    assert list(due_users(datetime(2026, 3, 2, 22, 59, tzinfo=UTC))) == []
    assert list(due_users(datetime(2026, 3, 2, 23, 0, tzinfo=UTC))) != []


def test_what_retention_removed_is_not_made_again(make_series, clock):
    task = make_series("FREQ=DAILY")
    TaskInstance.objects.filter(task=task).delete()
    clock.shift(timedelta(days=1))

    materialize_all_instances()
    assert len(instances_of(task)) == 1


def test_a_series_that_has_ended_is_never_asked_for_again(make_series, clock):
    make_series("FREQ=DAILY;COUNT=3")
    clock.shift(timedelta(days=40))

    assert materialize_all_instances().users == 0


def test_a_failing_user_costs_only_themselves(alice, bob, make_series, clock, caplog):
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


def test_an_unreadable_rule_does_not_hold_up_the_users_other_series(make_series, clock, caplog):
    broken, fine = make_series("FREQ=DAILY"), make_series("FREQ=DAILY")
    Series.objects.filter(pk=broken.pk).update(rrule="FREQ=FORTNIGHTLY")
    clock.shift(timedelta(days=1))

    totals = materialize_all_instances()
    assert (totals.instances, totals.failures) == (1, 1)
    assert len(instances_of(fine)) == 62
    assert f"task={broken.pk}" in caplog.text


def test_the_command_says_numbers_and_fails_when_a_user_failed(alice, make_series, clock, capsys):
    make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))
    call_command("materialize_instances", user=alice.email)
    assert "Users: 1. Instances created: 1. Failed: 0." in capsys.readouterr().out

    Preferences.objects.update(time_zone="Mars/Olympus")
    clock.shift(timedelta(days=1))
    with pytest.raises(CommandError, match="Failed: 1"):
        call_command("materialize_instances")


def test_the_command_knows_nobody_of_that_address(db):
    with pytest.raises(CommandError, match="No user has"):
        call_command("materialize_instances", user="nobody@example.org")


def test_time_is_up_and_the_next_run_continues(make_series, clock):
    task = make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))

    assert materialize_all_instances(budget=0).unfinished
    assert len(instances_of(task)) == 61
    assert materialize_all_instances().instances == 1


def test_a_cycle_has_five_minutes(db, clock):
    cycles = [begin_cycle(), begin_cycle(budget=20)]
    materialize_all_instances()

    seconds = [(one.deadline - one.started_at).total_seconds() for one in cycles]
    latest = MaterializationCycle.objects.latest("pk")
    assert seconds == [300, 20]
    assert (latest.deadline - latest.started_at).total_seconds() == 300


def test_a_cycle_leaves_its_figures_for_the_operator(make_series, clock):
    make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))
    materialize_all_instances()

    noted = MaterializationCycle.objects.get()
    assert (noted.users, noted.instances, noted.failures) == (1, 1, 0)
    assert noted.finished_at is not None


def test_each_user_is_logged_by_themselves(alice, bob, make_series, clock, caplog):
    make_series("FREQ=DAILY")
    make_series("FREQ=DAILY", user=bob)
    clock.shift(timedelta(days=1))
    caplog.set_level(logging.INFO)

    materialize_all_instances()
    lines = [line for line in caplog.messages if line.startswith("materialized user=")]
    assert {line.split()[1] for line in lines} == {f"user={alice.pk}", f"user={bob.pk}"}


def test_statements_of_a_user_are_bounded_and_only_theirs(make_series, clock, monkeypatch, caplog):
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


def test_many_series_of_one_user_are_committed_a_few_at_a_time(make_series, clock, monkeypatch):
    tasks = [make_series("FREQ=DAILY") for _ in range(5)]
    monkeypatch.setattr(cycle, "MATERIALIZATION_CHUNK_SERIES", 2)
    clock.shift(timedelta(days=1))

    assert materialize_all_instances().instances == 5
    assert {len(instances_of(task)) for task in tasks} == {62}


def test_a_series_after_completion_has_one_instance(make_series, clock):
    task = make_series("FREQ=DAILY;INTERVAL=5", kind="after_completion")
    clock.shift(timedelta(days=90))

    materialize_all_instances()
    assert [day.recurrence_id for day in instances_of(task)] == [TODAY]


def test_a_series_asleep_wakes_without_making_up_for_lost_days(alice, make_series, clock):
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


def test_selection_reads_the_index_of_what_is_due(db):
    with connection.cursor() as cursor:
        # The table is empty here, so say what would cost too much in a full one.
        for shortcut in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{shortcut} = off")
        cursor.execute(f"EXPLAIN {sql.DUE_USERS}", [NOW, NOW, 0, 100])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "series_due" in plan
    assert "Sort" not in plan
