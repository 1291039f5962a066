"""Time entries: how long a user actually worked on tasks."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from tasks.models.task import Task


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    """Queries for time entries. Every query starts with `for_user`."""

    def for_user(self, user: User) -> TimeEntryQuerySet:
        return self.filter(user=user)

    def running(self) -> TimeEntryQuerySet:
        return self.filter(stopped_at=None)


class TimeEntry(models.Model):
    """One run of the timer of a task, or of one day of a series."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    task = models.ForeignKey(
        Task, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    recurrence_id = models.DateField(null=True, blank=True)
    recurrence_time = models.TimeField(null=True, blank=True, editable=False)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "time entries"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(stopped_at=None),
                name="timer_runs_once",
                violation_error_message=_("A timer is already running."),
            ),
            check_constraint(
                "timer_stops_after_it_starts",
                Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")),
                _("A timer stops after it starts."),
            ),
        ]
        indexes = [
            # How long a user worked on one task.
            models.Index(fields=["user", "task"], name="time_entry_of_task"),
        ]

    def __str__(self) -> str:
        return f"time entry {self.pk} of task {self.task_id}"

    def seconds(self, now: datetime) -> float:
        """Return the seconds it ran until `now`."""
        return max(0.0, ((self.stopped_at or now) - self.started_at).total_seconds())
