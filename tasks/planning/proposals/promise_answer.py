"""Word the answer to "Can I promise this by …?"."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.models import User
from tasks.planning.proposals.chances import LIKELY, odds
from tasks.planning.proposals.explanations import reason_of
from tasks.planning.proposals.format import formatter
from tasks.planning.proposals.present import Json, names_of, placement, title_lookup
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Block, diff
from tasks.planning.wording import MAX_NAMED_TASKS, duration_text, quoted_list

EVEN = 0.5


class Answer:
    """A plan in which one row is due at `limit`, and the chance that it is done by then."""

    def __init__(
        self, user: User, proposal: StoredProposal, key: str, title: str, chance: float, limit: int
    ) -> None:
        self.proposal = proposal
        self.key = key
        self.chance = chance
        self.limit = limit
        self.timegrid = TimeGrid.of_person(user)
        self.blocks = [block for block in proposal.plan.blocks if block.task == key]
        changes = diff(proposal.problem.current, proposal.plan.blocks)
        pairs = [*changes.moved, *((block, None) for block in changes.removed)]
        self.moves: list[tuple[Block, Block | None]] = [
            (before, after) for before, after in pairs if before.task != key
        ]
        blockers = {name for names in proposal.waiting.values() for name in names}
        self.names = names_of(user, {before.task for before, _after in self.moves} | blockers)
        titles = title_lookup(self.names)
        self.fmt = formatter(
            self.timegrid,
            proposal.problem,
            clock.today(user),
            lambda name: title if name == key else titles(name),
        )

    @property
    def likelihood(self) -> str:
        """Return yes, maybe, unlikely or no."""
        if not self.blocks:
            return "no"
        if self.chance >= LIKELY:
            return "yes"
        return "maybe" if self.chance >= EVEN else "unlikely"

    def as_json(self) -> Json:
        return {
            "chance": round(self.chance, 2),
            "by": self.timegrid.local(self.limit).strftime("%Y-%m-%dT%H:%M"),
            "sentence": " ".join(self._sentences()),
            "blocks": [placement(self.timegrid, begin, end) for begin, end, _key in self.blocks],
            "moves": [self._move(before, after) for before, after in self.moves],
        }

    def _move(self, before: Block, after: Block | None) -> Json:
        now = after and placement(self.timegrid, after.begin, after.end)
        was = placement(self.timegrid, before.begin, before.end)
        return {**self.names[before.task], "was": was, "now": now}

    def _sentences(self) -> Iterator[str]:
        """Yield the chance, the time the task would have, and what would move."""
        if not self.blocks:
            yield _("No.")
            yield reason_of(self.proposal, self.key, self.fmt, self.timegrid)
            return
        yield self._odds()
        yield self._place()
        if missing := self._missing():
            yield _("%(duration)s of it wouldn't fit.") % {"duration": duration_text(missing)}
        if self.moves:
            yield self._moved()

    def _odds(self) -> str:
        values = {"odds": odds(self.chance), "time": self.fmt.end(self.limit)}
        if self.likelihood == "yes":
            return _("Yes: %(odds)s to be done by %(time)s.") % values
        if self.likelihood == "maybe":
            return _("Maybe: %(odds)s to be done by %(time)s.") % values
        return _("Unlikely: %(odds)s to be done by %(time)s.") % values

    def _place(self) -> str:
        fmt = self.fmt
        spans = [f"{fmt.moment(begin)}–{fmt.clock(end)}" for begin, end, _key in self.blocks]
        is_promise = {*self.blocks} <= {*self.proposal.problem.pinned}
        text = _("Its time is %(times)s.") if is_promise else _("It would go to %(times)s.")
        return text % {"times": get_text_list(spans, _("and"))}

    def _missing(self) -> int:
        planned = sum(block.end - block.begin for block in self.blocks)
        minutes = (task.minutes for task in self.proposal.problem.tasks if task.id == self.key)
        return max(0, next(minutes, 0) - planned)

    def _moved(self) -> str:
        keys = list(dict.fromkeys(before.task for before, _after in self.moves))
        if len(keys) <= MAX_NAMED_TASKS:
            titles = quoted_list(self.fmt.title(key) for key in keys)
            return _("%(titles)s would move.") % {"titles": titles}
        text = ngettext(
            "%(count)d other block would move.",
            "%(count)d other blocks would move.",
            len(self.moves),
        )
        return text % {"count": len(self.moves)}
