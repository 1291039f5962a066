"""Answer "Can I promise this by …?": the chance, where the task would go, and what would move.

The solver plans with the task due at that time as a hard deadline, around the current plan. Nothing
is stored.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from core import clock
from core.models import User
from core.ops.yielding_clock import YieldingClock
from tasks.editing.cleaning import clean_day
from tasks.editing.placement import PERSON
from tasks.errors import NotFound, Rejected
from tasks.models import Task
from tasks.planning.chance import Sampler
from tasks.planning.estimates import Groups, groups_of, spreads_of
from tasks.planning.proposals import metrics
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.draft import DRAFT, candidate_of, parse_draft
from tasks.planning.proposals.ideal import ideal_spans
from tasks.planning.proposals.present import Json
from tasks.planning.proposals.problem import Candidate, PlanProblem
from tasks.planning.proposals.promise_answer import Answer
from tasks.planning.proposals.request import MAX_DAYS, PlanRequest
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.proposals.timegrid import TimeGrid, down
from tasks.planning.solver import InvalidProblem, solve

logger = logging.getLogger(__name__)

DAYS_AFTER = 2  # the plan goes on after the deadline, so that other blocks can move there


def promise(user: User, pk: int, by: str) -> Json:
    """Say whether a task can be promised by a local day, or day and time, such as 2026-12-04T15:00.

    Raise `NotFound`, and `Rejected` for an impossible time or a row that can't be planned.
    """
    key = f"t{pk}"
    task = Task.objects.for_user(user).filter(pk=pk).only("placed_by", "pinned").first()
    if task is None:
        raise NotFound("task")
    limit = _limit(user, *_parsed(by))
    built = build_problem(user, _request(user, limit, key))
    if key not in built.rows:
        raise Rejected(_("Only open tasks with a domain and no open subtasks can be planned."))
    if task.placed_by == PERSON or task.pinned:
        built = _with_promise(built, key, limit)
    return _answer(user, built, key, limit)


def promise_line(user: User, text: str, by: str = "") -> Json:
    """Say the same about a task that a line of quick add describes; its own `by` is the default.

    Raise `Rejected` like `promise`, and for a line that isn't one task with a deadline.
    """
    parsed = parse_draft(user, text)
    day, at = _parsed(by) if by else (parsed.deadline_date, parsed.deadline_time)
    if day is None:
        raise Rejected(_("Add a deadline to the line, such as “by friday”."), "by")
    limit = _limit(user, day, at)
    built = build_problem(user, _request(user, limit, DRAFT))
    candidate = candidate_of(user, parsed, built)
    if candidate is None:
        raise Rejected(_("Choose a time that isn't over yet, before the deadline."), "text")
    groups = groups_of(parsed.domain_id, parsed.label_ids)
    return _answer(user, _with_candidate(built, candidate), DRAFT, limit, groups)


def _parsed(by: str) -> tuple[date, time | None]:
    """Read 2026-12-04 or 2026-12-04T15:00."""
    try:
        moment = datetime.fromisoformat(by)
    except ValueError:
        raise Rejected(_("There is no such day or time."), "by") from None
    return moment.date(), moment.time() if "T" in by else None


def _limit(user: User, day: date, at: time | None) -> int:
    """Return the minute of a deadline; that of a day is its end."""
    clean_day(day)
    timegrid = TimeGrid.of_person(user)
    limit = timegrid.minute(day, 24 * 60) if at is None else down(timegrid.minute_of(day, at))
    if limit <= timegrid.rounded_up(clock.now()):
        raise Rejected(_("This deadline has passed. Choose a later one."), "by")
    if day - clock.today(user) >= timedelta(days=MAX_DAYS - DAYS_AFTER):
        sentence = _("The planner looks at most %(days)d days ahead. Choose an earlier deadline.")
        raise Rejected(sentence % {"days": MAX_DAYS - DAYS_AFTER}, "by")
    return limit


def _request(user: User, limit: int, key: str) -> PlanRequest:
    day = TimeGrid.of_person(user).local(limit - 1).date()
    days = (day - clock.today(user)).days + 1 + DAYS_AFTER
    days = min(MAX_DAYS, max(days, user.preferences.planning_days))
    return PlanRequest("week", days=days, backlog=False, about=key)


def _with_promise(built: PlanProblem, key: str, limit: int) -> PlanProblem:
    """Keep the time that the person set for a row, if all of it is before `limit`."""
    own = built.rows[key].blocks
    if any(block.end > limit for block in own):
        return built
    pinned = (*built.problem.pinned, *own)
    return replace(built, problem=replace(built.problem, pinned=pinned))


def _with_candidate(built: PlanProblem, row: Candidate) -> PlanProblem:
    """Add a row that the database doesn't have."""
    problem = built.problem
    fixed = row.blocks if row.fixed else ()
    ideal = ideal_spans(row.ideal_time, built.range, built.hours)
    problem = replace(
        problem,
        tasks=(
            *problem.tasks,
            row.solver_task((), ideal),
        ),
        pinned=(*problem.pinned, *fixed),
        current=(*problem.current, *row.blocks),
    )
    return replace(built, rows={**built.rows, row.key: row}, problem=problem)


def _answer(user: User, built: PlanProblem, key: str, limit: int, groups: Groups = ()) -> Json:
    proposal = _planned(built, key, limit)
    problem, blocks = proposal.problem, proposal.plan.blocks
    minutes = {task.id: task.minutes for task in problem.tasks}
    sampler = Sampler(problem, spreads_of(user, minutes, {DRAFT: groups}))
    chance = sampler.chance(blocks, key) if key in sampler.due else 0.0
    answer = Answer(user, proposal, key, built.rows[key].title, chance, limit)
    metrics.PROMISES.labels(answer.likelihood).inc()
    logger.info(
        "promise checked user=%s tasks=%d chance=%.2f moves=%d ms=%d",
        *(user.pk, len(problem.tasks), chance, len(answer.moves), proposal.plan.elapsed * 1000),
    )
    return answer.as_json()


def _planned(built: PlanProblem, key: str, limit: int) -> StoredProposal:
    """Plan around the current plan, with the row due at `limit`."""
    tasks = (
        replace(task, deadline=limit, hard=True) if task.id == key else task
        for task in built.problem.tasks
    )
    problem = replace(built.problem, tasks=tuple(tasks))
    try:
        plan = solve(problem, clock=YieldingClock())
    except InvalidProblem as error:
        raise Rejected(str(error)) from error
    return StoredProposal(
        None, built.request, problem, plan, built.waiting, built.meant, built.passed
    )
