"""Applies listings: remote events become rows, and our own events update the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import ngettext

from core.models import Preferences
from tasks.calendars.base import Block, Listing, RemoteEvent, Window
from tasks.calendars.reconcile import ledger
from tasks.calendars.reconcile.missing import Missing, delete_missing, delete_past
from tasks.calendars.sql import prevent_account_closing
from tasks.calendars.uids import is_own
from tasks.models import Calendar, Event, PushedBlock

STATUS = ("held", "ignored", "trouble")
BATCH = 1000  # rows
COLUMNS = [
    *("uid", "recurrence_id", "etag", "starts_at", "ends_at", "starts_on", "ends_on", "zone"),
    *("title", "location", "link", "status", "response", "kind", "transparent", "entry"),
]


@dataclass(slots=True)
class PullResult:
    """What applying a listing changed, in events; `held` counts entries."""

    read: int = 0
    removed: int = 0
    replaced: int = 0  # deleted because their entry is listed with other times
    held: int = 0
    moved: int = 0
    notes: list[str] = field(default_factory=list)  # sentences about moves, for the account's log
    doubted: int = 0  # entries that are missing for the first time: list again soon

    @property
    def changed(self) -> int:
        return self.read + self.removed + self.replaced


def apply_listing(
    calendar: Calendar, listing: Listing, window: Window, blocks: Mapping[str, Block]
) -> PullResult:
    """Make the stored events of a calendar equal to `listing`, in one transaction with its token.

    `calendar` is the row as it was before the listing was requested: if the stored row has changed
    since, another worker was faster and nothing is done. `blocks` are the local blocks by key. Too
    many deletions are held for confirmation, and the next listing is a complete one.
    """
    if not listing.complete and not listing.events:
        _advance(calendar, listing.token)
        return PullResult()
    with transaction.atomic():
        _lock_user(calendar, moving=bool(blocks))
        row = Calendar.objects.select_for_update(no_key=True).filter(pk=calendar.pk).first()
        if row is None or _state_of(row) != _state_of(calendar):
            return PullResult()
        if listing.complete:
            row.generation += 1
            row.read_until = window.last
            row.ignored = list(listing.ignored)
        foreign, own = _split(row, listing.events)
        result = PullResult(removed=_apply_tombstones(row, listing, foreign))
        newest = row.events.aggregate(pk=Max("pk"))["pk"] or 0
        result.read = _upsert(row, foreign)
        delete_past(row, window)
        if listing.complete:
            _record_missing(result, delete_missing(row, listing, window, newest))
        ledger.record_strays(row, listing.events)
        moves = ledger.record_remote_events(row, own, blocks, listing.complete)
        result.moved, result.notes = moves
        # After an empty listing, list everything again: it may have been a failure.
        uncertain = listing.complete and (result.doubted or result.held or not listing.events)
        row.sync_token = "" if uncertain else listing.token
        row.trouble, row.held = _problem(row, result), result.held
        row.save(update_fields=["generation", "read_until", "sync_token", *STATUS])
        return result


def delete_held_events(calendar: Calendar) -> int:
    """Delete the held entries after the person's confirmation; return how many.

    Deletes nothing if they are listed again meanwhile.
    """
    with transaction.atomic():
        row = Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
        deleted = row.held
        if deleted:
            Event.objects.filter(calendar=row).suspected().delete()
            row.held, row.trouble = 0, ""
            row.save(update_fields=["held", "trouble"])
    return deleted


def _lock_user(calendar: Calendar, moving: bool) -> None:
    """Lock the user before the calendar, in the same order as edits and account closing.

    Applying remote moves is an edit, so it takes the lock that makes edits wait for each other.
    """
    if moving:
        Preferences.objects.select_for_update(no_key=True).filter(user=calendar.user_id).first()
    else:
        prevent_account_closing(calendar.user_id)


def _advance(calendar: Calendar, token: str) -> None:
    """Store the new token when nothing changed remotely, as in most runs."""
    if token != calendar.sync_token:
        unchanged = {"sync_token": calendar.sync_token, "generation": calendar.generation}
        Calendar.objects.filter(pk=calendar.pk, **unchanged).update(sync_token=token)


def _state_of(calendar: Calendar) -> tuple[str, int]:
    return calendar.sync_token, calendar.generation


def _split(
    calendar: Calendar, events: Iterable[RemoteEvent]
) -> tuple[list[RemoteEvent], dict[str, RemoteEvent]]:
    """Split a listing into foreign events and our own by id. Of duplicates the later one counts.

    Leaves out our own events that come back another way, such as through a subscribed feed.
    """
    by_id = {event.remote_id: event for event in events}
    pushed = PushedBlock.objects.for_user(calendar.user).values_list("event_id", "calendar")
    pushed_here = {event_id for event_id, pk in pushed if pk == calendar.pk}
    pushed_anywhere = {event_id for event_id, _ in pushed}
    own = {pk: event for pk, event in by_id.items() if pk in pushed_here}
    foreign = [
        event
        for pk, event in by_id.items()
        if pk not in pushed_here
        and not event.ours
        and not _is_own(calendar, event.uid, pushed_anywhere)
    ]
    return foreign, own


def _is_own(calendar: Calendar, uid: str, pushed: set[str]) -> bool:
    """Google's ICS files give a pushed event the UID <id>@google.com."""
    return uid.partition("@")[0] in pushed or is_own(calendar.user, uid)


def _upsert(calendar: Calendar, events: Iterable[RemoteEvent]) -> int:
    live = [event for event in events if not event.cancelled]
    for start in range(0, len(live), BATCH):  # all rows at once would take twice the memory
        Event.objects.bulk_create(
            [_row(calendar, event) for event in live[start : start + BATCH]],
            update_conflicts=True,
            unique_fields=["calendar", "remote_id"],
            update_fields=[*COLUMNS, "generation"],
        )
    return len(live)


def _row(calendar: Calendar, event: RemoteEvent) -> Event:
    fields = {name: value for name, value in asdict(event).items() if name != "ours"}
    fields["entry"] = event.entry_key
    return Event(
        user_id=calendar.user_id, calendar=calendar, generation=calendar.generation, **fields
    )


def _apply_tombstones(calendar: Calendar, listing: Listing, events: Iterable[RemoteEvent]) -> int:
    """Delete cancelled events and return how many: the provider says that they are gone.

    Among changes, the tombstone of a series means all its occurrences.
    """
    ids = [event.remote_id for event in events if event.cancelled]
    if not ids:
        return 0
    gone = Q(remote_id__in=ids) if listing.complete else Q(remote_id__in=ids) | Q(entry__in=ids)
    deleted: int = Event.objects.filter(gone, calendar=calendar).delete()[0]
    return deleted


def _record_missing(result: PullResult, missing: Missing) -> None:
    result.removed += missing.removed
    result.replaced, result.held = missing.replaced, missing.held
    result.doubted = missing.doubted


def _problem(row: Calendar, result: PullResult) -> str:
    """Return a sentence about held entries, or else the one about a push that still fails."""
    if not result.held:
        return row.trouble if row.push_retry_at and not row.held else ""
    sentence = ngettext(
        "%(count)d event is suddenly missing remotely. We keep it until you confirm.",
        "%(count)d events are suddenly missing remotely. We keep them until you confirm.",
        result.held,
    )
    return sentence % {"count": result.held}
