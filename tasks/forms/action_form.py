"""The base form: runs a verb and shows the error that the verb raises next to a field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django import forms

from tasks.errors import Conflict, NotFound, Rejected

Result = TypeVar("Result")


class ActionForm(forms.Form):
    """A form that checks the shape of its input; the verb and the database check the rules."""

    template_name = "tasks/settings/fields.html"
    # The field that shows an error which names no field.
    error_field: ClassVar[str | None] = None

    @property
    def command(self) -> Any:
        """The cleaned data, as the command of `editing.commands` that the form describes."""
        return self.cleaned_data

    def attempt(self, action: Callable[[], Result]) -> Result | None:
        """Run `action` if the form is valid. Return None if it is invalid or `action` fails."""
        if not self.is_valid():
            return None
        try:
            return action()
        except (Conflict, NotFound, Rejected) as error:
            field = getattr(error, "field", "")
            self.add_error(field if field in self.fields else self.error_field, str(error))
            return None
