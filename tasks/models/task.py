"""Tasks and their subtasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from tasks.constants import DESCRIPTION_LENGTH, TITLE_LENGTH
from tasks.models.domain import Domain
from tasks.models.label import Label, TaskLabel
from tasks.models.rules import (
    EMPTY_RANGE_PATTERN,
    IDEAL_TIME_MESSAGE,
    IDEAL_TIME_PATTERN,
    NOTES_MESSAGE,
    PLACED_BY_MESSAGE,
    TITLE_MESSAGE,
    TITLE_PATTERN,
    UNSUPPORTED_DAY_MESSAGE,
    is_supported_day,
)
from tasks.models.task_queries import TaskQuerySet

if TYPE_CHECKING:
    from tasks.models.series import Series

__all__ = ["Task", "TaskQuerySet"]


class Task(models.Model):
    """Something to do. A task with a series is the template of its instances."""

    series: Series

    class Status(models.TextChoices):
        PENDING = "pending"
        COMPLETED = "completed"
        ARCHIVED = "archived"

    class Impact(models.IntegerChoices):
        HIGH = 1
        MID = 2
        LOW = 3
        MIN = 4

    class Clarity(models.TextChoices):
        AUTOPILOT = "autopilot"
        NORMAL = "normal"
        BRAINSTORM = "brainstorm"

    class PlacedBy(models.TextChoices):
        PERSON = "person"
        PLAN = "plan"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tasks", db_index=False
    )
    domain = models.ForeignKey(
        Domain, models.RESTRICT, related_name="tasks", null=True, blank=True, db_constraint=False
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, related_name="subtasks", null=True, blank=True, db_constraint=False
    )
    title = models.TextField()
    description = models.TextField(blank=True, default="")
    impact = models.PositiveSmallIntegerField(choices=Impact, default=Impact.MIN)
    clarity = models.TextField(choices=Clarity, default=Clarity.NORMAL)
    duration = models.IntegerField(null=True, blank=True, help_text=_("Minutes."))
    scheduled_date = models.DateField(null=True, blank=True)
    scheduled_time = models.TimeField(null=True, blank=True)
    placed_by = models.CharField(
        max_length=6,
        choices=PlacedBy,
        default=PlacedBy.PERSON,
        db_default=PlacedBy.PERSON,
        help_text=_("Who chose the time: the person, so that it stays, or an accepted plan."),
    )
    day_chosen = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Whether the person chose the scheduled date, so that plans keep it."),
    )
    deadline_date = models.DateField(null=True, blank=True)
    deadline_time = models.TimeField(null=True, blank=True)
    deadline_hard = models.BooleanField(
        default=True,
        db_default=True,
        help_text=_("Whether the planner must meet the deadline. It may miss a soft one."),
    )
    earliest_start = models.DateField(null=True, blank=True)
    reminder = models.IntegerField(null=True, blank=True, help_text=_("Minutes before the start."))
    pinned = models.BooleanField(default=False, help_text=_("The planner leaves it where it is."))
    chunk_min = models.IntegerField(
        null=True, blank=True, help_text=_("The shortest piece, in minutes.")
    )
    chunk_max = models.IntegerField(
        null=True, blank=True, help_text=_("The longest piece, in minutes.")
    )
    ideal_time = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text=_("Morning, midday, afternoon, evening, or a range such as 09:00-11:30."),
    )
    # The pieces of a task that is split: [{"date", "time", "minutes"}] in order of time, the first
    # at the scheduled date and time. Empty when the task is done in one piece. In a task placed by
    # a plan, {"by": "person"} marks the pieces that the person moved.
    chunks = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), editable=False
    )
    position = models.FloatField(default=0)
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    archived_from = models.CharField(max_length=9, choices=Status, default="", editable=False)
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Archived tasks with this instant are in the trash, which deletes them permanently in time.
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=20, default="", editable=False)
    external_id = models.CharField(max_length=200, default="", editable=False)
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    labels = models.ManyToManyField(Label, through=TaskLabel, related_name="tasks", blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            # The target of composite foreign keys, so that a row and its parent, domain or instance
            # belong to the same user. It also lists a user's tasks.
            models.UniqueConstraint(fields=["user", "id"], name="task_of_user"),
            models.UniqueConstraint(
                fields=["user", "source", "external_id"],
                condition=~Q(external_id=""),
                name="task_is_imported_once",
                violation_error_message=_("This task has already been imported."),
            ),
            check_constraint(
                "task_title_is_plain_text",
                Q(title__regex=TITLE_PATTERN, title__length__lte=TITLE_LENGTH),
                TITLE_MESSAGE,
            ),
            check_constraint(
                "task_description_fits",
                Q(description__length__lte=DESCRIPTION_LENGTH),
                NOTES_MESSAGE,
            ),
            check_constraint(
                "task_impact_is_1_to_4", Q(impact__range=(1, 4)), _("Impact is 1 to 4.")
            ),
            check_constraint(
                "task_clarity_is_known",
                Q(clarity__in=["autopilot", "normal", "brainstorm"]),
                _("Clarity is autopilot, normal or brainstorm."),
            ),
            check_constraint(
                "task_takes_a_minute_to_a_day",
                Q(duration=None) | Q(duration__range=(1, 24 * 60)),
                _("A task takes between 1 minute and 1 day."),
            ),
            check_constraint(
                "task_time_needs_a_date",
                Q(scheduled_time=None) | Q(scheduled_date__isnull=False),
                _("Pick a day before a time."),
            ),
            check_constraint(
                "task_is_placed_by_person_or_plan",
                Q(placed_by__in=["person", "plan"]),
                PLACED_BY_MESSAGE,
            ),
            check_constraint(
                "task_chosen_day_needs_a_date",
                Q(day_chosen=False) | Q(scheduled_date__isnull=False),
                _("Pick a day before you keep it."),
            ),
            check_constraint(
                "task_days_are_of_our_time",
                is_supported_day("scheduled_date")
                & is_supported_day("deadline_date")
                & is_supported_day("earliest_start"),
                UNSUPPORTED_DAY_MESSAGE,
            ),
            check_constraint(
                "task_chunks_have_a_time",
                Q(chunks=[]) | Q(scheduled_time__isnull=False),
                _("A task in several pieces needs a time."),
            ),
            check_constraint(
                "task_chunks_are_minutes",
                Q(chunk_min=None, chunk_max=None)
                | Q(chunk_min__range=(5, 24 * 60), chunk_min__isnull=False, chunk_max=None)
                | Q(
                    chunk_min__isnull=False,
                    chunk_max__isnull=False,
                    chunk_min__range=(5, F("chunk_max")),
                    chunk_max__lte=24 * 60,
                ),
                _(
                    "A piece takes at least 5 minutes, and the longest piece can't be shorter than"
                    " the shortest."
                ),
            ),
            check_constraint(
                "task_ideal_time_is_a_part_of_the_day",
                Q(ideal_time__regex=IDEAL_TIME_PATTERN) & ~Q(ideal_time__regex=EMPTY_RANGE_PATTERN),
                IDEAL_TIME_MESSAGE,
            ),
            check_constraint(
                "task_deadline_time_needs_a_date",
                Q(deadline_time=None) | Q(deadline_date__isnull=False),
                _("Pick a deadline day before a deadline time."),
            ),
            check_constraint(
                "task_reminds_up_to_four_weeks_before",
                Q(reminder=None) | Q(reminder__range=(0, 4 * 7 * 24 * 60)),
                _("A reminder can come at most 4 weeks before the start."),
            ),
            check_constraint(
                "task_status_is_known",
                Q(status__in=["pending", "completed", "archived"]),
                _("A task is pending, completed or archived."),
            ),
            check_constraint(
                "task_completed_iff_completed_at",
                Q(status="completed", completed_at__isnull=False)
                | (~Q(status="completed") & Q(completed_at=None)),
                _("A task has a completion time exactly if it is completed."),
            ),
            check_constraint(
                "task_archived_iff_archived_from",
                Q(status="archived", archived_from__in=["pending", "completed"])
                | (~Q(status="archived") & Q(archived_from="")),
                _("A task has a former status exactly if it is archived."),
            ),
            check_constraint(
                "task_deleted_is_archived",
                Q(deleted_at=None) | Q(status="archived"),
                _("A task in the trash is archived. Restore it first."),
            ),
            check_constraint(
                "task_is_not_its_own_parent",
                Q(parent=None) | ~Q(parent=F("id")),
                _("A task can't be its own subtask."),
            ),
        ]
        indexes = [
            # Today, week and calendar: what a user has scheduled between two days.
            models.Index(
                fields=["user", "scheduled_date"],
                condition=Q(scheduled_date__isnull=False),
                name="task_by_scheduled_date",
            ),
            # The list: a user's tasks that are not archived, without years of archive.
            models.Index(
                fields=["user", "status"],
                condition=~Q(status="archived"),
                name="task_in_the_list",
            ),
            # The trash of a user, and what retention deletes permanently.
            models.Index(
                fields=["user", "deleted_at"],
                condition=Q(deleted_at__isnull=False),
                name="task_in_the_trash",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_completed(self) -> bool:
        return self.status == self.Status.COMPLETED

    @property
    def repeats(self) -> bool:
        """Whether it has a series; takes a query unless loaded `with_series`."""
        return hasattr(self, "series")
