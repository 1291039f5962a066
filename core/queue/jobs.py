"""Which jobs there are, and how one is put on the queue and read from it."""

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

MAX_TRIES = 300  # of what `retry_later` runs: about a day

# What every payload names as its function; the job is the first argument.
RUN = "core.queue.run"


# The row of the job that is running, set by the worker.
current_row: ContextVar[int] = ContextVar("current_row", default=0)


class UnregisteredJob(Exception):
    """No application registers a job of this name."""

    def __init__(self, job: str) -> None:
        super().__init__(f"{job} is not registered: name it in `jobs` of its AppConfig.")


class UnreadablePayload(Exception):
    """A row of the queue holds something that `enqueue` has not written."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a payload says: which job, with which arguments, under which id and name."""

    task_id: str
    name: str
    job: str
    args: tuple[Any, ...]


def registered() -> set[str]:
    """Every job that may run, by its dotted path: those that the applications' configs name.

    `hourly` and `minutely` map names of schedules to jobs; `jobs` lists those that only run when
    something enqueues them.
    """
    names: set[str] = set()
    for app in apps.get_app_configs():
        names.update(getattr(app, "jobs", ()))
        names.update(getattr(app, "hourly", {}).values())
        names.update(getattr(app, "minutely", {}).values())
    return names


def enqueue(job: str, *args: object, user: int | None = None) -> None:
    """Ask a worker to run `job`, the dotted path of a registered job; `user` is whose job it is.

    Call it inside the transaction that makes the change: the queue is a table of the same
    database, so the job is committed, or rolled back, with it.

    Arguments must be primary keys or plain values: by the time the job runs, the row may have
    changed or be gone. Workers take turns among the users whose jobs wait; jobs that belong to
    nobody take turns as one user does. Raises `UnregisteredJob`.
    """
    if job not in registered():
        raise UnregisteredJob(job)
    QueuedJob.objects.create(payload=_pack(job, args), lock=timezone.now(), user_id=user)


def retry_later(job: str, *args: object, tries: int) -> None:
    """Run `job` with `args` and `tries + 1` later: after 1, 2, 4 and then every 5 minutes.

    No longer, because a row that is locked for longer counts as locked by a wrong clock. It belongs
    to the user whose job calls this: as nobody's, it would take the turns of the hourly jobs.
    """
    wait = min(
        timedelta(minutes=2 ** min(tries, 3)), timedelta(seconds=settings.Q_CLUSTER["retry"])
    )
    payload = _pack(job, (*args, tries + 1))
    running = QueuedJob.objects.filter(pk=current_row.get())
    user = running.values_list("user_id", flat=True).first()
    QueuedJob.objects.create(payload=payload, lock=timezone.now() + wait, user_id=user)


def _pack(job: str, args: tuple[object, ...]) -> str:
    """A payload as django-q's own clusters read it too: the previous release runs one."""
    name, task_id = uuid()
    task = {"id": task_id, "name": name, "func": RUN, "args": (job, *args), "kwargs": {}}
    packed: str = SignedPackage.dumps(task | {"group": job, "started": timezone.now()})
    return packed


def unpack(payload: str) -> Ticket:
    """Read a payload. Raises `UnreadablePayload` when it asks for anything but a job.

    The function it names, hooks, chains and options are never used, whatever they are.
    """
    try:
        task = SignedPackage.loads(payload)
        job, *args = task["args"]
        ticket = Ticket(task["id"], task["name"], job, tuple(args))
        asks_for_a_job = task["func"] == RUN and isinstance(job, str)
    except Exception as error:  # whatever signing and pickle raise
        raise UnreadablePayload(f"{type(error).__name__}: {error}") from error
    if not asks_for_a_job:
        raise UnreadablePayload(f"It asks for {task['func']!r}.")
    return ticket


def run(job: str, *args: object) -> object:
    """Run a registered job here and now. Raises `UnregisteredJob`, and whatever the job does."""
    if job not in registered():
        raise UnregisteredJob(job)
    return import_string(job)(*args)


def depth() -> int:
    """How many jobs wait or are in hand."""
    return QueuedJob.objects.count()


def longest_wait(now: datetime) -> float:
    """For how many seconds the job that waits longest could have been taken in hand."""
    due = QueuedJob.objects.filter(lock__lte=now).aggregate(first=Min("lock"))["first"]
    return (now - due).total_seconds() if due else 0.0
