"""Explain a proposal: why a block is here, and why a row was left out or planned in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from core.models import User
from tasks.errors import NotFound
from tasks.models import Event
from tasks.models.event import days_around
from tasks.planning.explain.consequences import consequences
from tasks.planning.explain.remedies import RemedyKind
from tasks.planning.explain.sentences import (
    consequence_sentence,
    left_out_sentence,
    reason_sentence,
    remedy_sentence,
)
from tasks.planning.explain.trials import Trials
from tasks.planning.explain.why_here import Decider, Reason, explain_block, is_no_worse
from tasks.planning.explain.why_not import Shortage, explain_left_out
from tasks.planning.proposals.keys import row_of
from tasks.planning.proposals.overtime import extensions
from tasks.planning.proposals.partial import partial_sentence, partial_tasks
from tasks.planning.proposals.present import (
    Json,
    formatter_of,
    keys_of,
    names_in,
    placement,
    waiting_sentence,
)
from tasks.planning.proposals.propose import get_proposal
from tasks.planning.proposals.remedies import Remedies
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.proposals.timegrid import GRID, TimeGrid
from tasks.planning.solver import Block, Problem
from tasks.planning.wording import Formatter


def explain(user: User, pk: int, key: str) -> Json:
    """Explain a block of a proposal, or a row that was left out. Raise `NotFound`.

    A row that is planned in part gets both: why its block is here, and what its rest needs.
    """
    proposal = get_proposal(user, pk)
    names = names_in(user, proposal)
    row = row_of(key)
    if row not in names:
        raise NotFound("task in this plan")
    timegrid = TimeGrid.of_person(user)
    fmt = replace(
        formatter_of(user, proposal, names),
        event=lambda minute: _event_title(user, timegrid, minute),
    )
    trials = Trials.of_plan(_without_gone_day(proposal, row), proposal.plan)
    placed = row in trials.tasks and bool(trials.of_task(row))
    explanation: Json = {"key": key, "title": names[row]["title"], "placed": placed}
    if placed:
        block = _block(proposal, key)
        chosen = proposal.request.first or proposal.request.last
        hours_after = proposal.problem.until if chosen else fmt.now + GRID
        explanation |= _explain_block(trials, block, hours_after, fmt, timegrid)
    if row in proposal.waiting:
        explanation["sentence"] = waiting_sentence(proposal, row, fmt)
    elif row in trials.tasks and trials.missing(row):
        explanation |= _explain_left_out(user, proposal, trials, row, fmt)
    return {"sentence": "", "reasons": [], "alternatives": [], "changes": [], **explanation}


def _without_gone_day(proposal: StoredProposal, row: str) -> Problem:
    """Return the problem; what a gone day leaves out can't be on that day."""
    problem = proposal.problem
    if not proposal.request.rest_of_day or row not in proposal.plan.left_out:
        return problem
    ends = [day.end for day in problem.days if day.begin <= problem.now < day.end]
    tasks = (
        replace(task, earliest=max(ends, default=problem.now)) if task.id == row else task
        for task in problem.tasks
    )
    return replace(problem, tasks=tuple(tasks))


def _block(proposal: StoredProposal, key: str) -> Block:
    blocks = {name: block for block, name in keys_of(proposal.plan.blocks).items()}
    block = blocks.get(key) or blocks.get(f"{row_of(key)}.1")
    if block is None:
        raise NotFound("block in this plan")
    return block


def _explain_block(
    trials: Trials, block: Block, hours_after: int, fmt: Formatter, timegrid: TimeGrid
) -> Json:
    """Explain a block; hours that begin by `hours_after` may only be cut by the range."""
    explanation = explain_block(trials, block)
    return {
        "reasons": [
            {"kind": reason.decider, "sentence": reason_sentence(reason, fmt)}
            for reason in _true_reasons(explanation.reasons, hours_after, fmt)
        ],
        "alternatives": [
            {
                **placement(timegrid, option.block.begin, option.block.end),
                "sentence": f"{fmt.moment(option.block.begin)}–{fmt.clock(option.block.end)}",
                "note": consequence_sentence(
                    consequences(trials, option), fmt, is_no_worse=is_no_worse(option)
                ),
                "price": option.price._asdict(),
                "displaced": sorted({*option.change} - {block.task}),
            }
            for option in explanation.alternatives
        ],
    }


def _true_reasons(reasons: Sequence[Reason], hours_after: int, fmt: Formatter) -> list[Reason]:
    """Correct reasons that name hours, which the solver sees cut by the range and focus time."""
    true = [
        replace(reason, decider=Decider.EVENT)
        if reason.decider is Decider.HOURS and fmt.event(reason.minute)
        else reason
        for reason in reasons
        if reason.decider is not Decider.HOURS or reason.minute > hours_after
    ]
    return true or [Reason(Decider.BEST)]


def _explain_left_out(
    user: User, proposal: StoredProposal, trials: Trials, row: str, fmt: Formatter
) -> Json:
    timegrid, problem = TimeGrid.of_person(user), proposal.problem
    longer = extensions(problem, trials.tasks[row].hours, timegrid)
    explanation = explain_left_out(trials, row, longer)
    remedies = Remedies(user, proposal, row, timegrid, fmt)
    partial = next((part for part in partial_tasks(proposal) if part.task.id == row), None)
    if partial and partial.limit is None:
        return {"sentence": partial_sentence(partial, fmt)}
    if partial:
        reason = partial_sentence(partial, fmt)
    elif proposal.request.rest_of_day or (
        proposal.request.slides and explanation.shortage is Shortage.SHARE
    ):
        reason = _slide_sentence(proposal)
    else:
        reason = left_out_sentence(explanation, fmt)
    gone = proposal.request.rest_of_day
    changes = [r for r in explanation.remedies if not (gone and r.kind is RemedyKind.EARLIEST)]
    return {
        "sentence": reason,
        "changes": list(remedies.as_json(changes)),
    }


def _slide_sentence(proposal: StoredProposal) -> str:
    """Say why a row no longer fits although there is free time."""
    if proposal.request.rest_of_day:
        return _("Doesn't fit: the rest of today is gone.")
    return _("Doesn't fit today unless the order of your blocks changes.")


def reason_of(proposal: StoredProposal, key: str, fmt: Formatter, timegrid: TimeGrid) -> str:
    """Say in one line why a row is not in the plan, and the smallest change that would help."""
    if key in proposal.waiting:
        return waiting_sentence(proposal, key, fmt)
    trials = Trials.of_plan(proposal.problem, proposal.plan)
    longer = extensions(proposal.problem, trials.tasks[key].hours, timegrid)
    explanation = explain_left_out(trials, key, longer)
    advice = [remedy_sentence(remedy, fmt) for remedy in explanation.remedies[:1]]
    return " ".join([left_out_sentence(explanation, fmt), *advice])


def _event_title(user: User, timegrid: TimeGrid, minute: int) -> str:
    """Return the title of an event that begins or ends at a minute; empty if there is none."""
    first, last = timegrid.instant(minute - 1), timegrid.instant(minute + 1)
    events = Event.objects.for_user(user).busy().touching(first, last, *days_around(first, last))
    titles = (event.title for event in events if minute in _limits(event, timegrid))
    return next(titles, "")


def _limits(event: Event, timegrid: TimeGrid) -> tuple[int, int]:
    """Return the minutes at which the planner lets an event begin and end."""
    begin, end = event.span(timegrid.zone)
    return timegrid.of(begin), -int(-end.timestamp() // 60)
