"""Whatever the tables of the queue contain, a cluster runs registered jobs and nothing else."""

from __future__ import annotations

import pytest

from tests.faults.cluster import enqueue
from tests.faults.machine import eventually

pytestmark = pytest.mark.usefixtures("empty_queue")

# Each would leave the file behind if it ran. `leave` is the command that does.
PAYLOADS = {
    "function": "async_task('os.system', leave)",
    "callable": "async_task(os.system, leave)",
    "unregistered job": "async_task('core.queue.run', 'os.system', leave)",
    "nested run": "async_task('core.queue.run', 'core.queue.run', 'os.system', leave)",
    "function of ours": "async_task('tests.faults.jobs.leave', 1)",
    "hook": "async_task('core.queue.run', NOTE, 'a@example.org', hook='tests.faults.jobs.leave')",
    "chain": "async_chain([('core.queue.run', (NOTE, 'b@example.org')), ('os.system', (leave,))])",
    "iteration": "async_iter('os.system', [leave])",
    "no job": "async_task('core.queue.run')",
    "keywords": "async_task('core.queue.run', job='os.system', command=leave)",
    "garbage": "OrmQ.objects.create(key='whendoist', payload='garbage', lock=timezone.now())",
    "unsigned pickle": "OrmQ.objects.create(key='whendoist', payload=evil, lock=timezone.now())",
    "pickle in the history": "forge_history()",
    "schedule": "Schedule.objects.create(name='Evil', func='os.system', args=repr((leave,)))",
    "known schedule": "Schedule.objects.create(name='Sync calendars', func='os.system', "
    "args=repr((leave,)), hook='tests.faults.jobs.leave', minutes=1, schedule_type='I')",
}
FILL = """
import base64, os, pickle
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_chain, async_iter, async_task
from core.queue import enqueue

NOTE = "tests.faults.jobs.note"
leave = "touch {left}"

class Evil:
    def __reduce__(self):
        return os.system, (leave,)

evil = base64.b64encode(pickle.dumps(Evil())).decode()

def forge_history():
    enqueue("tests.faults.jobs.fail")
    task_id = OrmQ.objects.get().task["id"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_q_task (id, name, func, args, kwargs, result, started, stopped, "
            "success, attempt_count) SELECT %s, %s, '', %s, %s, %s, now(), now(), false, 1",
            [task_id, OrmQ.objects.get().task["name"], evil, evil, evil])

{statement}
"""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_cluster_runs_only_registered_jobs(machine, tmp_path, payload):
    left = tmp_path / "left"
    machine.manage("shell", "-c", FILL.format(left=left, statement=PAYLOADS[payload]))
    enqueue(machine, "tests.faults.jobs.note", "last@example.org")
    with machine.cluster(LEFT=str(left)) as cluster:
        eventually(lambda: machine.sql("SELECT 1 FROM django_q_task WHERE success"), "it works")
        if payload.endswith("schedule"):
            eventually(lambda: looked_at(machine), "schedules were looked at")
        eventually(lambda: waiting(machine) == 0, "it has seen everything")
        assert cluster.end() == 0

    assert not left.exists()


def waiting(machine) -> int:
    return machine.sql("SELECT count(*) FROM django_q_ormq WHERE lock <= now()")[0][0]


def looked_at(machine) -> bool:
    """Add a known schedule that is due; return whether the cluster has moved it to a later time."""
    machine.sql(
        "INSERT INTO django_q_schedule (name, func, schedule_type, repeats, next_run) "
        "SELECT 'Clean up calendars', '', 'I', -1, now() WHERE NOT EXISTS "
        "(SELECT FROM django_q_schedule WHERE name = 'Clean up calendars')"
    )
    due = "SELECT next_run > now() FROM django_q_schedule WHERE name = 'Clean up calendars'"
    return machine.sql(due) == [(True,)]
