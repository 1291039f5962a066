"""Forms that end in a verb: what the verb refuses becomes an error beside a field."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from django import forms

from tasks.errors import Conflict, NotFound, Rejected

Done = TypeVar("Done")


class ActionForm(forms.Form):
    """A form checks the shape of what was sent; the verb, and the database, what may be."""

    template_name = "tasks/settings/fields.html"
    # The field that shows a refusal which names none.
    error_field: ClassVar[str | None] = None

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        """Do it if the form is valid. None when it is not, or when the verb refused."""
        if not self.is_valid():
            return None
        try:
            return verb()
        except (Conflict, NotFound, Rejected) as refusal:
            named = getattr(refusal, "field", "")
            self.add_error(named if named in self.fields else self.error_field, str(refusal))
            return None
