"""History: what was completed, and everything anybody did. Rows are added, never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from core.models import User
from tasks.models.domain import Domain
from tasks.models.task import Task


class CompletionQuerySet(models.QuerySet["Completion"]):
    """The vocabulary for picking completion facts. Every query starts with `for_user`."""

    def for_user(self, user: User) -> CompletionQuerySet:
        return self.filter(user=user)

    def not_taken_back(self) -> CompletionQuerySet:
        """Those not taken back by reopening or undo."""
        return self.filter(taken_back_at=None)


class Completion(models.Model):
    """The fact that a task, or one instance of a series, was completed.

    Retention never deletes it; it keeps what analytics needs, as it was at the time, and no text.
    Reopening does not erase the fact, it notes when it was taken back.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    task = models.ForeignKey(
        Task, models.SET_NULL, related_name="completions", null=True, db_constraint=False
    )
    recurrence_id = models.DateField(null=True)
    domain = models.ForeignKey(
        Domain, models.SET_NULL, related_name="+", null=True, db_constraint=False, db_index=False
    )
    impact = models.PositiveSmallIntegerField()
    clarity = models.CharField(max_length=10)
    planned_minutes = models.IntegerField(null=True)
    actual_minutes = models.IntegerField(null=True, help_text="As timed, when it was.")
    scheduled_date = models.DateField(null=True)
    scheduled_time = models.TimeField(null=True)
    created_at = models.DateTimeField(help_text="When the task was created.")
    completed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        indexes = [
            # Insights: a person's completions of a period.
            models.Index(fields=["user", "completed_at"], name="completion_by_time"),
        ]

    def __str__(self) -> str:
        return f"completion of task {self.task_id}"


class ActivityQuerySet(models.QuerySet["Activity"]):
    """The vocabulary for picking activity. Every query starts with `for_user`."""

    def for_user(self, user: User) -> ActivityQuerySet:
        return self.filter(user=user)

    def latest_first(self) -> ActivityQuerySet:
        return self.order_by("-pk")


class Activity(models.Model):
    """One thing somebody did, however many rows it changed; the unit of undo."""

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
    # One to one, so that nothing is undone twice, from however many tabs.
    undoes = models.OneToOneField(
        "self", models.CASCADE, related_name="undone_by", null=True, editable=False
    )
    # So that a request sent twice is done once.
    request_key = models.CharField(max_length=64, default="", editable=False)
    # SHA-256 of that request; empty where an earlier release carried it out.
    request_fingerprint = models.CharField(max_length=64, default="", db_default="", editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activity"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "request_key"],
                condition=~Q(request_key=""),
                name="activity_of_a_request_is_one",
                violation_error_message="This request was carried out already.",
            ),
        ]
        indexes = [
            # The log of a person, newest first; and what changed since a revision.
            models.Index(fields=["user", "-id"], name="activity_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.source}"


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
    kind = models.CharField(max_length=16, help_text="The model, such as task.")
    object_id = models.BigIntegerField()
    before = ColumnValues(null=True)
    after = ColumnValues(null=True)
    # The subtasks of a series start afresh with each of its days: done they were all the same.
    facts_stand = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # The history of one task; and who changed which field since a version.
            models.Index(fields=["user", "kind", "object_id", "-id"], name="change_of_row"),
            # GET /changes: what happened to a person since a revision (patch_since).
            models.Index(fields=["user", "activity", "id"], name="change_since_revision"),
        ]

    def __str__(self) -> str:
        return f"change of {self.kind} {self.object_id}"


class MaterializationCycle(models.Model):
    """One run over everybody who was behind: what the metrics and the operator read."""

    started_at = models.DateTimeField(default=timezone.now)
    deadline = models.DateTimeField(help_text="Whoever is not done by then waits for the next.")
    finished_at = models.DateTimeField(null=True, help_text="When it last got on.")
    users = models.IntegerField(default=0)
    instances = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    seconds = models.FloatField(default=0, help_text="Work, summed over workers.")
    unfinished = models.BooleanField(default=False, help_text="The time was up first.")

    class Meta:
        indexes = [
            # The latest cycle, for metrics and the doctor.
            models.Index(fields=["-started_at"], name="cycle_latest"),
        ]

    def __str__(self) -> str:
        return f"cycle {self.pk}"
