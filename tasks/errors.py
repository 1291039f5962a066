"""Why an edit does not happen. Each message is a sentence for the person who asked."""

from __future__ import annotations

from typing import Any

from django.db.models import Model


class NotFound(Exception):
    """No such row, or somebody else's: the two are never told apart."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class Rejected(Exception):
    """What was asked for may not be; nothing was written."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Conflict(Exception):
    """Somebody changed the row meanwhile; `current` is what it is now."""

    def __init__(self, sentence: str, current: Model | None = None) -> None:
        super().__init__(sentence)
        self.current = current


class DuplicateRequest(Exception):
    """A request sent again, after it had been carried out as `activity`."""

    def __init__(self, activity: Any) -> None:  # a tasks.models.Activity, which is above here
        super().__init__("This request was carried out already.")
        self.activity = activity
