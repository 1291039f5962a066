"""Edits of a user's preferences."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from core import actor, clock, live
from core.models import Preferences, User
from tasks.editing.commands import PreferenceFields
from tasks.editing.journal import Journal, journal
from tasks.errors import NotFound, Rejected
from tasks.materialization.zones import retime
from tasks.models import Calendar, Domain, Series


def change_preferences(user: User, fields: PreferenceFields) -> Journal:
    """Change the preferences in `fields`. Raises `Rejected` for the first invalid one.

    After a change of time zone, pending instances from today on keep their wall-clock time. After
    a change of time zone or day start, the next materialization cycle moves the horizon.
    """
    with journal(user, "change preferences") as log:
        row = log.lock_one(Preferences.objects.filter(user=user), user.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        _check(row)
        _reject_unknown_domain(user, fields.get("default_domain"))
        log.save(row)
        apply_changes(log)
    return log


def apply_changes(log: Journal) -> None:
    """Update the user's instances, calendars and tabs after preferences changed in `log`."""
    written = [change.after or {} for change in log.changes if change.kind == "preferences"]
    if not written:
        return
    row = log.user.preferences = Preferences.objects.get(user=log.user)
    if any({"time_zone", "day_start_hour"} & fields.keys() for fields in written):
        # First, because it waits for a materializer that still uses the old time zone.
        series = Series.objects.for_user(log.user).filter(due_at__isnull=False)
        series.update(due_at=clock.now())
        retime(row, clock.today(log.user))
        live.notify(log.user.pk, days=True)
    if any({"time_zone", "other_addresses"} & fields.keys() for fields in written):
        _sync_everything_again(log.user)
    # The tab that changed preferences shows them already; after an undo no tab does.
    up_to_date = "" if log.activity.undoes_id else actor.current().client
    live.notify(log.user.pk, preferences=True, client=up_to_date)


def _sync_everything_again(user: User) -> None:
    """Read again: floating times depend on the time zone, and responses on the addresses."""
    calendars = Calendar.objects.for_user(user)
    calendars.exclude(account__provider="google").update(
        sync_token=""
    )  # Google has no floating times, and knows who the user is


def _reject_unknown_domain(user: User, pk: int | None) -> None:
    if pk is not None and not Domain.objects.for_user(user).active().filter(pk=pk).exists():
        raise NotFound("domain")


def _check(row: Preferences) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Rejected(sentences[0], "" if field == "__all__" else field) from error
