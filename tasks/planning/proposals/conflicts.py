"""Promises under an event: the plan keeps them, says so, and asks whether they may move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.models import User
from tasks.planning.proposals.events import NamedEvent, named_events
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Block, Problem
from tasks.planning.wording import Formatter


class Conflict(NamedTuple):
    """A promised block, and the timed event that it overlaps."""

    block: Block
    event: NamedEvent


def conflicts(user: User, problem: Problem, timegrid: TimeGrid) -> list[Conflict]:
    """Return the promises that begin from now on during an event; one query if there may be any.

    An event of a whole day doesn't count: what the person set on that day was their choice.
    """
    pinned = sorted({block for block in problem.pinned if block.begin >= problem.now})
    promises = [block for block in pinned if _touches(block, problem.busy)]
    if not promises:
        return []
    span = min(block.begin for block in promises), max(block.end for block in promises)
    return list(_pairs(promises, named_events(user, timegrid, *span)))


def _pairs(promises: Iterable[Block], events: list[NamedEvent]) -> Iterator[Conflict]:
    for block in promises:
        if event := next((event for event in events if _touches(block, [event[:2]])), None):
            yield Conflict(block, event)


def _touches(block: Block, spans: Iterable[tuple[int, int]]) -> bool:
    return any(begin < block.end and end > block.begin for begin, end in spans)


def conflict_sentence(conflict: Conflict, fmt: Formatter) -> str:
    """Say which event is at the time of a promise."""
    names = {
        "title": _("“%(title)s”") % {"title": fmt.title(conflict.block.task)},
        "event": event_text(conflict.event.title),
        "time": fmt.moment(conflict.block.begin),
    }
    return _("%(title)s at %(time)s is at the same time as %(event)s.") % names


def overrun_sentences(
    user: User, proposal: StoredProposal, timegrid: TimeGrid, fmt: Formatter
) -> list[str]:
    """Say what a block in progress that takes longer runs into: promises and events."""
    if proposal.request.kind != "late":
        return []
    ends = {(block.begin, block.task): block.end for block in proposal.before}
    longer = [b for b in proposal.plan.blocks if b.end > ends.get((b.begin, b.task), b.end)]
    return [
        _("%(title)s now ends at %(end)s, and %(other)s starts at %(begin)s.")
        % {
            "title": _("“%(title)s”") % {"title": fmt.title(block.task)},
            "end": fmt.clock(block.end),
            "other": other,
            "begin": fmt.clock(begin),
        }
        for block in longer
        for begin, other in _under(user, proposal, block, timegrid, fmt)
        if begin >= ends[block.begin, block.task]
    ]


def _under(
    user: User, proposal: StoredProposal, block: Block, timegrid: TimeGrid, fmt: Formatter
) -> Iterator[tuple[int, str]]:
    """Yield the begin and the name of what begins during a block. At most one query."""
    for other in proposal.plan.blocks:
        if block.begin < other.begin < block.end:
            yield other.begin, _("“%(title)s”") % {"title": fmt.title(other.task)}
    if _touches(block, proposal.problem.busy):
        for event in named_events(user, timegrid, block.begin, block.end):
            yield event.begin, event_text(event.title)


def event_text(title: str) -> str:
    return _("“%(title)s”") % {"title": title} if title else _("an event")
