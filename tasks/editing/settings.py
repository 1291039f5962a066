"""Edits of a person's preferences."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import clock
from core.models import Preferences, User
from tasks.editing.refusals import Refused
from tasks.models import Series


def change_preferences(user: User, fields: dict[str, Any]) -> Preferences:
    """Change what `fields` names. Raises `Refused` with the sentence of the first field at fault.

    A new zone or day start makes the person's series due, so that their horizon follows.
    """
    with transaction.atomic():
        row = Preferences.objects.select_for_update(no_key=True).get(user=user)
        for name, value in fields.items():
            setattr(row, name, value)
        _check(row)
        row.save(update_fields=[*fields, "updated_at"])
        if {"time_zone", "day_start_hour"} & set(fields):
            Series.objects.for_user(user).filter(due_at__isnull=False).update(due_at=clock.now())
    user.preferences = row
    return row


def _check(row: Preferences) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Refused(sentences[0], "" if field == "__all__" else field) from error
