"""Keys of rows in a plan: t12 is a task, i345 one day of a series, t12.2 a piece of a task."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from core.models import User
from tasks.errors import NotFound
from tasks.models import Task, TaskInstance

MODELS: dict[str, Any] = {"t": Task, "i": TaskInstance}


def row_of(key: str) -> str:
    """The key of the whole row."""
    return key.partition(".")[0]


def refuse_unknown(user: User, keys: Collection[str]) -> None:
    """Raise `NotThere` unless every key names a row of this person. A query for each kind."""
    for letter, model in MODELS.items():
        if pks := _numbers(keys, letter):
            found = model.objects.for_user(user).filter(pk__in=pks).count()
            if found < len(pks):
                raise NotFound(str(model._meta.verbose_name))


def _numbers(keys: Iterable[str], letter: str) -> set[int]:
    return {int(row_of(key)[1:]) for key in keys if key.startswith(letter)}
