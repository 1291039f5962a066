"""Preferences, in the groups that are saved together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Preferences
from core.models.preferences import MAX_HOUR_HEIGHT, MIN_HOUR_HEIGHT
from tasks.forms.action_form import ActionForm
from tasks.forms.zones import ZoneField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOURS = [(0, _("Midnight")), *((hour, f"{hour}:00") for hour in range(1, 24))]
CLOCKS = [(False, _("24-hour (14:05)")), (True, _("12-hour (2:05 pm)"))]
DAY_ORDERS = [(False, _("Day first (31/12)")), (True, _("Month first (12/31)"))]
COMPLETED_DAYS = [(1, _("1 day")), (3, _("3 days")), (7, _("7 days"))]


def _choice_field(choices: Any, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, **options)


def integer_field(
    minimum: int, maximum: int, sentence: StrOrPromise, **options: Any
) -> forms.IntegerField:
    kinds = ("required", "invalid", "min_value", "max_value")
    errors = dict.fromkeys(kinds, sentence)
    return forms.IntegerField(
        min_value=minimum, max_value=maximum, error_messages=errors, **options
    )


class ZoneForm(ActionForm):
    template_name = "tasks/settings/zone.html"

    time_zone = ZoneField(label=_("Time zone"))


class ZonesForm(ZoneForm):
    secondary_zone = ZoneField(
        label=_("Second time zone"),
        help_text=_("Adds a second column of times to the calendar."),
        required=False,
    )


class WeekForm(ActionForm):
    week_start = _choice_field(Preferences.Weekday.choices, label=_("Week starts on"))
    day_start_hour = _choice_field(
        HOURS,
        label=_("Day starts at"),
        help_text=_("Anything you do before this hour counts as the previous day."),
    )
    twelve_hour_clock = forms.TypedChoiceField(
        choices=CLOCKS, coerce=lambda value: value == "True", label=_("Clock")
    )
    month_first = forms.TypedChoiceField(
        choices=DAY_ORDERS, coerce=lambda value: value == "True", label=_("Dates")
    )


class PlannerForm(ActionForm):
    buffer_minutes = integer_field(
        0,
        120,
        _("Choose 0 to 120 minutes."),
        label=_("Buffer between blocks"),
        help_text=_("Minutes that the planner leaves free between two blocks."),
    )
    planning_days = integer_field(
        1,
        60,
        _("Choose 1 to 60 days."),
        label=_("Days to plan ahead"),
        help_text=_("How many days ahead the planner schedules tasks."),
    )
    energy_curve = forms.ChoiceField(
        choices=Preferences.EnergyCurve.choices,
        label=_("Energy"),
        help_text=_(
            "The planner puts brainstorming where your energy is high, "
            "and autopilot tasks where it is low."
        ),
    )
    plan_percentile = _choice_field(
        [("", _("As I estimate")), *Preferences.Percentile.choices],
        required=False,
        label=_("Time for tasks"),
        help_text=_(
            "Learned from the tasks you complete. "
            "Until there are enough of them, the planner uses your estimates."
        ),
    )


class CompletedForm(ActionForm):
    completed_days = _choice_field(
        COMPLETED_DAYS,
        label=_("Show completed tasks for"),
        help_text=_("After that they leave the list. Insights still count them."),
    )


class LanguageForm(ActionForm):
    language = forms.ChoiceField(
        choices=Preferences.Language.choices,
        label=_("Language"),
        help_text=_(
            "Quick add and the fields for dates read this language, and always English. "
            "The pages are in English so far."
        ),
    )


class ThemeForm(ActionForm):
    template_name = "tasks/settings/theme.html"

    theme = forms.ChoiceField(
        choices=[("system", _("System")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
        label=_("Theme"),
    )


class HourHeightForm(ActionForm):
    template_name = "tasks/settings/hour_height.html"

    hour_height = integer_field(
        MIN_HOUR_HEIGHT,
        MAX_HOUR_HEIGHT,
        _("Choose a height from 30 to 120 pixels."),
        widget=forms.NumberInput(attrs={"type": "range", "step": 5}),
        label=_("Hour height"),
        help_text=_("Lower shows more of the day; higher shows more of each hour."),
    )


class KeyboardForm(ActionForm):
    single_key_shortcuts = forms.BooleanField(
        required=False,
        label=_("Single-key shortcuts"),
        help_text=_(
            "For example, C completes a task. Turn them off if you use dictation "
            "or often press keys by accident. Shortcuts with Ctrl or ⌘ always work."
        ),
    )
