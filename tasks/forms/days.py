"""A field for a day, typed like a date in quick add."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.models import User
from tasks.editing.quickadd import day_text, read_day_and_time


class DayField(forms.Field):
    """A day as `user` writes it: "fri", "3 feb", 2026-12-24. The form sets `user`."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("fri, 3 feb…")})
    user: User

    def prepare_value(self, value: Any) -> Any:
        return day_text(self.user, value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        moment = read_day_and_time(self.user, value, "day")
        if moment.day is None:
            raise ValidationError(moment.problem)
        return moment.day
