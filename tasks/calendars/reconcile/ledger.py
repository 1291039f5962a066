"""The ledger: which of our blocks are on the remote calendar, and what has to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction

from tasks.calendars.base import Block, EventSlot, RemoteEvent, Window
from tasks.calendars.blocks import blocks_of
from tasks.calendars.reconcile.moves import (
    Move,
    MoveResult,
    apply_remote_moves,
    move_of,
    set_agreed_slot,
)
from tasks.models import Calendar, PushedBlock

State = PushedBlock.State
ID_PREFIX = "block"  # of the events we push
COLUMNS = [
    *("event_id", "day", "etag", "pushed_hash", "state", "sent", "trouble"),
    *("agreed_starts_at", "agreed_ends_at", "agreed_day", "seen_in"),
]


def blocks_to_push(calendar: Calendar, window: Window) -> dict[str, Block]:
    """Return the local blocks that belong on a calendar, by key.

    Those within `window`, and those that are on it already: a block that is moved further keeps its
    event, and so does one that was made all-day remotely.
    """
    if not calendar.receives_blocks:
        return {}
    rows = calendar.pushed.values_list("block", "agreed_day")
    pushed = {key: agreed_day is not None for key, agreed_day in rows}
    return blocks_of(calendar.user, window, calendar.with_untimed, pushed)


def plan_push(calendar: Calendar, blocks: Mapping[str, Block], window: Window) -> None:
    """Store what has to be sent so that exactly `blocks` are on the remote calendar.

    Remote events of days before `window` stay as they are. Idempotent; sends nothing.
    """
    with transaction.atomic(), _rows(calendar) as rows:
        known = {row.block: row for row in rows}
        for key, block in blocks.items():
            if key not in known:
                rows.append(_new_row(calendar, block))
            elif max(known[key].day, block.day) >= window.first:
                plan_update(known[key], block)
        for key in known.keys() - blocks.keys():
            if known[key].day >= window.first:
                _plan_removal(known[key])
            elif known[key].state == State.PENDING:
                known[key].state = State.SYNCED if known[key].sent else ""


def record_remote_events(
    calendar: Calendar,
    events: Mapping[str, RemoteEvent],
    blocks: Mapping[str, Block],
    complete: bool,
) -> MoveResult:
    """Record our own events as listed, and apply the moves that were made remotely.

    A row whose event is missing from a complete listing becomes doubted: the event is looked up
    before it counts as deleted.
    """
    moves = []
    with _rows(calendar) as rows:
        for row in rows:
            if event := events.get(row.event_id):
                moves.append(record_remote_event(row, event, blocks.get(row.block)))
            elif complete and row.state == State.SYNCED:
                row.state = State.DOUBTED
        return apply_remote_moves(calendar.user, [move for move in moves if move])


def record_remote_event(row: PushedBlock, event: RemoteEvent, block: Block | None) -> Move | None:
    """Record the remote state of one of our events on its row, without saving it.

    Returns what was moved remotely. Any other remote change is overwritten: the block is sent
    again. A cancelled event becomes doubted, because it may be in another calendar now.
    """
    if event.cancelled:
        row.state = State.DOUBTED if row.state == State.SYNCED else row.state
        return None
    changed, row.etag = event.etag != row.etag, event.etag
    if row.state == State.DOUBTED and not changed:
        row.state = State.SYNCED
    elif row.state == State.DETACHED or (changed and row.state in (State.SYNCED, State.DOUBTED)):
        row.state = State.PENDING if block else State.SYNCED
    return move_of(row, event.slot, block) if block and changed else None


def record_strays(calendar: Calendar, events: Iterable[RemoteEvent]) -> None:
    """Doubt the rows of our events that appear in another calendar of the account than ours.

    They were added, changed or deleted there.
    """
    ids = [event.remote_id for event in events if event.remote_id.startswith(ID_PREFIX)]
    if calendar.receives_blocks or not ids:
        return
    rows = PushedBlock.objects.for_user(calendar.user).filter(event_id__in=ids)
    rows = rows.filter(calendar__in=calendar.account.calendars.filter(receives_blocks=True))
    rows.exclude(state=State.REMOVING).update(seen_in=calendar.remote_id)
    rows.filter(state__in=[State.SYNCED, State.DETACHED]).update(state=State.DOUBTED)


def plan_update(row: PushedBlock, block: Block) -> None:
    """Let a row wait if its block is not what was sent last, without saving it."""
    row.day = block.day
    changed = block.hash != row.pushed_hash
    if row.state == State.SYNCED and not changed:
        set_agreed_slot(row, block.slot)  # a previous release may have sent it
    if row.state == State.DETACHED and changed:
        # A deleted event keeps its id at the provider, so the old one can't be used again.
        row.event_id, row.etag, row.sent, row.seen_in = new_event_id(), "", False, ""
        set_agreed_slot(row, EventSlot())
    if row.state == State.REMOVING or (changed and row.state != State.DOUBTED):
        row.state, row.trouble = State.PENDING, ""


def mark_gone(row: PushedBlock) -> None:
    """Record on a row that its event is gone. A row without a state is deleted when saved."""
    row.state = "" if row.state == State.REMOVING or not row.sent else State.DETACHED
    row.etag = ""


def save(row: PushedBlock) -> None:
    """Save or delete one row. Does nothing if it was deleted meanwhile with its calendar."""
    stored = PushedBlock.objects.filter(pk=row.pk)
    if row.state:
        stored.update(**dict(zip(COLUMNS, _values(row), strict=True)))
    else:
        stored.delete()


def new_event_id() -> str:
    """Return an id of letters and digits that every provider accepts (Google: base32hex)."""
    return f"{ID_PREFIX}{uuid4().hex}"


@contextmanager
def _rows(calendar: Calendar) -> Iterator[list[PushedBlock]]:
    """Lock and yield the ledger rows of a calendar; save all changes to the list at the end."""
    rows = list(calendar.pushed.select_for_update(no_key=True).order_by("pk"))
    before = {row.pk: _values(row) for row in rows}
    yield rows
    changed = [row for row in rows if row.pk and row.state and _values(row) != before[row.pk]]
    PushedBlock.objects.bulk_create([row for row in rows if not row.pk])
    PushedBlock.objects.bulk_update(changed, COLUMNS, batch_size=500)
    if dropped := [row.pk for row in rows if row.pk and not row.state]:
        PushedBlock.objects.filter(pk__in=dropped).delete()


def _values(row: PushedBlock) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


def _new_row(calendar: Calendar, block: Block) -> PushedBlock:
    return PushedBlock(
        user_id=calendar.user_id,
        calendar=calendar,
        block=block.key,
        event_id=new_event_id(),
        day=block.day,
    )


def _plan_removal(row: PushedBlock) -> None:
    if row.state == State.DETACHED or not row.sent:
        row.state = ""
    else:
        row.state = State.REMOVING
