"""The form that adds days away."""

from __future__ import annotations

from typing import Any, cast

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.models import User
from tasks.forms.action_form import ActionForm
from tasks.forms.days import DayField


def _day_field(label: Any, error: Any) -> DayField:
    return DayField(label=label, error_messages={"required": error})


class AwayForm(ActionForm):
    """The first and the last day away."""

    error_field = "last_day"

    first_day = _day_field(_("First day"), _("Pick the first day, such as 2026-12-24."))
    last_day = _day_field(_("Last day"), _("Pick the last day, such as 2026-12-31."))

    def __init__(
        self, data: QueryDict | None = None, *, user: User, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial, auto_id="away-%s")
        for name in ("first_day", "last_day"):
            cast(DayField, self.fields[name]).user = user
