"""Working hours: the time ranges of the seven weekdays, typed as times."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, zip_longest
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_time
from django.utils.translation import gettext_lazy as _

from core.models import Preferences
from tasks.forms.action_form import ActionForm

Pair = tuple[str, str]  # as typed: ("9:00", "17:00")
Range = list[int]  # minutes from midnight, the end of a night shift past 1440

DAY_MINUTES = 24 * 60
DAY = "day"
COPY = "copy_monday"  # the button that copies Monday's hours to all weekdays and saves
Weekday = Preferences.Weekday


class RangesInput(forms.Widget):
    """A pair of time inputs for each range, and an empty pair to add one."""

    template_name = "tasks/settings/ranges.html"
    use_fieldset = True

    def __init__(self, day: str) -> None:
        super().__init__()
        self.day = day

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        wrong = "aria-invalid" in (attrs or {})
        return super().get_context(name, value, attrs) | {"day": self.day, "wrong": wrong}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Pair]:
        query = cast(QueryDict, data)
        starts, ends = query.getlist(f"{name}_start"), query.getlist(f"{name}_end")
        return list(zip_longest(starts, ends, fillvalue=""))

    def format_value(self, value: Any) -> list[Pair]:
        return [pair for pair in value or [] if any(pair)]


class RangesField(forms.Field):
    """The ranges of one weekday, in order. A range that ends before it starts ends the next day."""

    def prepare_value(self, value: Any) -> list[Pair]:
        return [
            (format_minutes(start), format_minutes(end)) if isinstance(start, int) else (start, end)
            for start, end in value or []
        ]

    def to_python(self, value: Any) -> list[Range]:
        ranges = sorted(_parse_range(*pair) for pair in value if any(pair))
        for earlier, later in pairwise(ranges):
            if earlier[1] > later[0]:
                names = {"first": _format_range(earlier), "second": _format_range(later)}
                raise ValidationError(_("%(first)s and %(second)s overlap."), params=names)
        return ranges


class WorkingHoursForm(ActionForm):
    """One field per weekday, starting with the first day of the person's week."""

    template_name = "tasks/settings/hours.html"

    def __init__(self, data: QueryDict | None = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        first = initial["week_start"]
        for day in [*Weekday][first:] + [*Weekday][:first]:
            hours = initial["working_hours"][day]
            widget = RangesInput(day.label)
            self.fields[_field_name(day)] = RangesField(
                label=day.label, initial=hours, required=False, widget=widget
            )

    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(DAY)]

    def clean(self) -> dict[str, Any]:
        """Return the week in the format of the preference; copy Monday if the box is ticked."""
        week = [self.cleaned_data.get(_field_name(day), []) for day in Weekday]
        if COPY in self.data:
            week[Weekday.TUESDAY : Weekday.SATURDAY] = [week[Weekday.MONDAY]] * 4
        return {"working_hours": week}


class DomainHoursForm(WorkingHoursForm):
    """The person's working hours, or custom hours for one domain."""

    template_name = "tasks/settings/domain_hours_fields.html"

    own = forms.ChoiceField(
        choices=[("", _("My working hours")), ("own", _("Custom hours"))],
        required=False,
        widget=forms.RadioSelect,
        label=_("Plan its tasks during"),
    )

    def clean(self) -> dict[str, Any]:
        week = super().clean()["working_hours"]
        return {"hours": week if self.cleaned_data.get("own") else None}


def _field_name(day: int) -> str:
    return f"{DAY}{day}"


def _parse_range(start: str, end: str) -> Range:
    if not (start and end):
        raise ValidationError(_("Enter both a start time and an end time."))
    first, last = parse_minutes(start), parse_minutes(end)
    return [first, last if last > first else last + DAY_MINUTES]


def parse_minutes(text: str) -> int:
    try:
        at = parse_time(text.strip())
    except ValueError:
        at = None
    if at is None:
        sentence = _("“%(text)s” is not a time. Enter a time like 9:30.")
        raise ValidationError(sentence, params={"text": text})
    return at.hour * 60 + at.minute


def format_minutes(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _format_range(minutes: Range) -> str:
    return f"{format_minutes(minutes[0])} – {format_minutes(minutes[1])}"
