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
    """A series of each of two users, both one day behind."""
    series = [make_series("FREQ=DAILY", user=user) for user in (alice, bob)]
    clock.shift(timedelta(days=1))
    return series


def queued() -> list[tuple]:
    return [row.task["args"] for row in OrmQ.objects.order_by("pk")]


def test_cycle_is_split_into_jobs_of_users(behind, alice, bob, monkeypatch):
    monkeypatch.setattr("tasks.materialization.cycle.MATERIALIZATION_CHUNK_USERS", 1)
    jobs.materialize()

    cycle = MaterializationCycle.objects.get().pk
    job = "tasks.jobs.materialize_chunk"
    assert sorted(queued()) == [(job, cycle, [alice.pk]), (job, cycle, [bob.pk])]


def test_job_hands_over_users_it_does_not_reach_in_time(behind, alice, bob, monkeypatch):
    monkeypatch.setattr(jobs, "MATERIALIZATION_CHUNK_SECONDS", 0)
    cycle = begin_cycle()
    jobs.materialize_chunk(cycle.pk, [alice.pk, bob.pk])

    assert [len(instances_of(task)) for task in behind] == [62, 61]
    assert queued() == [("tasks.jobs.materialize_chunk", cycle.pk, [bob.pk])]


def test_job_leaves_remaining_users_to_the_next_cycle_at_the_deadline(behind, alice, bob):
    cycle = begin_cycle(budget=0)
    jobs.materialize_chunk(cycle.pk, [alice.pk, bob.pk])

    assert [len(instances_of(task)) for task in behind] == [61, 61]
    assert queued() == []
    cycle.refresh_from_db()
    assert cycle.unfinished
