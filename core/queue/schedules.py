"""Jobs that run every hour or every minute."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule

from core.queue.jobs import RUN, enqueue

logger = logging.getLogger(__name__)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def jobs_every(interval: timedelta) -> dict[str, str]:
    """The jobs that applications name to be run every hour or every minute, by schedule."""
    attribute = {HOUR: "hourly", MINUTE: "minutely"}[interval]
    named = [getattr(app, attribute, {}) for app in apps.get_app_configs()]
    return {name: job for each in named for name, job in each.items()}


def schedule_all() -> None:
    """See to it that those jobs run, first as soon as a cluster is up. Safe to repeat.

    A schedule that is there keeps its time.
    """
    for interval in (HOUR, MINUTE):
        for name, job in jobs_every(interval).items():
            fields: dict[str, Any] = {  # for clusters of the previous release, which read all of it
                "func": RUN,
                "args": repr((job,)),
                "schedule_type": Schedule.MINUTES,
                "minutes": interval // MINUTE,
            }
            Schedule.objects.update_or_create(
                name=name, defaults=fields, create_defaults=fields | {"next_run": timezone.now()}
            )


def enqueue_due(now: datetime) -> int:
    """Enqueue the jobs whose schedules are due; return how many.

    Several clusters may do so at once. A row only says when its job is due. Which job that is, and
    how often it runs, is in the code: rows that the code does not know, and functions and hooks in
    them, run nothing. Of the times that were missed, one is made up for.
    """
    count = 0
    for interval in (HOUR, MINUTE):
        jobs = jobs_every(interval)
        with transaction.atomic():
            # Another cluster at the same schedule does it.
            due = Schedule.objects.select_for_update(skip_locked=True).only("name", "next_run")
            for row in due.filter(name__in=jobs, next_run__lte=now).order_by("pk"):
                enqueue(jobs[row.name])
                missed = (now - row.next_run) // interval
                row.next_run += (missed + 1) * interval
                row.save(update_fields=["next_run"])
                count += 1
    return count


def schedules() -> dict[str, datetime]:
    """Every schedule, with the instant it is due next."""
    return dict(Schedule.objects.order_by("name").values_list("name", "next_run"))
