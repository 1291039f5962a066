"""Background jobs: what the cluster runs"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from tasks import jobs
from tasks.materialization import begin_cycle
from tasks.models import MaterializationCycle
from tests.conftest import instances_of


@pytest.fixture
def behind(alice, bob, make_series, clock):
    """A series each of two people, both a day behind."""
    series = [make_series("FREQ=DAILY", user=user) for user in (alice, bob)]
    clock.shift(timedelta(days=1))
    return series


def queued() -> list[tuple]:
    return [row.task["args"] for row in OrmQ.objects.order_by("pk")]


def test_a_cycle_is_shared_out_in_chunks(behind, alice, bob, monkeypatch):
    monkeypatch.setattr("tasks.materialization.cycle.MATERIALIZATION_CHUNK_USERS", 1)
    jobs.materialize()

    cycle = MaterializationCycle.objects.get().pk
    job = "tasks.jobs.materialize_chunk"
    assert sorted(queued()) == [(job, cycle, [alice.pk]), (job, cycle, [bob.pk])]


def test_whom_a_chunk_does_not_get_to_in_time_is_left_to_another(behind, alice, bob, monkeypatch):
    monkeypatch.setattr(jobs, "MATERIALIZATION_CHUNK_SECONDS", 0)
    cycle = begin_cycle()
    jobs.materialize_chunk(cycle.pk, [alice.pk, bob.pk])

    assert [len(instances_of(task)) for task in behind] == [62, 61]
    assert queued() == [("tasks.jobs.materialize_chunk", cycle.pk, [bob.pk])]


def test_when_the_cycles_time_is_up_the_rest_waits_for_the_next(behind, alice, bob):
    cycle = begin_cycle(budget=0)
    jobs.materialize_chunk(cycle.pk, [alice.pk, bob.pk])

    assert [len(instances_of(task)) for task in behind] == [61, 61]
    assert queued() == []
    cycle.refresh_from_db()
    assert cycle.unfinished
