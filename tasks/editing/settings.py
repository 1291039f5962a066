"""Edits of a person's preferences."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import acting, clock, live
from core.models import Preferences, User
from tasks.editing.refusals import Refused
from tasks.materialization.zones import retime
from tasks.models import Series


def change_preferences(user: User, fields: dict[str, Any]) -> Preferences:
    """Change what `fields` names. Raises `Refused` with the sentence of the first field at fault.

    With a new zone, what is pending and still to come keeps its wall-clock time; with a new zone
    or day start, the horizon follows at the next cycle.
    """
    with transaction.atomic():
        row = Preferences.objects.select_for_update(no_key=True).get(user=user)
        for name, value in fields.items():
            setattr(row, name, value)
        _check(row)
        row.save(update_fields=[*fields, "updated_at"])
        user.preferences = row
        if {"time_zone", "day_start_hour"} & set(fields):
            # First: it waits for a materializer that still knows the old zone.
            Series.objects.for_user(user).filter(due_at__isnull=False).update(due_at=clock.now())
            retime(row, clock.today(user))
            live.tell(user.pk, days=True)
        live.tell(user.pk, preferences=True, client=acting.current().client)
    return row


def _check(row: Preferences) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Refused(sentences[0], "" if field == "__all__" else field) from error
