"""Instances: the occurrences of series, one row each."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from tasks.constants import DESCRIPTION_LENGTH, TITLE_LENGTH
from tasks.models.domain import Domain
from tasks.models.rules import (
    NOTES_MESSAGE,
    PLACED_BY_MESSAGE,
    TITLE_MESSAGE,
    TITLE_PATTERN,
    UNSUPPORTED_DAY_MESSAGE,
    is_supported_day,
)
from tasks.models.task import Task

ORDINAL_BITS = 20  # an ordinal of the year 2199 takes 20
TIME_BITS = 5  # the number of a time of the day

# The day of an instance in its rule, and its time if the series has several times a day.
Key = tuple[date, time | None]


def day_and_time(key: Key) -> datetime:
    """Return a key as an excluded time of a rule."""
    day, at = key
    return datetime.combine(day, at or time.min)


def id_of_day(task: int, day: date, number: int = 0) -> int:
    """Return the negative id that names a day of a series that has no row yet.

    `number` counts the times of the day from 0. Exact in JavaScript for 268 million tasks.
    """
    return -((task << TIME_BITS | number) << ORDINAL_BITS | day.toordinal())


def day_of_id(pk: int) -> tuple[int, date, int]:
    """Return the task, day and number of a negative id; a day of no series if it is invalid."""
    rest, ordinal = divmod(-pk, 1 << ORDINAL_BITS)
    task, number = divmod(rest, 1 << TIME_BITS)
    return task, date.fromordinal(max(ordinal, 1)), number


class TaskInstanceQuerySet(models.QuerySet["TaskInstance"]):
    """Queries for instances. Every query starts with `for_user`."""

    def for_user(self, user: User) -> TaskInstanceQuerySet:
        """Filter by owner, without the days in the trash."""
        return self.filter(user=user, deleted_at=None)

    def with_deleted(self, user: User) -> TaskInstanceQuerySet:
        """Filter by owner, with the days in the trash."""
        return self.filter(user=user)

    def pending(self) -> TaskInstanceQuerySet:
        return self.filter(status=TaskInstance.Status.PENDING)

    def finished(self) -> TaskInstanceQuerySet:
        """Completed or skipped."""
        return self.exclude(status=TaskInstance.Status.PENDING)

    def of_live_tasks(self) -> TaskInstanceQuerySet:
        """Leave out instances of archived tasks, and pending ones of completed tasks."""
        paused = Q(status=TaskInstance.Status.PENDING, task__status=Task.Status.COMPLETED)
        return self.exclude(Q(task__status=Task.Status.ARCHIVED) | paused)

    def between(self, first: date, last: date) -> TaskInstanceQuerySet:
        """Filter by scheduled day, both ends included."""
        return self.filter(scheduled_date__range=(first, last))

    def from_earlier(self, today: date) -> TaskInstanceQuerySet:
        return self.pending().filter(scheduled_date__lt=today)


class TaskInstance(models.Model):
    """One occurrence of a series.

    `recurrence_id` is the day from the rule and never changes; `recurrence_time` is its time if
    the series has several times a day, and otherwise null. `scheduled_date` and
    `scheduled_time` are the current slot, which every view and calendar uses.
    Title, notes, duration and domain are those of the task unless the instance overrides them.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        COMPLETED = "completed"
        SKIPPED = "skipped"

    # Both foreign keys are one composite key to the task in the database, checked once a row.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    task = models.ForeignKey(
        Task, models.CASCADE, related_name="instances", db_constraint=False, db_index=False
    )
    # The previous release writes the column `recurrence_id`; a trigger copies it (migration 0037).
    recurrence_id = models.DateField(db_column="recurrence_day")
    recurrence_time = models.TimeField(null=True, blank=True, editable=False)
    scheduled_date = models.DateField()
    scheduled_time = models.TimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    placed_by = models.CharField(
        max_length=6,
        choices=Task.PlacedBy,
        default=Task.PlacedBy.PERSON,
        db_default=Task.PlacedBy.PERSON,
        help_text=_("Who chose the time: the person or their rule, or an accepted plan."),
    )
    moved = models.BooleanField(default=False, db_default=False, editable=False)
    status = models.CharField(
        max_length=9, choices=Status, default=Status.PENDING, db_default=Status.PENDING
    )
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Days with this instant are in the trash. Their rows stay, so that they are not made again.
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    own_title = models.TextField(null=True, blank=True)
    own_description = models.TextField(null=True, blank=True)
    own_duration = models.IntegerField(null=True, blank=True)
    own_domain = models.ForeignKey(
        Domain,
        models.RESTRICT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    version = models.IntegerField(default=1, db_default=1, editable=False)

    objects = TaskInstanceQuerySet.as_manager()

    class Meta:
        constraints = [
            # One row per occurrence, even with two workers, two clusters or a repeated job.
            models.UniqueConstraint(
                fields=["task", "recurrence_id", "recurrence_time"],
                name="instance_of_a_time_is_one_row",
                nulls_distinct=False,
            ),
            check_constraint(
                "instance_status_is_known",
                Q(status__in=["pending", "completed", "skipped"]),
                _("An instance is pending, completed or skipped."),
            ),
            check_constraint(
                "instance_is_placed_by_person_or_plan",
                Q(placed_by__in=["person", "plan"]),
                PLACED_BY_MESSAGE,
            ),
            check_constraint(
                "instance_days_are_of_our_time",
                is_supported_day("recurrence_id") & is_supported_day("scheduled_date"),
                UNSUPPORTED_DAY_MESSAGE,
            ),
            check_constraint(
                "instance_completed_iff_completed_at",
                Q(status="completed", completed_at__isnull=False)
                | (~Q(status="completed") & Q(completed_at=None)),
                _("An instance has a completion time exactly if it is completed."),
            ),
            check_constraint(
                "instance_starts_at_iff_it_has_a_time",
                Q(scheduled_time=None, starts_at=None)
                | Q(scheduled_time__isnull=False, starts_at__isnull=False),
                _("An instance has an instant exactly if it has a time of day."),
            ),
            check_constraint(
                "instance_title_is_plain_text",
                Q(own_title=None)
                | Q(own_title__regex=TITLE_PATTERN, own_title__length__lte=TITLE_LENGTH),
                TITLE_MESSAGE,
            ),
            check_constraint(
                "instance_description_fits",
                Q(own_description=None) | Q(own_description__length__lte=DESCRIPTION_LENGTH),
                NOTES_MESSAGE,
            ),
            check_constraint(
                "instance_takes_a_minute_to_a_day",
                Q(own_duration=None) | Q(own_duration__range=(1, 24 * 60)),
                _("A task takes between 1 minute and 1 day."),
            ),
        ]
        indexes = [
            # Today, week, calendar, "from earlier", retention: a user's instances by day.
            models.Index(fields=["user", "scheduled_date"], name="instance_by_day"),
            # Retention: old, finished instances. Excludes pending rows, which are nearly all.
            models.Index(
                fields=["scheduled_date", "user"],
                condition=~Q(status="pending"),
                name="instance_done_by_day",
            ),
            # The trash of a user, and what retention deletes permanently.
            models.Index(
                fields=["user", "deleted_at"],
                condition=Q(deleted_at__isnull=False),
                name="instance_in_the_trash",
            ),
        ]

    def __str__(self) -> str:
        return f"instance {self.recurrence_id} of task {self.task_id}"

    @property
    def key(self) -> Key:
        return self.recurrence_id, self.recurrence_time

    @property
    def deadline_date(self) -> date | None:
        """The deadline, some days after its day in the rule; load `task__series` before."""
        task = self.task
        return task.series.deadline_of(self.recurrence_id) if task.repeats else None
