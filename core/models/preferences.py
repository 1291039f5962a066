"""Preferences of a user: time zone, hours, appearance."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.constraints import check_constraint
from core.email_addresses import validate_addresses
from core.wallclock import LocalClock
from core.zones import known_zones

MINUTES_A_DAY = 24 * 60
NINE_TO_FIVE = [[9 * 60, 17 * 60]]
MIN_HOUR_HEIGHT, MAX_HOUR_HEIGHT = 30, 120  # pixels


def default_working_hours() -> list[list[list[int]]]:
    """Return Monday to Friday, nine to five."""
    return [*[NINE_TO_FIVE] * 5, [], []]


def validate_time_zone(name: str) -> None:
    if name and name not in known_zones():
        text = gettext("“%(name)s” is not a time zone. Use one like Europe/Berlin.")
        raise ValidationError(text % {"name": name})


def validate_working_hours(days: Any) -> None:
    """Check seven sorted lists of [start, end] in minutes; a range may end after midnight."""
    if not isinstance(days, list) or len(days) != 7:
        raise ValidationError(gettext("Working hours need seven days, Monday first."))
    for day in days:
        _validate_day(day)


def _validate_day(ranges: Any) -> None:
    previous_end = 0
    for item in ranges if isinstance(ranges, list) else [None]:
        if not (isinstance(item, list) and len(item) == 2 and all(type(n) is int for n in item)):
            raise ValidationError(gettext("Enter working hours as ranges such as 9:00 to 17:00."))
        start, end = item
        if not (previous_end <= start < MINUTES_A_DAY and start < end <= start + MINUTES_A_DAY):
            raise ValidationError(
                gettext("Working hours of a day must not overlap, and must end after they start.")
            )
        previous_end = end


class Preferences(models.Model):
    """The preferences of a user, created with them by a database trigger."""

    class Theme(models.TextChoices):
        SYSTEM = "system"
        LIGHT = "light"
        DARK = "dark"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        GERMAN = "de", "Deutsch"

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
        EVEN = "even", _("The same all day")
        MORNING = "morning", _("Best in the morning")
        EVENING = "evening", _("Best in the evening")

    class Percentile(models.IntegerChoices):
        HALF = 50, _("As long as usual")
        MOST = 80, _("Long enough four times out of five")

    class DueWhenScheduled(models.TextChoices):
        AUTO = "auto", _("For Apple devices and todoman")
        ALWAYS = "always", _("For every program")
        NEVER = "never", _("Never")

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
        help_text=_("Work done before this hour still counts as the day before."),
    )
    twelve_hour_clock = models.BooleanField(default=False, db_default=False)
    month_first = models.BooleanField(
        default=False, db_default=False, help_text=_("12/1 is 1 December instead of 12 January.")
    )
    working_hours = models.JSONField(
        default=default_working_hours,
        db_default=Value(default_working_hours(), models.JSONField()),
        validators=[validate_working_hours],
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        default=5, db_default=5, help_text=_("Buffer between blocks.")
    )
    planning_days = models.PositiveSmallIntegerField(
        default=7, db_default=7, help_text=_("How far ahead the planner looks.")
    )
    energy_curve = models.CharField(
        max_length=7,
        choices=EnergyCurve,
        default=EnergyCurve.EVEN,
        db_default="even",
        help_text=_("When you think best; the planner schedules brainstorms then."),
    )
    plan_percentile = models.PositiveSmallIntegerField(
        choices=Percentile,
        null=True,
        blank=True,
        help_text=_("Plan with past durations at this percentile instead of your estimates."),
    )
    lunch_begin = models.PositiveSmallIntegerField(
        default=690, db_default=690, help_text=_("Earliest start of lunch, minutes from midnight.")
    )
    lunch_end = models.PositiveSmallIntegerField(
        default=840, db_default=840, help_text=_("Latest end of lunch, minutes from midnight.")
    )
    lunch_minutes = models.PositiveSmallIntegerField(
        default=45, db_default=45, help_text=_("Length of lunch; 0 plans no lunch.")
    )
    break_after = models.PositiveSmallIntegerField(
        default=120,
        db_default=120,
        help_text=_("Minutes of work before a break; 0 plans no breaks."),
    )
    break_minutes = models.PositiveSmallIntegerField(
        default=15, db_default=15, help_text=_("Length of a break.")
    )
    plan_share = models.PositiveSmallIntegerField(
        default=80,
        db_default=80,
        help_text=_("Percentage of the free time of a day that the planner fills."),
    )
    split_above = models.PositiveSmallIntegerField(
        default=90,
        db_default=90,
        help_text=_("Longer tasks may be split, in minutes; 0 splits only tasks that allow it."),
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM, db_default="system")
    completed_days = models.PositiveSmallIntegerField(
        choices=Retention,
        default=Retention.THREE_DAYS,
        db_default=3,
        help_text=_("How long completed tasks stay in the list."),
    )
    hour_height = models.PositiveSmallIntegerField(default=60, db_default=60)
    single_key_shortcuts = models.BooleanField(
        default=True,
        db_default=True,
        help_text=_("Single letters, digits and signs work as shortcuts (WCAG 2.1.4)."),
    )
    language = models.CharField(
        max_length=8, choices=Language, default=Language.ENGLISH, db_default="en"
    )
    due_when_scheduled = models.CharField(
        max_length=6, choices=DueWhenScheduled, default=DueWhenScheduled.AUTO, db_default="auto"
    )
    other_addresses = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        validators=[validate_addresses],
    )
    # A domain of the user, by a foreign key in the database: this app knows no domains.
    default_domain = models.BigIntegerField(
        null=True,
        blank=True,
        help_text=_("The domain of tasks that name none; empty: the first one."),
    )
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            check_constraint(
                "preferences_week_starts_on_a_weekday",
                Q(week_start__lte=6),
                _("The week must start on one of the seven days."),
            ),
            check_constraint(
                "preferences_day_starts_at_an_hour",
                Q(day_start_hour__lte=23),
                _("The day must start at an hour from 0 to 23."),
            ),
            check_constraint(
                "preferences_buffer_is_at_most_two_hours",
                Q(buffer_minutes__lte=120),
                _("The buffer can be at most 120 minutes."),
            ),
            check_constraint(
                "preferences_plan_one_to_sixty_days",
                Q(planning_days__range=(1, 60)),
                _("The planner can look 1 to 60 days ahead."),
            ),
            check_constraint(
                "preferences_energy_curve_is_known",
                Q(energy_curve__in=("even", "morning", "evening")),
                _("Energy must be even, or best in the morning or evening."),
            ),
            check_constraint(
                "preferences_percentile_is_50_or_80",
                Q(plan_percentile=None) | Q(plan_percentile__in=(50, 80)),
                _("Plan with percentile 50 or 80, or with your estimates."),
            ),
            check_constraint(
                "preferences_lunch_fits_its_window",
                Q(lunch_minutes__range=(0, F("lunch_end") - F("lunch_begin")), lunch_end__lte=1440),
                _("Lunch must fit between its earliest start and its latest end."),
            ),
            check_constraint(
                "preferences_lunch_is_none_or_15_to_120",
                Q(lunch_minutes=0) | Q(lunch_minutes__range=(15, 120)),
                _("Lunch takes 15 to 120 minutes, or 0 for no lunch."),
            ),
            check_constraint(
                "preferences_break_after_30_to_480",
                Q(break_after=0) | Q(break_after__range=(30, 480)),
                _("A break can come after 30 to 480 minutes of work, or 0 for no breaks."),
            ),
            check_constraint(
                "preferences_break_takes_5_to_60",
                Q(break_minutes__range=(5, 60)),
                _("A break takes 5 to 60 minutes."),
            ),
            check_constraint(
                "preferences_share_is_10_to_100",
                Q(plan_share__range=(10, 100)),
                _("The planner can fill 10 to 100 percent of your free time."),
            ),
            check_constraint(
                "preferences_split_above_an_hour",
                Q(split_above=0) | Q(split_above__range=(60, 1440)),
                _("Tasks can be split above 60 to 1440 minutes, or 0 for never."),
            ),
            check_constraint(
                "preferences_completed_stay_1_3_or_7_days",
                Q(completed_days__in=(1, 3, 7)),
                _("Completed tasks can stay for 1, 3 or 7 days."),
            ),
            check_constraint(
                "preferences_hour_height_30_to_120",
                Q(hour_height__range=(MIN_HOUR_HEIGHT, MAX_HOUR_HEIGHT)),
                _("An hour can be 30 to 120 pixels high."),
            ),
            check_constraint(
                "preferences_theme_is_known",
                Q(theme__in=("system", "light", "dark")),
                _("The theme must be system, light or dark."),
            ),
            check_constraint(
                "preferences_language_is_known",
                Q(language__in=("en", "de")),
                _("The language must be English (en) or German (de)."),
            ),
            check_constraint(
                "preferences_due_when_scheduled_is_known",
                Q(due_when_scheduled__in=("auto", "always", "never")),
                _("Due dates for scheduled tasks must be auto, always or never."),
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of user {self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone. Raises `ZoneInfoNotFoundError` for a name no longer known."""
        return ZoneInfo(self.time_zone)

    @property
    def local_clock(self) -> LocalClock:
        return LocalClock(self.zone, self.day_start_hour)
