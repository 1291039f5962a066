"""The queue of a machine: waiting jobs and their results"""

from __future__ import annotations


def enqueue(machine, job: str, *values: str, times: int = 1, user: int | None = None) -> None:
    code = (
        f"from core.queue import enqueue\nfor _ in range({times}): "
        f"enqueue({job!r}, *{values!r}, user={user})"
    )
    machine.manage("shell", "-c", code)


def starts(machine) -> int:
    return machine.sql("SELECT coalesce(sum(starts), 0)::int FROM core_jobstart")[0][0]


def depth(machine) -> int:
    return machine.sql("SELECT count(*) FROM django_q_ormq")[0][0]


def succeeded(machine) -> int:
    return machine.sql("SELECT count(*) FROM django_q_task WHERE success")[0][0]


def connections_of_cluster(machine, condition: str = "true") -> int:
    return machine.sql(
        "SELECT count(*) FROM pg_stat_activity "
        f"WHERE application_name = 'whendoist-cluster' AND {condition}"
    )[0][0]


def time_passes(machine) -> None:
    """Make claimed jobs due again, as after the 300 seconds of `retry`."""
    machine.sql("UPDATE django_q_ormq SET lock = now()")
