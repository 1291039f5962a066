"""Preferences, in the groups that are saved together."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import Preferences
from tasks.forms.action_form import ActionForm
from tasks.forms.zones import ZoneField

HOURS = [(0, "Midnight"), *((hour, f"{hour}:00") for hour in range(1, 24))]
CLOCKS = [(False, "24 hours, 14:05"), (True, "12 hours, 2:05 pm")]
STAY = [(1, "1 day"), (3, "3 days"), (7, "7 days")]
LOW, HIGH = 30, 120  # pixels an hour


def _chosen(choices: Any, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, **more)


def _whole(least: int, most: int, sentence: str, **more: Any) -> forms.IntegerField:
    kinds = ("required", "invalid", "min_value", "max_value")
    errors = dict.fromkeys(kinds, sentence)
    return forms.IntegerField(min_value=least, max_value=most, error_messages=errors, **more)


class ZoneForm(ActionForm):
    template_name = "tasks/settings/zone.html"

    time_zone = ZoneField(label="Time zone")


class ZonesForm(ZoneForm):
    secondary_zone = ZoneField(
        label="Second time zone",
        help_text="A second ruler beside the calendar, for the people far away.",
        required=False,
    )


class WeekForm(ActionForm):
    week_start = _chosen(Preferences.Weekday.choices, label="Week starts on")
    day_start_hour = _chosen(
        HOURS,
        label="Day starts at",
        help_text="What you do before this hour still counts as the day before.",
    )
    twelve_hour_clock = forms.TypedChoiceField(
        choices=CLOCKS, coerce=lambda value: value == "True", label="Clock"
    )


class PlannerForm(ActionForm):
    buffer_minutes = _whole(
        0,
        120,
        "Choose 0 to 120 minutes.",
        label="Minutes between neighbours",
        help_text="Room to breathe that the planner leaves between two blocks.",
    )
    planning_days = _whole(
        1, 60, "Choose 1 to 60 days.", label="Days ahead", help_text="How far the planner looks."
    )
    energy_curve = forms.ChoiceField(
        choices=Preferences.EnergyCurve.choices,
        label="Energy",
        help_text="Brainstorms are planned where thinking comes easily, autopilot tasks elsewhere.",
    )
    plan_percentile = _chosen(
        [("", "As I estimate"), *Preferences.Percentile.choices],
        required=False,
        label="How long tasks take",
        help_text="Learned from what you complete; until there is enough of it, your estimate.",
    )


class CompletedForm(ActionForm):
    completed_days = _chosen(
        STAY,
        label="Completed tasks stay for",
        help_text="Then they leave the list. Insights remember them always.",
    )


class ThemeForm(ActionForm):
    template_name = "tasks/settings/theme.html"

    theme = forms.ChoiceField(
        choices=[("system", "As the system"), ("light", "Light"), ("dark", "Dark")],
        widget=forms.RadioSelect,
        label="Theme",
    )


class HourHeightForm(ActionForm):
    template_name = "tasks/settings/hour_height.html"

    hour_height = _whole(
        LOW,
        HIGH,
        "An hour is 30 to 120 pixels high.",
        widget=forms.NumberInput(attrs={"type": "range", "step": 5}),
        label="Height of an hour",
        help_text="Low shows more of the day, high shows more of each hour.",
    )


class KeyboardForm(ActionForm):
    single_key_shortcuts = forms.BooleanField(
        required=False,
        label="Shortcuts of a single key",
        help_text="Such as C to complete. Off, for dictation or for keys pressed by accident; "
        "shortcuts with Ctrl or ⌘ always work.",
    )
