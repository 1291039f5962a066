"""Jobs: the registry of those that may run, enqueueing, and payloads."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.humanhash import uuid
from django_q.signing import SignedPackage

from core.models import QueuedJob

MAX_TRIES = 300  # of a job that uses `retry_later`: about a day

# The function in every payload; the job is its first argument.
RUN = "core.queue.run"


# The row of the running job, set by the worker.
current_row: ContextVar[int] = ContextVar("current_row", default=0)


class UnregisteredJob(Exception):
    """No application registers a job of this name."""

    def __init__(self, job: str) -> None:
        super().__init__(f"{job} is not registered: name it in `jobs` of its AppConfig.")


class UnreadablePayload(Exception):
    """A row of the queue was not written by `enqueue`."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The content of a payload: a job, its arguments, an id and a name."""

    task_id: str
    name: str
    job: str
    args: tuple[Any, ...]


def registered() -> set[str]:
    """Return the dotted paths of all jobs that may run, from the AppConfigs.

    `hourly` and `minutely` map schedule names to jobs; `jobs` lists jobs that run only when
    enqueued.
    """
    names: set[str] = set()
    for app in apps.get_app_configs():
        names.update(getattr(app, "jobs", ()))
        names.update(getattr(app, "hourly", {}).values())
        names.update(getattr(app, "minutely", {}).values())
    return names


def enqueue(job: str, *args: object, user: int | None = None) -> None:
    """Queue `job`, the dotted path of a registered job, for its owner `user`.

    Call it inside the transaction that makes the change: the queue is a table of the same
    database, so the job is committed or rolled back with it.

    Arguments must be primary keys or plain values: the row may have changed or be deleted when the
    job runs. Workers serve users in turns; jobs without an owner count as one user. Raises
    `UnregisteredJob`.
    """
    if job not in registered():
        raise UnregisteredJob(job)
    QueuedJob.objects.create(payload=_pack(job, args), lock=timezone.now(), user_id=user)


def retry_later(job: str, *args: object, tries: int) -> None:
    """Queue `job` with `args` and `tries + 1`, due in 1, 2, 4 and then every 5 minutes.

    Never later than `retry`: a row locked for longer counts as locked by a wrong clock. Keeps the
    owner of the running job, because jobs without an owner share one turn.
    """
    wait = min(
        timedelta(minutes=2 ** min(tries, 3)), timedelta(seconds=settings.Q_CLUSTER["retry"])
    )
    payload = _pack(job, (*args, tries + 1))
    running = QueuedJob.objects.filter(pk=current_row.get())
    user = running.values_list("user_id", flat=True).first()
    QueuedJob.objects.create(payload=payload, lock=timezone.now() + wait, user_id=user)


def _pack(job: str, args: tuple[object, ...]) -> str:
    """Return a payload that django-q's own clusters can read too, as previous releases use one."""
    name, task_id = uuid()
    task = {"id": task_id, "name": name, "func": RUN, "args": (job, *args), "kwargs": {}}
    packed: str = SignedPackage.dumps(task | {"group": job, "started": timezone.now()})
    return packed


def unpack(payload: str) -> Ticket:
    """Read a payload. Raises `UnreadablePayload` unless it is for a job.

    Its function, hooks, chains and options are never used.
    """
    try:
        task = SignedPackage.loads(payload)
        job, *args = task["args"]
        ticket = Ticket(task["id"], task["name"], job, tuple(args))
        is_job = task["func"] == RUN and isinstance(job, str)
    except Exception as error:  # signing and pickle may raise anything
        raise UnreadablePayload(f"{type(error).__name__}: {error}") from error
    if not is_job:
        raise UnreadablePayload(f"Its function is {task['func']!r}.")
    return ticket


def run(job: str, *args: object) -> object:
    """Run a registered job in this process. Raises `UnregisteredJob` and errors of the job."""
    if job not in registered():
        raise UnregisteredJob(job)
    return import_string(job)(*args)


def depth() -> int:
    """Return the number of waiting and running jobs."""
    return QueuedJob.objects.count()


def longest_wait(now: datetime) -> float:
    """Return for how many seconds the oldest job has been due."""
    due = QueuedJob.objects.filter(lock__lte=now).aggregate(first=Min("lock"))["first"]
    return (now - due).total_seconds() if due else 0.0
