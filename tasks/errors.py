"""Why an edit does not happen. Each message is a sentence for the person who sent the request."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class NotFound(Exception):
    """The row does not exist or belongs to another user; the message is the same for both."""

    def __init__(self, noun: str) -> None:
        super().__init__(_("There is no such %(noun)s.") % {"noun": noun})


class Rejected(Exception):
    """The edit breaks a rule. Nothing was written; `field` names the input to correct."""

    def __init__(self, sentence: str | Promise, field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field


class Conflict(Exception):
    """Another client changed the row in the meantime; `current` is its present state."""

    def __init__(self, sentence: str | Promise, current: Model | None = None) -> None:
        super().__init__(str(sentence))
        self.current = current


class DuplicateRequest(Exception):
    """The request was already carried out, as `activity`."""

    def __init__(self, activity: Any) -> None:  # a tasks.models.Activity, a layer above this one
        super().__init__(_("This request has already been carried out."))
        self.activity = activity
