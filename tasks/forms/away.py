"""The form that adds days away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tasks.forms.action_form import ActionForm


def _day_field(label: Any, error: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={"required": error, "invalid": error},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )


class AwayForm(ActionForm):
    """The first and the last day away."""

    error_field = "last_day"

    first_day = _day_field(_("First day"), _("Pick the first day, such as 2026-12-24."))
    last_day = _day_field(_("Last day"), _("Pick the last day, such as 2026-12-31."))

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, auto_id="away-%s")
