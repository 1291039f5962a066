"""A humane day: lunch, breaks, how much of the free time to plan, and splitting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tasks.forms.action_form import ActionForm
from tasks.forms.hours import format_minutes, parse_minutes
from tasks.forms.preferences import integer_field

DAY_MINUTES = 24 * 60


class TimeOfDayField(forms.Field):
    """A time of day as minutes from midnight."""

    twelve_hours = False

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    default_error_messages = {"required": _("Enter a time like 11:30.")}

    def prepare_value(self, value: Any) -> Any:
        return format_minutes(value, self.twelve_hours) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        return parse_minutes(value) if value else None


class DayForm(ActionForm):
    lunch_minutes = integer_field(
        0,
        120,
        _("Choose 15 to 120 minutes, or 0 for no lunch."),
        label=_("Lunch"),
        help_text=_("Minutes that stay free around noon. 0 plans no lunch."),
    )
    lunch_begin = TimeOfDayField(label=_("Lunch not before"))
    lunch_end = TimeOfDayField(label=_("Lunch over by"))
    break_after = integer_field(
        0,
        480,
        _("Choose 30 to 480 minutes, or 0 for no breaks."),
        label=_("Break after"),
        help_text=_("Minutes of work before a break. 0 plans no breaks."),
    )
    break_minutes = integer_field(
        5, 60, _("Choose 5 to 60 minutes."), label=_("Length of a break"), help_text=_("Minutes.")
    )
    plan_share = integer_field(
        10,
        100,
        _("Choose 10 to 100 percent."),
        label=_("Share of free time to plan"),
        help_text=_("Percent. The rest stays free for what comes up."),
    )
    split_above = integer_field(
        0,
        DAY_MINUTES,
        _("Choose 60 to 1440 minutes, or 0 for never."),
        label=_("Split tasks longer than"),
        help_text=_("Minutes. Longer tasks may be done in pieces. 0 never splits them."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, TimeOfDayField):
                field.twelve_hours = self.initial.get("twelve_hour_clock", False)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("lunch_end") == 0:
            cleaned["lunch_end"] = DAY_MINUTES  # midnight ends the day
        for field, least in (("lunch_minutes", 15), ("break_after", 30), ("split_above", 60)):
            if 0 < cleaned.get(field, 0) < least:
                sentence = self.fields[field].error_messages["min_value"]
                self.add_error(field, ValidationError(sentence))
        return cleaned
