"""Working hours: the ranges of seven weekdays, typed as times."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, zip_longest
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_time

from core.models import Preferences
from tasks.forms.action_form import ActionForm

Pair = tuple[str, str]  # as typed: ("9:00", "17:00")
Range = list[int]  # minutes from midnight, the end of a night shift past 1440

A_DAY = 24 * 60
DAY = "day"
COPY = "copy_monday"  # the button that does, and saves
Weekday = Preferences.Weekday


class RangesInput(forms.Widget):
    """A pair of times for each range, and an empty one to add."""

    template_name = "tasks/settings/ranges.html"
    use_fieldset = True

    def __init__(self, day: str) -> None:
        super().__init__()
        self.day = day

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        wrong = "aria-invalid" in (attrs or {})
        return super().get_context(name, value, attrs) | {"day": self.day, "wrong": wrong}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Pair]:
        sent = cast(QueryDict, data)
        starts, ends = sent.getlist(f"{name}_start"), sent.getlist(f"{name}_end")
        return list(zip_longest(starts, ends, fillvalue=""))

    def format_value(self, value: Any) -> list[Pair]:
        return [pair for pair in value or [] if any(pair)]


class RangesField(forms.Field):
    """The ranges of one weekday, in order. One that ends before it starts ends the next day."""

    def prepare_value(self, value: Any) -> list[Pair]:
        return [
            (_time(start), _time(end)) if isinstance(start, int) else (start, end)
            for start, end in value or []
        ]

    def to_python(self, value: Any) -> list[Range]:
        ranges = sorted(_range(*pair) for pair in value if any(pair))
        for one, other in pairwise(ranges):
            if one[1] > other[0]:
                raise ValidationError(f"{_words(one)} and {_words(other)} overlap.")
        return ranges


class WorkingHoursForm(ActionForm):
    """One field a weekday, in the order of the person's week."""

    template_name = "tasks/settings/hours.html"

    def __init__(self, data: QueryDict | None = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        first = initial["week_start"]
        for day in [*Weekday][first:] + [*Weekday][:first]:
            hours = initial["working_hours"][day]
            widget = RangesInput(day.label)
            self.fields[_name(day)] = RangesField(
                label=day.label, initial=hours, required=False, widget=widget
            )

    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(DAY)]

    def clean(self) -> dict[str, Any]:
        """The days as the preference holds them; Monday's for all five when that was asked."""
        days = [self.cleaned_data.get(_name(day), []) for day in Weekday]
        if COPY in self.data:
            days[Weekday.TUESDAY : Weekday.SATURDAY] = [days[Weekday.MONDAY]] * 4
        return {"working_hours": days}


class DomainHoursForm(WorkingHoursForm):
    """The person's working hours, or hours of the domain's own."""

    template_name = "tasks/settings/domain_hours_fields.html"

    own = forms.ChoiceField(
        choices=[("", "My working hours"), ("own", "Hours of its own")],
        required=False,
        widget=forms.RadioSelect,
        label="Its tasks are planned in",
    )

    def clean(self) -> dict[str, Any]:
        hours = super().clean()["working_hours"]
        return {"hours": hours if self.cleaned_data.get("own") else None}


def _name(day: int) -> str:
    return f"{DAY}{day}"


def _range(start: str, end: str) -> Range:
    if not (start and end):
        raise ValidationError("Give both times: when it begins and when it ends.")
    first, last = _minutes(start), _minutes(end)
    return [first, last if last > first else last + A_DAY]


def _minutes(text: str) -> int:
    try:
        at = parse_time(text.strip())
    except ValueError:
        at = None
    if at is None:
        raise ValidationError(f"“{text}” is not a time. Write one like 9:30.")
    return at.hour * 60 + at.minute


def _time(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _words(one: Range) -> str:
    return f"{_time(one[0])} – {_time(one[1])}"
