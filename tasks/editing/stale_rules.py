"""Reject a change of a rule by someone who has not seen the present one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tasks.editing.commands import SeriesSpec
from tasks.editing.journal import Journal
from tasks.errors import Conflict
from tasks.models import Series, Task

WITH_DEFAULT = {"starts_at": None, "times": (), "missing_days": "skip", "kind": "calendar"}


def reject_stale(log: Journal, task: Task, spec: SeriesSpec, version: int | None) -> None:
    """Raise `Conflict` with the present rule if another change of it was saved after `version`.

    `version` 0 is that of a task that does not repeat. Without one nothing is compared, nor are
    fields that `spec` leaves as they are.
    """
    if version is None:
        return
    series = Series.objects.for_user(log.user).filter(pk=task.pk).first()
    if series is None:
        if version:
            sentence = _("Another change was saved first: this task no longer repeats.")
            raise Conflict(sentence, task)
        return
    fields = {**WITH_DEFAULT, **spec}
    changed = log.changed_since(series, version) & fields.keys()
    if any(_plain(getattr(series, name)) != _plain(fields[name]) for name in changed):
        sentence = _(
            "Another change was saved first: this task now repeats “%(rule)s”."
            " Change it again if you still want to."
        )
        raise Conflict(sentence % {"rule": series.summary}, task)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, (list, tuple)) else value
