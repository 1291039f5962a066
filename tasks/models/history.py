"""History: completions and the activity log. Rows are added, never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import User
from tasks.models.domain import Domain
from tasks.models.task import Task


class CompletionQuerySet(models.QuerySet["Completion"]):
    """Queries for completion facts. Every query starts with `for_user`."""

    def for_user(self, user: User) -> CompletionQuerySet:
        return self.filter(user=user)

    def not_taken_back(self) -> CompletionQuerySet:
        """Completions that were not taken back by reopening or undo."""
        return self.filter(taken_back_at=None)


class Completion(models.Model):
    """The fact that a task, or one instance of a series, was completed.

    It keeps the title and what insights need, as they were at the time, and retention never deletes
    it. Reopening sets `taken_back_at` instead of deleting the fact.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    task = models.ForeignKey(
        Task, models.SET_NULL, related_name="completions", null=True, db_constraint=False
    )
    recurrence_id = models.DateField(null=True)
    recurrence_time = models.TimeField(null=True)
    title = models.TextField(
        default="", db_default="", help_text=_("Empty for completions before titles were stored.")
    )
    domain = models.ForeignKey(
        Domain, models.SET_NULL, related_name="+", null=True, db_constraint=False, db_index=False
    )
    impact = models.PositiveSmallIntegerField()
    clarity = models.CharField(max_length=10)
    planned_minutes = models.IntegerField(null=True)
    actual_minutes = models.IntegerField(null=True, help_text=_("As tracked by the timer."))
    scheduled_date = models.DateField(null=True)
    scheduled_time = models.TimeField(null=True)
    created_at = models.DateTimeField(help_text=_("When the task was created."))
    completed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        indexes = [
            # Insights: a user's completions in a period.
            models.Index(fields=["user", "completed_at"], name="completion_by_time"),
        ]

    def __str__(self) -> str:
        return f"completion of task {self.task_id}"


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Queries for activity. Every query starts with `for_user`."""

    def for_user(self, user: User) -> ActivityQuerySet:
        return self.filter(user=user)

    def latest_first(self) -> ActivityQuerySet:
        return self.order_by("-pk")


class Activity(models.Model):
    """One action of a user, however many rows it changed; the unit of undo."""

    class Source(models.TextChoices):
        WEB = "web"
        API = "api"
        ADMIN = "admin"
        COMMAND = "command"
        JOB = "job"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    # Null: the product itself, in a job or command.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, db_index=False
    )
    source = models.CharField(max_length=7, choices=Source)
    action = models.CharField(max_length=30)
    # One to one, so that two tabs cannot undo the same activity. The next save of a text refers to
    # the previous one in the same way: it takes its place in the log.
    undoes = models.OneToOneField(
        "self", models.CASCADE, related_name="undone_by", null=True, editable=False
    )
    # A request that is sent twice is carried out once.
    request_key = models.CharField(max_length=64, default="", editable=False)
    # SHA-256 of that request; empty where an earlier release carried it out.
    request_fingerprint = models.CharField(max_length=64, default="", db_default="", editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = ActivityQuerySet.as_manager()

    # The action that deletes rows permanently: its log has their ids alone, so nothing undoes it.
    ERASE = "delete permanently"

    class Meta:
        verbose_name_plural = "activity"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "request_key"],
                condition=~Q(request_key=""),
                name="activity_of_a_request_is_one",
                violation_error_message=_("This request has already been carried out."),
            ),
        ]
        indexes = [
            # A user's log, newest first, and changes since a revision.
            models.Index(fields=["user", "-id"], name="activity_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.source}"

    @property
    def is_permanent(self) -> bool:
        return self.action == self.ERASE


# Columns that had another name when earlier releases logged them; the log itself is append-only.
RENAMED_COLUMNS = {"sittings": "chunks"}


class ColumnValues(models.JSONField):
    """A row's values by column, under the names that the columns have now."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        values = super().from_db_value(value, expression, connection)
        if not isinstance(values, dict):
            return values
        return {RENAMED_COLUMNS.get(name, name): value for name, value in values.items()}

    def deconstruct(self) -> Any:
        """Describe it to migrations as the column it is, which has not changed."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class Change(models.Model):
    """What one activity did to one row: the fields that changed, before and after.

    `before` is null for a row that was created, `after` for one that was removed.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="changes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=16, help_text=_("The model, such as task."))
    object_id = models.BigIntegerField()
    before = ColumnValues(null=True)
    after = ColumnValues(null=True)
    # Whether completion facts stay, as when a day of a series reopens its subtasks for the next.
    facts_stand = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # The history of one task; and who changed which field since a version.
            models.Index(fields=["user", "kind", "object_id", "-id"], name="change_of_row"),
            # GET /changes: a user's changes since a revision (patch_since).
            models.Index(fields=["user", "activity", "id"], name="change_since_revision"),
        ]

    def __str__(self) -> str:
        return f"change of {self.kind} {self.object_id}"


class MaterializationCycle(models.Model):
    """One materialization run over all due users, for metrics and the doctor."""

    started_at = models.DateTimeField(default=timezone.now)
    deadline = models.DateTimeField(
        help_text=_("Users that are left then wait for the next cycle.")
    )
    finished_at = models.DateTimeField(null=True, help_text=_("When it last made progress."))
    users = models.IntegerField(default=0)
    instances = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    seconds = models.FloatField(default=0, help_text=_("Work, summed over workers."))
    unfinished = models.BooleanField(default=False, help_text=_("The time limit was reached."))

    class Meta:
        indexes = [
            # The latest cycle, for metrics and the doctor.
            models.Index(fields=["-started_at"], name="cycle_latest"),
        ]

    def __str__(self) -> str:
        return f"cycle {self.pk}"
