"""How one person likes their days: zone, hours, looks."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from core.constraints import check_constraint
from core.zones import known_zones

MINUTES_A_DAY = 24 * 60
NINE_TO_FIVE = [[9 * 60, 17 * 60]]


def default_working_hours() -> list[list[list[int]]]:
    """Monday to Friday, nine to five."""
    return [*[NINE_TO_FIVE] * 5, [], []]


def validate_time_zone(name: str) -> None:
    if name and name not in known_zones():
        raise ValidationError(f"“{name}” is not a time zone. Try one like Europe/Berlin.")


def validate_working_hours(days: Any) -> None:
    """Seven lists, Monday first, of [start, end] in minutes from midnight.

    A range may end after midnight (end > 1440); ranges of a day stand in order and apart.
    """
    if not isinstance(days, list) or len(days) != 7:
        raise ValidationError("Working hours need seven days, Monday first.")
    for day in days:
        _validate_day(day)


def _validate_day(ranges: Any) -> None:
    previous_end = 0
    for item in ranges if isinstance(ranges, list) else [None]:
        if not (isinstance(item, list) and len(item) == 2 and all(type(n) is int for n in item)):
            raise ValidationError("Working hours are ranges such as 9:00 to 17:00.")
        start, end = item
        if not (previous_end <= start < MINUTES_A_DAY and start < end <= start + MINUTES_A_DAY):
            raise ValidationError("Working hours of one day may not overlap or run backwards.")
        previous_end = end


class Preferences(models.Model):
    """One row per person, born with them by a database trigger."""

    class Theme(models.TextChoices):
        SYSTEM = "system"
        LIGHT = "light"
        DARK = "dark"

    class Language(models.TextChoices):
        ENGLISH = "en"

    class Weekday(models.IntegerChoices):
        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    class Retention(models.IntegerChoices):
        ONE_DAY = 1
        THREE_DAYS = 3
        A_WEEK = 7

    class EnergyCurve(models.TextChoices):
        EVEN = "even", "The same all day"
        MORNING = "morning", "Best in the morning"
        EVENING = "evening", "Best in the evening"

    class Percentile(models.IntegerChoices):
        HALF = 50, "As long as usual"
        MOST = 80, "Long enough four times out of five"

    user = models.OneToOneField("core.User", models.CASCADE, primary_key=True)
    time_zone = models.CharField(
        max_length=64, default="UTC", db_default="UTC", validators=[validate_time_zone]
    )
    secondary_zone = models.CharField(
        max_length=64, blank=True, default="", db_default="", validators=[validate_time_zone]
    )
    week_start = models.PositiveSmallIntegerField(
        choices=Weekday, default=Weekday.MONDAY, db_default=0
    )
    day_start_hour = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="Work done before this hour still counts as the day before.",
    )
    twelve_hour_clock = models.BooleanField(default=False, db_default=False)
    working_hours = models.JSONField(
        default=default_working_hours,
        db_default=Value(default_working_hours(), models.JSONField()),
        validators=[validate_working_hours],
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        default=5,
        db_default=5,
        help_text="What the planner leaves between neighbours.",
    )
    planning_days = models.PositiveSmallIntegerField(
        default=7,
        db_default=7,
        help_text="How far ahead the planner looks.",
    )
    energy_curve = models.CharField(
        max_length=7,
        choices=EnergyCurve,
        default=EnergyCurve.EVEN,
        db_default="even",
        help_text="When thinking comes easily: the planner puts brainstorms there.",
    )
    plan_percentile = models.PositiveSmallIntegerField(
        choices=Percentile,
        null=True,
        blank=True,
        help_text="Plan with how long things took, at this percentile, instead of estimates.",
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM, db_default="system")
    completed_days = models.PositiveSmallIntegerField(
        choices=Retention,
        default=Retention.THREE_DAYS,
        db_default=3,
        help_text="How long completed tasks stay in the list.",
    )
    hour_height = models.PositiveSmallIntegerField(default=60, db_default=60)
    single_key_shortcuts = models.BooleanField(
        default=True,
        db_default=True,
        help_text="Whether a letter, digit or sign alone is a shortcut (WCAG 2.1.4).",
    )
    language = models.CharField(
        max_length=8, choices=Language, default=Language.ENGLISH, db_default="en"
    )
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            check_constraint(
                "preferences_week_starts_on_a_weekday",
                Q(week_start__lte=6),
                "A week starts on one of seven days.",
            ),
            check_constraint(
                "preferences_day_starts_at_an_hour",
                Q(day_start_hour__lte=23),
                "A day starts at an hour from 0 to 23.",
            ),
            check_constraint(
                "preferences_buffer_is_at_most_two_hours",
                Q(buffer_minutes__lte=120),
                "The buffer is at most 120 minutes.",
            ),
            check_constraint(
                "preferences_plan_one_to_sixty_days",
                Q(planning_days__range=(1, 60)),
                "The planner looks 1 to 60 days ahead.",
            ),
            check_constraint(
                "preferences_energy_curve_is_known",
                Q(energy_curve__in=("even", "morning", "evening")),
                "Energy is even, or best in the morning or in the evening.",
            ),
            check_constraint(
                "preferences_percentile_is_50_or_80",
                Q(plan_percentile=None) | Q(plan_percentile__in=(50, 80)),
                "Plan at percentile 50 or 80, or with your estimates.",
            ),
            check_constraint(
                "preferences_completed_stay_1_3_or_7_days",
                Q(completed_days__in=(1, 3, 7)),
                "Completed tasks stay for 1, 3 or 7 days.",
            ),
            check_constraint(
                "preferences_hour_height_30_to_120",
                Q(hour_height__range=(30, 120)),
                "An hour is 30 to 120 pixels high.",
            ),
            check_constraint(
                "preferences_theme_is_known",
                Q(theme__in=("system", "light", "dark")),
                "The theme is system, light or dark.",
            ),
            check_constraint(
                "preferences_language_is_known",
                Q(language__in=("en",)),
                "The language is English (en), so far.",
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of user {self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """The zone of this person's clocks. Raises `ZoneInfoNotFoundError` for a name gone bad."""
        return ZoneInfo(self.time_zone)
