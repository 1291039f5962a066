"""Summarize a proposal: its title, and a sentence that counts what changes."""

from __future__ import annotations

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.models import User
from tasks.planning.proposals.conflicts import overrun_sentences
from tasks.planning.proposals.format import day_text
from tasks.planning.proposals.given_up import given_up_sentences
from tasks.planning.proposals.partial import partial_sentence, partial_tasks
from tasks.planning.proposals.problem import NO_DEADLINE
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Diff, Problem
from tasks.planning.wording import Formatter, listed

MAX_PARTIAL = 2  # tasks whose missing minutes are named above the plan


def title_of_plan(timegrid: TimeGrid, request: PlanRequest, problem: Problem) -> str:
    """Return a title such as "Plan for Monday 2 March"."""
    if request.kind == "repair":
        return _("Repair of your plan")
    if request.slides:
        day = {"day": day_text(timegrid.day(problem.now))}
        is_left = request.rest_of_day
        return (_("Without the rest of %(day)s") if is_left else _("The rest of %(day)s")) % day
    first, last = timegrid.day(problem.now), timegrid.day(problem.until - 1)
    is_one_day = request.kind == "day" and not (request.first or request.last)
    if first == last or is_one_day:
        return _("Plan for %(day)s") % {"day": day_text(first)}
    days = {"first": day_text(first), "last": day_text(last)}
    return _("Plan for %(first)s to %(last)s") % days


def summary(
    user: User, proposal: StoredProposal, changes: Diff, timegrid: TimeGrid, fmt: Formatter
) -> list[str]:
    """Return the sentences above a plan: first what stays, then what changes and what it costs."""
    counts = _counts(proposal, changes)
    sentences = [
        _promises(proposal) if counts else "",
        _postponed(user, proposal, timegrid),
        counts or _("Nothing needs to change."),
        _replanned(proposal, changes, fmt),
        *overrun_sentences(user, proposal, timegrid, fmt),
        _missed(proposal, fmt),
        *given_up_sentences(proposal, fmt),
    ]
    return [sentence for sentence in sentences if sentence]


def missing_sentences(proposal: StoredProposal, fmt: Formatter) -> list[str]:
    """Say how much of the most important tasks doesn't fit before their deadlines."""
    missing = [row for row in partial_tasks(proposal) if row.limit is not None]
    return [partial_sentence(row, fmt) for row in missing[:MAX_PARTIAL]]


def _promises(proposal: StoredProposal) -> str:
    """Say how many times that the person set stay."""
    planned = {*proposal.plan.blocks}
    kept = len({(block.task, block.begin) for block in proposal.problem.pinned if block in planned})
    if not kept:
        return ""
    if proposal.passed or proposal.request.released:
        text = ngettext("%(count)d time you set stays.", "%(count)d times you set stay.", kept)
    else:
        text = ngettext("The time you set stays.", "All %(count)d times you set stay.", kept)
    return text % {"count": kept}


def _postponed(user: User, proposal: StoredProposal, timegrid: TimeGrid) -> str:
    """Say why a plan for the day is for a later day; empty if it isn't."""
    day = timegrid.day(proposal.problem.now)
    is_chosen = proposal.request.first or proposal.request.last
    if proposal.request.kind != "day" or is_chosen or day <= clock.today(user):
        return ""
    weekday = format_date(day, "l")
    return _("No working time is left today, so this plan is for %(weekday)s.") % {
        "weekday": weekday
    }


def _counts(proposal: StoredProposal, changes: Diff) -> str:
    """Count the tasks that are placed, moved, removed, left out or late; empty if none is."""
    placed = len({block.task for block in changes.added})
    moved = len({after.task for _before, after in changes.moved})
    removed_keys = {block.task for block in changes.removed}
    removed = len(removed_keys)
    missing = {*proposal.waiting, *proposal.plan.left_out} - removed_keys
    left_out = len(proposal.meant & missing)
    late = _late_count(proposal, changes)
    clauses = [
        (placed, ngettext("%(count)d task placed", "%(count)d tasks placed", placed)),
        (moved, ngettext("%(count)d task moved", "%(count)d tasks moved", moved)),
        (removed, ngettext("%(count)d task removed", "%(count)d tasks removed", removed)),
        (left_out, ngettext("%(count)d task doesn't fit", "%(count)d tasks don't fit", left_out)),
        (late, ngettext("%(count)d task late", "%(count)d tasks late", late)),
    ]
    texts = [text % {"count": count} for count, text in clauses if count]
    return f"{', '.join(texts)}." if texts else ""


def _replanned(proposal: StoredProposal, changes: Diff, fmt: Formatter) -> str:
    """Say which blocks get a new time because they passed undone, promises among them."""
    keys = dict.fromkeys(b.task for b, _after in changes.moved if b in proposal.passed)
    text = ngettext(
        "%(titles)s wasn't done in time and gets a new time.",
        "%(titles)s weren't done in time and get new times.",
        len(keys),
    )
    return text % {"titles": listed([fmt.title(key) for key in keys])} if keys else ""


def _missed(proposal: StoredProposal, fmt: Formatter) -> str:
    """Say which tasks miss a hard deadline within the plan, the most important first."""
    problem, left_out = proposal.problem, {*proposal.plan.left_out}
    missed = [
        task
        for task in sorted(problem.tasks, key=lambda task: -task.weight)
        if task.id in left_out and task.hard and problem.now < (task.deadline or 0) <= problem.until
    ]
    text = ngettext(
        "%(titles)s doesn't fit before its deadline.",
        "%(titles)s don't fit before their deadlines.",
        len(missed),
    )
    return text % {"titles": listed([fmt.title(task.id) for task in missed])} if missed else ""


def _late_count(proposal: StoredProposal, changes: Diff) -> int:
    """Count the tasks whose new blocks end after their deadline; that of the others is no news."""
    deadlines = {task.id: task.deadline for task in proposal.problem.tasks}
    blocks = [*changes.added, *(after for _before, after in changes.moved)]
    return len({b.task for b in blocks if b.end > (deadlines[b.task] or NO_DEADLINE)})
