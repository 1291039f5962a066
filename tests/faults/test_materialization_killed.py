"""kill -9 during a cycle, and two clusters at once: no instance is duplicated or missing"""

from __future__ import annotations

import random
import signal
import sys
from time import sleep

import pytest

from tests.faults.machine import eventually
from tests.lanes import BIG

USERS, SERIES, DAYS = 80, 10, 61
KILLS = 50 if BIG else 2

FILL = f"""
WITH people AS (
    INSERT INTO core_user (password, is_superuser, email, is_staff, is_active, date_joined)
    SELECT '', false, 'm' || n || '@example.org', false, true, now()
    FROM generate_series(1, {USERS}) n RETURNING id
), todo AS (
    INSERT INTO tasks_task (user_id, title, description, impact, clarity, pinned, position,
        status, archived_from, source, external_id, version, created_at, updated_at)
    SELECT id, 'Daily', '', 4, 'normal', false, 0, 'pending', '', '', '', 1, now(), now()
    FROM people, generate_series(1, {SERIES}) RETURNING id, user_id
)
INSERT INTO tasks_series (task_id, user_id, kind, rrule, starts_on, summary, missing_days,
    exdates, rdates, materialized_until, due_at)
SELECT id, user_id, 'calendar', 'FREQ=DAILY', '2020-01-01', '', 'skip', '{{}}', '{{}}',
    '0001-01-01', now() FROM todo
"""


START_OVER = """
TRUNCATE tasks_taskinstance;
UPDATE tasks_series SET materialized_until = '0001-01-01', due_at = now()
"""


@pytest.fixture
def machine(machine):
    machine.sql("TRUNCATE core_user, django_q_ormq, tasks_materializationcycle CASCADE")
    machine.sql(FILL)
    yield machine
    machine.sql("TRUNCATE core_user, django_q_ormq, tasks_materializationcycle CASCADE")


def users_done(machine) -> int:
    return machine.sql("SELECT count(DISTINCT user_id) FROM tasks_taskinstance")[0][0]


def start_cycle(machine) -> None:
    machine.manage(
        "shell", "-c", "from core.queue import enqueue; enqueue('tasks.jobs.materialize')"
    )


def is_complete(machine) -> bool:
    behind = machine.sql("SELECT count(*) FROM tasks_series WHERE due_at <= now()")[0][0]
    queued = machine.sql("SELECT count(*) FROM django_q_ormq")[0][0]
    return behind == queued == 0


def assert_rows_are_those_of_an_undisturbed_run(machine) -> None:
    figures = machine.sql(
        "SELECT count(*), count(DISTINCT (task_id, recurrence_id)), "
        "count(DISTINCT task_id), max(scheduled_date) - min(scheduled_date) "
        "FROM tasks_taskinstance"
    )[0]
    rows = USERS * SERIES * DAYS
    assert figures == (rows, rows, USERS * SERIES, DAYS - 1)


def test_materialization_of_a_killed_cluster_is_continued_by_the_next(machine):
    start_cycle(machine)
    with machine.cluster() as cluster:
        eventually(lambda: users_done(machine), "the cycle has begun")
        cluster.end(signal.SIGKILL)
    assert users_done(machine) < USERS

    with machine.cluster():
        eventually(lambda: is_complete(machine), "everybody is up to date")
    assert_rows_are_those_of_an_undisturbed_run(machine)


def test_repeatedly_killed_materialization_creates_the_same_rows(machine):
    rng = random.Random("kill")
    for _ in range(KILLS):
        with machine.running([sys.executable, "manage.py", "materialize_instances"]) as process:
            before = users_done(machine)
            eventually(lambda p=process, b=before: has_begun(machine, p, b), "it has begun")
            sleep(rng.random() / 5)
            process.end(signal.SIGKILL)
        if is_complete(machine):
            assert_rows_are_those_of_an_undisturbed_run(machine)
            machine.sql(START_OVER)

    machine.manage("materialize_instances")
    assert_rows_are_those_of_an_undisturbed_run(machine)


def has_begun(machine, process, before: int) -> bool:
    return process.popen.poll() is not None or users_done(machine) > before


def test_two_clusters_materialize_concurrently_without_failures(machine):
    start_cycle(machine)
    start_cycle(machine)
    with machine.cluster(), machine.cluster():
        eventually(lambda: is_complete(machine), "everybody is up to date")

    assert_rows_are_those_of_an_undisturbed_run(machine)
    cycles = machine.sql("SELECT sum(failures) FROM tasks_materializationcycle")
    assert cycles[0][0] == 0
