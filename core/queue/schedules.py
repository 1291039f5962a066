"""Schedules: jobs that run every hour or every minute."""

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
    """Return the jobs of an interval by schedule name, from the AppConfigs."""
    attribute = {HOUR: "hourly", MINUTE: "minutely"}[interval]
    jobs: dict[str, str] = {}
    for app in apps.get_app_configs():
        jobs.update(getattr(app, attribute, {}))
    return jobs


def schedule_all() -> None:
    """Create missing schedules, due at once. Idempotent; existing ones keep their time."""
    for interval in (HOUR, MINUTE):
        for name, job in jobs_every(interval).items():
            fields: dict[str, Any] = {  # clusters of the previous release read all of them
                "func": RUN,
                "args": repr((job,)),
                "schedule_type": Schedule.MINUTES,
                "minutes": interval // MINUTE,
            }
            Schedule.objects.update_or_create(
                name=name, defaults=fields, create_defaults=fields | {"next_run": timezone.now()}
            )


def enqueue_due(now: datetime) -> int:
    """Enqueue the jobs whose schedules are due; return how many. Safe on several clusters.

    A row only stores when its job is due. The job and its interval are in the code, so unknown rows
    and functions or hooks in them run nothing. A schedule that missed several runs gets one.
    """
    count = 0
    for interval in (HOUR, MINUTE):
        jobs = jobs_every(interval)
        with transaction.atomic():
            # Another cluster may have locked the same schedule, and enqueues it.
            due = Schedule.objects.select_for_update(skip_locked=True).only("name", "next_run")
            for row in due.filter(name__in=jobs, next_run__lte=now).order_by("pk"):
                enqueue(jobs[row.name])
                missed = (now - row.next_run) // interval
                row.next_run += (missed + 1) * interval
                row.save(update_fields=["next_run"])
                count += 1
    return count


def schedules() -> dict[str, datetime]:
    """Return the next due instant of each schedule, by name."""
    return dict(Schedule.objects.order_by("name").values_list("name", "next_run"))
