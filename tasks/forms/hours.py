"""Working hours: the time ranges of the seven weekdays, typed as times."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, zip_longest
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.models import Preferences
from tasks.forms.action_form import ActionForm
from tasks.quickadd import Clock, parse_clock

Pair = tuple[str, str]  # as typed: ("9", "5 pm")
Range = list[int]  # minutes from midnight, the end of a night shift past 1440

DAY_MINUTES = 24 * 60
HALF_DAY = DAY_MINUTES // 2
UNDERSTOOD = "de"  # German fields understand English too
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

    def format_value(self, value: Any) -> list[tuple[str, str, bool]]:
        """Return the pairs to show, and whether each ends on the next day."""
        return [(*pair, _is_overnight(*pair)) for pair in value or [] if any(pair)]


class RangesField(forms.Field):
    """The ranges of one weekday, in order. A range that ends before it starts ends the next day."""

    def __init__(self, *, twelve_hours: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.twelve_hours = twelve_hours

    def prepare_value(self, value: Any) -> list[Pair]:
        return [
            (
                (format_minutes(start, self.twelve_hours), format_minutes(end, self.twelve_hours))
                if isinstance(start, int)
                else (start, end)
            )
            for start, end in value or []
        ]

    def to_python(self, value: Any) -> list[Range]:
        ranges = sorted(_parse_range(*pair) for pair in value if any(pair))
        for earlier, later in pairwise(ranges):
            if earlier[1] > later[0]:
                first, second = (_format_range(r, self.twelve_hours) for r in (earlier, later))
                names = {"first": first, "second": second}
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
                label=day.label,
                initial=hours,
                required=False,
                widget=widget,
                twelve_hours=initial.get("twelve_hour_clock", False),
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
    begin, end_clock = _clock(start), _clock(end)
    first, last = begin.minutes, end_clock.minutes
    if end_clock.vague and last < first < last + HALF_DAY:  # "9 to 5"
        last += HALF_DAY
    return [first, last if last > first else last + DAY_MINUTES]


def _is_overnight(start: str, end: str) -> bool:
    try:
        return bool(start and end) and _parse_range(start, end)[1] > DAY_MINUTES
    except ValidationError:
        return False


def _clock(text: str) -> Clock:
    if clock := parse_clock(text.strip(), UNDERSTOOD):
        return clock
    sentence = _("“%(text)s” is not a time. Enter a time like 9:30.")
    raise ValidationError(sentence, params={"text": text})


def parse_minutes(text: str) -> int:
    """Parse a time as quick add does: "2" is in the afternoon. Raises ValidationError."""
    moment = _clock(text).on(None)
    return moment.hour * 60 + moment.minute


def format_minutes(minutes: int, twelve_hours: bool = False) -> str:
    """Return "09:00" or "9:00 am", which `parse_minutes` reads back."""
    hour, minute = minutes // 60 % 24, minutes % 60
    if not twelve_hours:
        return f"{hour:02}:{minute:02}"
    return f"{hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}"


def _format_range(minutes: Range, twelve_hours: bool) -> str:
    start, end = (format_minutes(n, twelve_hours) for n in minutes)
    return f"{start} – {end}"
