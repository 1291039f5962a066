"""The ledger: what stands there of ours, what should, and what follows from the difference."""

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
COLUMNS += ["removal_confirmed"]


def plan(calendar: Calendar, blocks: Mapping[str, Block], window: Window) -> None:
    """Write down what is to be sent so that `blocks` stand there, and nothing else of ours.

    Blocks of days before `window` are left there as they are. Safe to repeat; sends nothing.
    """
    with transaction.atomic(), _rows(calendar) as rows:
        known = {row.block: row for row in rows}
        for key, block in blocks.items():
            if key in known:
                _want(known[key], block)
            else:
                rows.append(_new(calendar, block))
        for key in known.keys() - blocks.keys():
            if known[key].day >= window.first:
                _drop(known[key])


def settle_all(
    calendar: Calendar,
    events: Mapping[str, RemoteEvent],
    blocks: Mapping[str, Block],
    complete: bool,
) -> list[Move]:
    """Take note of our own events as they were told; return the moves that were made there.

    Those a complete listing lacks are doubted: each is looked up before anything follows from it.
    """
    moves = []
    with _rows(calendar) as rows:
        for row in rows:
            if event := events.get(row.event_id):
                moves.append(settle(row, event, blocks.get(row.block)))
            elif complete and row.state == State.SYNCED:
                row.state = State.DOUBTED
    return [move for move in moves if move]


def settle(row: PushedBlock, event: RemoteEvent, block: Block | None) -> Move | None:
    """Take note, on an unsaved row, of one of our events as it is there.

    A change made there to a block that was not changed here meanwhile wins if it is a move, which
    is returned. Otherwise ours does, and is sent again. One that was taken away there stays away
    until it is changed here.
    """
    if event.cancelled:
        gone(row)
        return None
    changed, row.etag = event.etag != row.etag, event.etag
    if row.state == State.DOUBTED and not changed:
        row.state = State.SYNCED
    elif row.state == State.DETACHED or (changed and row.state in (State.SYNCED, State.DOUBTED)):
        row.state = State.PENDING
    if not (block and changed and block.hash == row.pushed_hash):
        return None
    if move := move_of(event, block):
        row.pushed_hash = move.block.hash  # so that it counts as unchanged here once it moved
    return move


def gone(row: PushedBlock) -> None:
    """Note that the event is not there any more; an unsaved row without a state is to go."""
    row.state = "" if row.state == State.REMOVING or not row.sent else State.DETACHED
    row.etag = ""


def save(row: PushedBlock) -> None:
    """Write one row, unless it was deleted meanwhile with its calendar."""
    here = PushedBlock.objects.filter(pk=row.pk)
    if row.state:
        here.update(**dict(zip(COLUMNS, _values(row), strict=True)))
    else:
        here.delete()


def new_event_id() -> str:
    """Of letters and digits that every provider takes (Google: base32hex)."""
    return f"block{uuid4().hex}"


@contextmanager
def _rows(calendar: Calendar) -> Iterator[list[PushedBlock]]:
    """The ledger of a calendar, locked; afterwards what changed or was added to it is written."""
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


def _new(calendar: Calendar, block: Block) -> PushedBlock:
    return PushedBlock(
        user_id=calendar.user_id,
        calendar=calendar,
        block=block.key,
        event_id=new_event_id(),
        day=block.day,
    )


def _want(row: PushedBlock, block: Block) -> None:
    row.day = block.day
    changed = block.hash != row.pushed_hash
    if row.state == State.DETACHED and changed:
        # The old id is spent: there, a deleted event keeps it.
        row.event_id, row.etag, row.sent = new_event_id(), "", False
    if row.state == State.REMOVING or (changed and row.state != State.DOUBTED):
        row.state, row.trouble, row.removal_confirmed = State.PENDING, "", False


def _drop(row: PushedBlock) -> None:
    if row.state == State.DETACHED or not row.sent:
        row.state = ""
    else:
        row.state = State.REMOVING
