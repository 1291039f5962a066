"""Edits of a person's preferences."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from core import actor, clock, live
from core.models import Preferences, User
from tasks.editing.commands import PreferenceFields
from tasks.editing.journal import Journal, journal
from tasks.errors import Rejected
from tasks.materialization.zones import retime
from tasks.models import Calendar, Series


def change_preferences(user: User, fields: PreferenceFields) -> Journal:
    """Change what `fields` names. Raises `Refused` with the sentence of the first field at fault.

    With a new zone, what is pending and still to come keeps its wall-clock time; with a new zone
    or day start, the horizon follows at the next cycle.
    """
    with journal(user, "change preferences") as log:
        row = log.lock_one(Preferences.objects.filter(user=user), user.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        _check(row)
        log.save(row)
        apply_changes(log)
    return log


def apply_changes(log: Journal) -> None:
    """Let a person's days, and their tabs, follow preferences that the activity wrote."""
    written = [change.after or {} for change in log.changes if change.kind == "preferences"]
    if not written:
        return
    row = log.user.preferences = Preferences.objects.get(user=log.user)
    if any({"time_zone", "day_start_hour"} & fields.keys() for fields in written):
        # First: it waits for a materializer that still knows the old zone.
        series = Series.objects.for_user(log.user).filter(due_at__isnull=False)
        series.update(due_at=clock.now())
        retime(row, clock.today(log.user))
        live.notify(log.user.pk, days=True)
    if any("time_zone" in fields for fields in written):
        _read_anew(log.user)
    # The tab that changed them knows them; the one that asked to undo an activity does not.
    known_to = "" if log.activity.undoes_id else actor.current().client
    live.notify(log.user.pk, preferences=True, client=known_to)


def _read_anew(user: User) -> None:
    """What floats in other calendars is on the person's clocks, so unchanged is not the same."""
    calendars = Calendar.objects.for_user(user)
    calendars.exclude(account__provider="google").update(sync_token="")  # Google knows no floating


def _check(row: Preferences) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Rejected(sentences[0], "" if field == "__all__" else field) from error
