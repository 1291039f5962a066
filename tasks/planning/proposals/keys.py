"""Keys of rows in a plan: t12 is a task, i345 one day of a series, t12.2 a chunk of a task."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from core.models import User
from tasks.errors import NotFound
from tasks.models import Event, Task, TaskInstance

MODELS: dict[str, Any] = {"t": Task, "i": TaskInstance}


def row_of(key: str) -> str:
    """Return the key of the whole row."""
    return key.partition(".")[0]


def reject_unknown(user: User, keys: Collection[str]) -> None:
    """Raise `NotFound` unless every key names a row of this person. One query per kind."""
    for letter, model in MODELS.items():
        if pks := _numbers(keys, letter):
            count = model.objects.for_user(user).filter(pk__in=pks).count()
            if count < len(pks):
                raise NotFound(str(model._meta.verbose_name))


def reject_unknown_events(user: User, pks: Collection[int]) -> None:
    """Raise `NotFound` unless every id is an event of this person."""
    if pks and Event.objects.for_user(user).filter(pk__in=pks).count() < len({*pks}):
        raise NotFound("event")


def _numbers(keys: Iterable[str], letter: str) -> set[int]:
    return {int(row_of(key)[1:]) for key in keys if key.startswith(letter)}
