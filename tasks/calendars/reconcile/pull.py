"""Takes in what a calendar tells: events of others become rows, our own settle the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import time

from django.db import transaction
from django.db.models import Q

from core.models import Preferences
from core.wallclock import instant
from tasks.calendars.base import Block, Listing, RemoteEvent, Window
from tasks.calendars.reconcile import ledger
from tasks.calendars.reconcile.deletion_limits import too_many
from tasks.calendars.reconcile.moves import apply_remote_move
from tasks.calendars.sql import hold_open
from tasks.calendars.uids import is_own
from tasks.models import Calendar, Event, PushedBlock
from tasks.models.event import EventQuerySet

ABSENT_TWICE = 2  # listings
BATCH = 1000  # rows
COLUMNS = [
    *("uid", "recurrence_id", "etag", "starts_at", "ends_at", "starts_on", "ends_on", "zone"),
    *("title", "location", "link", "status", "response", "kind", "transparent"),
]


@dataclass(slots=True)
class Taken:
    """What came of a listing."""

    read: int = 0
    removed: int = 0
    held: int = 0
    moved: int = 0
    doubtful: bool = False  # something is suspected: list again soon

    @property
    def changed(self) -> int:
        return self.read + self.removed


def take_in(
    calendar: Calendar, listing: Listing, window: Window, blocks: Mapping[str, Block]
) -> Taken:
    """Make the local copy of a calendar say what `listing` says; all, with its token, or nothing.

    `calendar` is the row as it was when the listing was asked for: if it moved on since, another
    worker was faster, and nothing is done. `blocks` are ours as they are now, by key. Deletions
    that are too many are held, and the next listing is a complete one.
    """
    if not listing.complete and not listing.events:
        _advance(calendar, listing.token)
        return Taken()
    with transaction.atomic():
        _hold(calendar, moving=bool(blocks))
        row = Calendar.objects.select_for_update(no_key=True).filter(pk=calendar.pk).first()
        if row is None or _state_of(row) != _state_of(calendar):
            return Taken()
        if listing.complete:
            row.generation += 1
            row.read_until = window.last
        theirs, ours = _shared_out(row, listing.events)
        taken = Taken(read=_write(row, theirs))
        _note_tombstones(row, theirs)
        _forget_past(row, window)
        _delete(row, taken)
        moves = ledger.settle_all(row, ours, blocks, listing.complete)
        taken.moved = sum(apply_remote_move(row.user, move) for move in moves)
        # That there is nothing at all is believed, but asked again each time.
        empty = listing.complete and not listing.events
        row.sync_token = "" if taken.doubtful or empty else listing.token
        row.trouble = _sentence(taken)
        row.save(update_fields=["generation", "read_until", "sync_token", "trouble"])
        return taken


def delete_suspected(calendar: Calendar) -> int:
    """Delete what was held, because the person says so; return how many."""
    with transaction.atomic():
        row = Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
        deleted: int = Event.objects.filter(calendar=row).suspected().delete()[0]
        row.trouble = ""
        row.save(update_fields=["trouble"])
    return deleted


def _hold(calendar: Calendar, moving: bool) -> None:
    """Lock the person before the calendar, in the order of edits and of closing an account.

    Only what may move blocks waits for edits, and lets them wait: it is going to be one.
    """
    if moving:
        Preferences.objects.select_for_update(no_key=True).filter(user=calendar.user_id).first()
    else:
        hold_open(calendar.user_id)


def _advance(calendar: Calendar, token: str) -> None:
    """Nothing happened there: most runs end here."""
    if token != calendar.sync_token:
        as_asked = {"sync_token": calendar.sync_token, "generation": calendar.generation}
        Calendar.objects.filter(pk=calendar.pk, **as_asked).update(sync_token=token)


def _state_of(calendar: Calendar) -> tuple[str, int]:
    return calendar.sync_token, calendar.generation


def _shared_out(
    calendar: Calendar, events: Iterable[RemoteEvent]
) -> tuple[list[RemoteEvent], dict[str, RemoteEvent]]:
    """Events of others, and ours by id. Of an event that is told twice the later word counts.

    What is ours by another way, such as a feed that another calendar subscribes to, is left out.
    """
    told = {event.remote_id: event for event in events}
    pushed = PushedBlock.objects.for_user(calendar.user).values_list("event_id", "calendar")
    known = {event_id for event_id, where in pushed if where == calendar.pk}
    anywhere = {event_id for event_id, _ in pushed}
    ours = {pk: event for pk, event in told.items() if pk in known}
    others = [event for pk, event in told.items() if pk not in known and not event.ours]
    return [each for each in others if not _is_own(calendar, each.uid, anywhere)], ours


def _is_own(calendar: Calendar, uid: str, pushed: set[str]) -> bool:
    """Google names what was pushed there <id>@google.com to those who read it as a file."""
    return uid.partition("@")[0] in pushed or is_own(calendar.user, uid)


def _write(calendar: Calendar, events: Iterable[RemoteEvent]) -> int:
    standing = [event for event in events if not event.cancelled]
    for start in range(0, len(standing), BATCH):  # rows of all at once would take twice the memory
        Event.objects.bulk_create(
            [_row(calendar, event) for event in standing[start : start + BATCH]],
            update_conflicts=True,
            unique_fields=["calendar", "remote_id"],
            update_fields=[*COLUMNS, "generation"],
        )
    return len(standing)


def _row(calendar: Calendar, event: RemoteEvent) -> Event:
    said = {name: value for name, value in asdict(event).items() if name != "ours"}
    return Event(
        user_id=calendar.user_id, calendar=calendar, generation=calendar.generation, **said
    )


def _note_tombstones(calendar: Calendar, events: Iterable[RemoteEvent]) -> None:
    """Called off there: that is as good as absent twice."""
    if ids := [event.remote_id for event in events if event.cancelled]:
        absent_since = max(calendar.generation - ABSENT_TWICE, 0)
        _events(calendar).filter(remote_id__in=ids).update(
            status=Event.Status.CANCELLED, generation=absent_since
        )


def _forget_past(calendar: Calendar, window: Window) -> None:
    """What ended before the window is not listed any more, and is nobody's loss."""
    begin = instant(window.first, time(), calendar.user.preferences.zone)
    past = Q(ends_at__lt=begin) | Q(ends_on__lt=window.first)
    _events(calendar).filter(past).delete()


def _delete(calendar: Calendar, taken: Taken) -> None:
    events = _events(calendar)
    suspected = events.filter(generation__lt=calendar.generation)
    count = suspected.count()
    if not count:
        return
    if too_many(count, events.count()):
        taken.held = count
    else:
        twice = suspected.filter(generation__lte=calendar.generation - ABSENT_TWICE)
        taken.removed = twice.delete()[0]
    taken.doubtful = count > taken.removed


def _events(calendar: Calendar) -> EventQuerySet:
    return Event.objects.filter(calendar=calendar)


def _sentence(taken: Taken) -> str:
    if not taken.held:
        return ""
    return f"{taken.held} events are suddenly missing there. They are kept here until you say so."
