"""The day's offers: what needs attention, with one button that helps; others are not made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.dateformat import format as format_date
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.models import User
from tasks.planning.checker import Rule
from tasks.planning.proposals import metrics
from tasks.planning.proposals.conflicts import conflicts, event_text
from tasks.planning.proposals.early_finish import pull_of
from tasks.planning.proposals.events import named_events
from tasks.planning.proposals.issues import (
    Collision,
    collisions,
    passed_rows,
    read_current,
    repaired,
)
from tasks.planning.proposals.present import Json
from tasks.planning.proposals.problem import Candidate
from tasks.planning.proposals.risks import Risk, risks
from tasks.planning.wording import listed

NO_OFFER: Json = {"offer": None, "count": 0, "sentence": "", "kind": "repair", "label": ""}


def find_offer(user: User) -> Json:
    """Return the most urgent offer, and all of them under ``offers``, the most urgent first.

    Each has a sentence that names the block and the day, and the request behind its button: the
    `kind` of a plan, and the rows that it may move (``released``).
    """
    offers = list(Offers(user).all())
    for offer in offers[:1]:
        metrics.OFFERED.labels(offer["offer"]).inc()
    return {**(offers[0] if offers else NO_OFFER), "offers": offers}


class Offers:
    """The offers of one person at one moment."""

    def __init__(self, user: User) -> None:
        self.user, self.built = user, read_current(user)
        self.timegrid, self.today = self.built.timegrid, clock.today(user)

    def all(self) -> Iterator[Json]:
        """Yield the offers, the most urgent first."""
        passed, colliding = passed_rows(self.built), collisions(self.built)
        helped = repaired(self.built) if passed or colliding else set()
        if relevant := [row for row in colliding if {row.block.task, row.against} & helped]:
            yield self._of_collisions(relevant)
        yield from self._of_promises()
        if pull := pull_of(self.user, self.built):
            title = self._title(pull.block.task)
            text = _("There is free time now. Pull “%(title)s” forward to %(time)s.")
            sentence = text % {"title": title, "time": self.timegrid.clock(pull.begin)}
            yield _offer("early", 1, sentence, "early", _("Pull forward…"))
        if rows := [row for row in passed if row.key in helped]:
            yield _offer("passed", len(rows), self._passed(rows), "repair", _("Replan…"))
        if found_risks := risks(self.user, self.built):
            yield self._of_risks(found_risks)

    def _of_collisions(self, collisions: list[Collision]) -> Json:
        first = collisions[0]
        names = {
            "title": self._title(first.block.task),
            "time": self._moment(first.block.begin),
            "other": self._other(first),
            "more": len(collisions) - 1,
        }
        if names["more"]:
            text = ngettext(
                "“%(title)s” (%(time)s) and %(more)d more block no longer fit.",
                "“%(title)s” (%(time)s) and %(more)d more blocks no longer fit.",
                len(collisions) - 1,
            )
        elif first.rule == Rule.DEADLINE:
            text = _("“%(title)s” (%(time)s) ends after its deadline.")
        elif first.rule == Rule.ORDER:
            text = _("“%(title)s” (%(time)s) comes before %(other)s, which it waits for.")
        else:
            text = _("“%(title)s” (%(time)s) is at the same time as %(other)s.")
        return _offer("collides", len(collisions), text % names, "repair", _("Repair…"))

    def _other(self, collision: Collision) -> str:
        if collision.against in self.built.rows:
            return _("“%(title)s”") % {"title": self._title(collision.against)}
        block = collision.block
        named = named_events(self.user, self.timegrid, block.begin, block.end)
        days = [e for e in self.built.all_day if e.begin < block.end and block.begin < e.end]
        titles = [*(event.title for event in named), *(event.title for event in days)]
        return event_text(titles[0] if titles else "")

    def _of_promises(self) -> Iterator[Json]:
        """Offer to move the first promise under an event; the others come after it."""
        overlaps = conflicts(self.user, self.built.problem, self.timegrid)
        if overlaps:
            block, event = overlaps[0]
            sentence = _("“%(title)s” (%(time)s) is at the same time as %(event)s.") % {
                "title": self._title(block.task),
                "time": self._moment(block.begin),
                "event": event_text(event.title),
            }
            offer = _offer("promise", len(overlaps), sentence, "repair", _("Move it…"))
            yield {**offer, "released": [block.task]}

    def _passed(self, rows: list[Candidate]) -> str:
        """Say which blocks of which days are not done, the latest day first."""
        last = {row.key: row.passed[-1].begin for row in rows}
        if len(rows) == 1 and self._day(last[rows[0].key]) == self.today:
            names = {"title": rows[0].title, "time": self.timegrid.clock(last[rows[0].key])}
            return _("“%(title)s” (%(time)s) is over but not done.") % names
        days = Counter(self._day(begin) for begin in last.values())
        counts = [
            _("%(count)d from %(day)s") % {"count": count, "day": self._day_text(day)}
            for day, count in sorted(days.items(), reverse=True)
        ]
        latest_first = sorted(rows, key=lambda row: self._day(last[row.key]), reverse=True)
        return _("%(counts)s not done: %(titles)s.") % {
            "counts": get_text_list(counts, _("and")),
            "titles": listed([row.title for row in latest_first]),
        }

    def _of_risks(self, risks: list[Risk]) -> Json:
        (row, missing), *_others = risks
        names = {
            "title": row.title,
            "limit": self._end(row.deadline or 0),
            "missing": missing,
        }
        if row.blocks or row.done:
            text = _("%(missing)d min of “%(title)s” aren't planned before %(limit)s.")
        else:
            text = _("“%(title)s” isn't planned yet and is due %(limit)s.")
        today_end = self.built.hours.end_of(self.today)
        is_today = all((risk.row.deadline or 0) <= today_end for risk in risks)
        kind, label = ("day", _("Plan my day…")) if is_today else ("week", _("Plan my week…"))
        return _offer("risk", len(risks), text % names, kind, label)

    def _title(self, key: str) -> str:
        return self.built.rows[key].title

    def _day(self, minute: int) -> date:
        return self.timegrid.local(minute - self.built.hours.day_start).date()

    def _day_text(self, day: date) -> str:
        names = {self.today: _("today"), self.today - timedelta(days=1): _("yesterday")}
        names[self.today + timedelta(days=1)] = _("tomorrow")
        return names.get(day) or format_date(day, "l")

    def _moment(self, minute: int) -> str:
        """Return "9:00" for today, else the day and the time."""
        time, day = self.timegrid.clock(minute), self.timegrid.local(minute).date()
        return time if day == self.today else f"{self._day_text(day)} {time}"

    def _end(self, minute: int) -> str:
        """Return a deadline as people say it; one at midnight is that of the day before."""
        day = self._day_text(self.timegrid.local(minute - 1).date())
        local = self.timegrid.local(minute)
        return f"{day} {self.timegrid.clock(minute)}" if local.hour or local.minute else day


def _offer(offer: str, count: int, sentence: str, kind: str, label: str) -> Json:
    return {
        "offer": offer,
        "count": count,
        "sentence": sentence,
        "kind": kind,
        "label": label,
        "released": [],
    }
