"""Series: the rule that makes a task repeat."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.models import User
from tasks.constants import MAX_TIMES_A_DAY
from tasks.models.rules import UNSUPPORTED_DAY_MESSAGE, is_supported_day
from tasks.models.task import Task
from tasks.recurrence import Rule

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class DayAndTimeField(models.DateTimeField):  # type: ignore[type-arg]
    """A day of a rule and a time on it: no instant, so it has no zone."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "timestamp"

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(value)  # that of the parent warns about a missing zone


class SeriesQuerySet(models.QuerySet["Series"]):
    """Queries for series. Every query starts with `for_user`."""

    def for_user(self, user: User) -> SeriesQuerySet:
        return self.filter(user=user)

    def behind(self, now: datetime) -> SeriesQuerySet:
        """Series whose instances do not reach their owner's horizon at `now`."""
        return self.filter(due_at__lte=now)


class Series(models.Model):
    """How a task repeats, and how far its instances reach.

    A narrow table beside the task, so that a cycle updates it without rewriting titles.
    """

    class Kind(models.TextChoices):
        CALENDAR = "calendar"
        AFTER_COMPLETION = "after_completion"

    class MissingDays(models.TextChoices):
        SKIP = "skip"
        CLAMP = "clamp"

    task = models.OneToOneField(
        Task, models.CASCADE, primary_key=True, related_name="series", db_constraint=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.CALENDAR)
    rrule = models.TextField(help_text=_("RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,TH."))
    starts_on = models.DateField(help_text=_("DTSTART: a local date."))
    starts_at = models.TimeField(null=True, blank=True, help_text=_("Wall-clock time, if any."))
    summary = models.TextField(default="", editable=False, help_text=_("The rule in words."))
    times = ArrayField(
        models.TimeField(),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("The times of each day, if there are several."),
    )
    missing_days = models.CharField(max_length=5, choices=MissingDays, default=MissingDays.SKIP)
    exdates = ArrayField(models.DateField(), default=list, blank=True)
    rdates = ArrayField(models.DateField(), default=list, blank=True)
    extimes = ArrayField(
        DayAndTimeField(),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Days and times that are left out, if there are several times a day."),
    )
    paused_until = models.DateField(
        null=True, blank=True, help_text=_("The first day after a pause.")
    )
    pauses_when_away = models.BooleanField(
        default=False, db_default=False, help_text=_("Whether it leaves out the days away.")
    )
    deadline_days = models.SmallIntegerField(
        null=True, blank=True, help_text=_("Days from each day to its deadline.")
    )
    version = models.IntegerField(default=1, db_default=1, editable=False)
    # The high-water mark: instances up to and including this day have been made, once. Retention
    # may have removed some since; they are never made again.
    materialized_until = models.DateField(default=date.min, editable=False)
    # When the mark will be behind: the instant its owner's next day starts. Null: nothing to come
    # (the task is not pending, the rule has ended, or the next instance waits for a completion).
    due_at = models.DateTimeField(null=True, default=timezone.now, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            check_constraint(
                "series_has_a_rule", ~Q(rrule=""), _("A repeating task needs a rule.")
            ),
            check_constraint(
                "series_pause_is_of_our_time",
                is_supported_day("paused_until"),
                UNSUPPORTED_DAY_MESSAGE,
            ),
            check_constraint(
                "series_deadline_is_within_a_year",
                Q(deadline_days=None) | Q(deadline_days__range=(0, 366)),
                _("The deadline of each day can be 0 to 366 days after it."),
            ),
            check_constraint(
                "series_times_of_a_day_fit",
                Q(times__len__lte=MAX_TIMES_A_DAY),
                _("A task can repeat up to 24 times a day."),
            ),
            check_constraint(
                "series_rule_fits",
                Q(rrule__length__lte=500),
                _("A repeat rule can have up to 500 characters."),
            ),
        ]
        indexes = [
            # A cycle: users with series that are due, in an order that can be resumed.
            models.Index(fields=["due_at", "user"], name="series_due"),
        ]

    def __str__(self) -> str:
        return f"series of task {self.task_id}"

    def deadline_of(self, day: date) -> date | None:
        """Return the deadline of an instance, by its day in the rule."""
        return None if self.deadline_days is None else day + timedelta(days=self.deadline_days)

    @property
    def rule(self) -> Rule:
        return Rule(
            rrule=self.rrule,
            starts_on=self.starts_on,
            starts_at=self.starts_at,
            exdates=tuple(self.exdates),
            rdates=tuple(self.rdates),
            missing_days=self.missing_days,  # type: ignore[arg-type]
            kind=self.kind,  # type: ignore[arg-type]
            times=tuple(self.times),
            extimes=tuple(self.extimes),
        )
