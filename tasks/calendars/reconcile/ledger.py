"""The ledger: which of our blocks are on the remote calendar, and what has to be sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction

from tasks.calendars.base import Block, RemoteEvent, Window
from tasks.calendars.reconcile.moves import Move, move_of
from tasks.models import Calendar, PushedBlock

State = PushedBlock.State
COLUMNS = ["event_id", "day", "etag", "pushed_hash", "state", "sent", "trouble"]


def plan_push(calendar: Calendar, blocks: Mapping[str, Block], window: Window) -> None:
    """Store what has to be sent so that exactly `blocks` are on the remote calendar.

    Remote events of days before `window` stay as they are. Idempotent; sends nothing.
    """
    with transaction.atomic(), _rows(calendar) as rows:
        known = {row.block: row for row in rows}
        for key, block in blocks.items():
            if key in known:
                _plan_update(known[key], block)
            else:
                rows.append(_new_row(calendar, block))
        for key in known.keys() - blocks.keys():
            if known[key].day >= window.first:
                _plan_removal(known[key])


def record_remote_events(
    calendar: Calendar,
    events: Mapping[str, RemoteEvent],
    blocks: Mapping[str, Block],
    complete: bool,
) -> list[Move]:
    """Record our own events as listed; return the moves that were made remotely.

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
    return [move for move in moves if move]


def record_remote_event(row: PushedBlock, event: RemoteEvent, block: Block | None) -> Move | None:
    """Record the remote state of one of our events on its row, without saving it.

    Returns the move if the event was moved remotely and the block was not changed locally since.
    Any other remote change is overwritten: the block is sent again. An event that was deleted
    remotely is not created again until its block changes.
    """
    if event.cancelled:
        mark_gone(row)
        return None
    changed, row.etag = event.etag != row.etag, event.etag
    if row.state == State.DOUBTED and not changed:
        row.state = State.SYNCED
    elif row.state == State.DETACHED or (changed and row.state in (State.SYNCED, State.DOUBTED)):
        row.state = State.PENDING
    if not (block and changed and block.hash == row.pushed_hash):
        return None
    if move := move_of(event, block):
        row.pushed_hash = move.block.hash  # after the move, the block counts as already pushed
    return move


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
    return f"block{uuid4().hex}"


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


def _plan_update(row: PushedBlock, block: Block) -> None:
    row.day = block.day
    changed = block.hash != row.pushed_hash
    if row.state == State.DETACHED and changed:
        # A deleted event keeps its id at the provider, so the old one can't be used again.
        row.event_id, row.etag, row.sent = new_event_id(), "", False
    if row.state == State.REMOVING or (changed and row.state != State.DOUBTED):
        row.state, row.trouble = State.PENDING, ""


def _plan_removal(row: PushedBlock) -> None:
    if row.state == State.DETACHED or not row.sent:
        row.state = ""
    else:
        row.state = State.REMOVING
