"""Present the all-day events and days away that take time from a plan, each with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from tasks.planning.proposals.events import AllDayEvent
from tasks.planning.proposals.format import day_text
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.proposals.timegrid import TimeGrid


def all_day_events(proposal: StoredProposal, timegrid: TimeGrid) -> Iterator[dict[str, Any]]:
    """Yield the all-day events during the hours of a plan, those that it ignores included."""
    hours = [span for spans in proposal.problem.hours.values() for span in spans]
    for event in proposal.all_day:
        if any(begin < event.end and end > event.begin for begin, end in hours):
            yield {
                "event_id": event.event_id,
                "title": event.title,
                "ignored": event.ignored,
                "label": "" if event.ignored or event.is_away else _("Plan around it"),
                "request": {} if event.is_away else {"around": [event.event_id]},
                "sentence": _sentence(event, proposal, timegrid),
            }


def _sentence(event: AllDayEvent, proposal: StoredProposal, timegrid: TimeGrid) -> str:
    title = _("“%(title)s”") % {"title": event.title} if event.title else _("An all-day event")
    first, last = timegrid.local(event.begin), timegrid.local(event.end - 1)
    names = {"event": title, "first": day_text(first), "last": day_text(last)}
    if event.is_away:
        return _away_sentence(names)
    if event.ignored:
        return _("%(event)s takes no time in this plan.") % names
    if event.begin <= proposal.problem.now and event.end >= proposal.problem.until:
        return _("%(event)s takes the whole day.") % names
    if first.date() == last.date():
        return _("%(event)s takes all of %(first)s.") % names
    return _("%(event)s takes the days from %(first)s to %(last)s.") % names


def _away_sentence(names: dict[str, str]) -> str:
    if names["first"] == names["last"]:
        return _("You are away on %(first)s.") % names
    return _("You are away from %(first)s to %(last)s.") % names
