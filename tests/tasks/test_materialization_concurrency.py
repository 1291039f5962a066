"""Concurrent materializers, and edits that lock a series at the same time"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from tasks.materialization import Totals, materialize_all_instances
from tasks.models import Series, TaskInstance
from tests.conftest import instances_of, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def in_its_own_connection(work):
    try:
        return work()
    finally:
        connections.close_all()


def test_four_concurrent_runs_neither_fail_nor_duplicate_rows(clock, make_series):
    people = [make_user(f"p{n}@example.org", "Europe/Berlin") for n in range(8)]
    tasks = [make_series("FREQ=DAILY", user=user) for user in people for _ in range(3)]
    clock.shift(timedelta(days=1))

    with ThreadPoolExecutor(4) as workers:
        runs = [workers.submit(in_its_own_connection, materialize_all_instances) for _ in range(4)]
        totals = sum((run.result() for run in runs), Totals())
    assert totals.failures == 0
    assert totals.instances == len(tasks)
    assert {len(instances_of(task)) for task in tasks} == {62}


def test_locked_series_waits_for_the_next_run(clock, make_series):
    held, free = make_series("FREQ=DAILY"), make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))
    with transaction.atomic(), ThreadPoolExecutor(1) as worker:
        Series.objects.select_for_update(no_key=True).get(pk=held.pk)
        totals = worker.submit(in_its_own_connection, materialize_all_instances).result()

    assert (totals.instances, totals.failures) == (1, 0)
    assert len(instances_of(free)) == 62
    assert materialize_all_instances().instances == 1


def test_existing_rows_are_left_alone(clock, make_series):
    task = make_series("FREQ=DAILY")
    Series.objects.update(materialized_until="0001-01-01")
    TaskInstance.objects.filter(task=task).update(own_title="Mine")
    clock.shift(timedelta(days=1))

    materialize_all_instances()
    days = instances_of(task)
    assert len(days) == 62
    assert sum(day.own_title == "Mine" for day in days) == 61


def test_crash_never_separates_rows_from_their_mark(clock, make_series, monkeypatch):
    task = make_series("FREQ=DAILY")
    clock.shift(timedelta(days=1))

    def fail(*_):
        raise RuntimeError("killed here")

    monkeypatch.setattr("tasks.materialization.series._update_marks", fail)
    assert materialize_all_instances().failures == 1
    assert len(instances_of(task)) == 61
    assert connection.in_atomic_block is False
