"""Present what would make room for a task, with the request or the fields of each button."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext as _

from core.models import User
from tasks.planning.explain.remedies import Remedy, RemedyKind, place
from tasks.planning.explain.sentences import remedy_sentence
from tasks.planning.explain.trials import Trials
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.events import AllDayEvent
from tasks.planning.proposals.present import Json
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Span, Task, slots_for
from tasks.planning.wording import Formatter

MAX_REMEDIES = 5
DAYS_AHEAD = 7  # to look for another day
EXTENDING = (RemedyKind.EVENING, RemedyKind.MORNING, RemedyKind.WEEKEND)
ORDER = [*RemedyKind]


class Remedies:
    """The remedies for one row of a proposal.

    Each has a ``request`` for the next plan, whose lists extend those of the current one, and some
    change a row first (``key`` and its ``patch``).
    """

    def __init__(
        self, user: User, proposal: StoredProposal, row: str, timegrid: TimeGrid, fmt: Formatter
    ) -> None:
        self.user, self.proposal, self.row = user, proposal, row
        self.timegrid, self.fmt = timegrid, fmt
        self.preferred = {"preferred": [row]}  # so that no other row takes the room

    def as_json(self, remedies: Sequence[Remedy]) -> list[Json]:
        """Return the smallest changes first."""
        changes = [change for remedy in remedies if (change := self._change(remedy))]
        changes += [*self._around_events(), *self._on_another_day()]
        changes.sort(key=lambda change: ORDER.index(change["kind"]))
        return changes[:MAX_REMEDIES]

    def _change(self, remedy: Remedy) -> Json | None:
        """Return a remedy as JSON; None if no button could make it."""
        change = {"kind": remedy.kind, "sentence": remedy_sentence(remedy, self.fmt)}
        if remedy.span and remedy.kind in EXTENDING:
            return self._as_request(change, extra_hours=[list(self._local(remedy.span))])
        if remedy.other:
            return self._change_of_other(remedy, change)
        patch = self._patch(remedy)
        return patch and self._as_patch(change, self.row, patch)

    def _as_request(self, change: Json, **request: object) -> Json:
        return {**change, "key": self.row, "patch": None, "request": {**self.preferred, **request}}

    def _as_patch(self, change: Json, key: str, patch: Json) -> Json:
        return {**change, "key": key, "patch": patch, "request": self.preferred}

    def _local(self, span: Span) -> tuple[str, str]:
        begin, end = (self.timegrid.local(minute) for minute in span)
        return begin.isoformat("T", "minutes"), end.isoformat("T", "minutes")

    def _change_of_other(self, remedy: Remedy, change: Json) -> Json | None:
        """Return a change of another row: to another time, to tomorrow, or out of this plan."""
        assert remedy.other  # noqa: S101
        key = remedy.other.task
        if remedy.kind is RemedyKind.MOVE:
            day, at = self.timegrid.slot(remedy.to)
            patch = {"scheduled_date": day, "scheduled_time": at.isoformat("minutes")}
            return self._as_patch(change, key, patch)
        if self.fmt.only_today:
            tomorrow = self.timegrid.local(remedy.other.begin).date() + timedelta(days=1)
            patch = {"scheduled_date": tomorrow, "scheduled_time": None}
            return self._as_patch(change, key, patch)
        if remedy.other in self.proposal.problem.current:
            return None
        return self._as_request(change, without=[key])

    def _patch(self, remedy: Remedy) -> Json | None:
        """Return the fields of the row that make the change."""
        local = self.timegrid.local
        if remedy.kind is RemedyKind.DAY:
            return {"scheduled_date": local(remedy.begin).date()}
        if self.row.startswith("i"):
            return None
        match remedy.kind:
            case RemedyKind.SPLIT:
                return {"chunk_min": remedy.value}
            case RemedyKind.EARLIEST:
                return {"earliest_start": local(remedy.begin).date()}
            case RemedyKind.DEADLINE:
                day = local(remedy.value - 1).date()
                return {"deadline_date": day, "deadline_time": None}
        return None

    def _around_events(self) -> Iterator[Json]:
        """Yield the first all-day event without which the row would fit."""
        window = Trials(self.proposal.problem, ()).window(self._task())
        for event in self.proposal.all_day:
            if event.ignored or event.is_away:
                continue
            if event.begin < window.end and event.end > window.begin:
                if self._fits_without(event):
                    title = event.title or _("the all-day event")
                    sentence = _("Plan around “%(title)s”.") % {"title": title}
                    change = {"kind": RemedyKind.AROUND, "sentence": sentence}
                    yield self._as_request(change, around=[event.event_id])
                return

    def _fits_without(self, event: AllDayEvent) -> bool:
        request = self.proposal.request
        around = replace(request, around=(*request.around, event.event_id))
        problem = build_problem(self.user, around).problem
        if not any(task.id == self.row for task in problem.tasks):
            return False
        problem = replace(problem, urgent=self.proposal.plan.urgent)
        trials = Trials(problem, self.proposal.plan.blocks)
        task = trials.tasks[self.row]
        return place(trials, task, trials.window(task)) is not None

    def _on_another_day(self) -> Iterator[Json]:
        """Yield the next day with time for the row, if this plan is for a single day."""
        problem, task = self.proposal.problem, self._task()
        is_due = task.hard and task.deadline is not None and task.deadline <= problem.until
        if not self.fmt.only_today or is_due or self.row in self.proposal.plan.partial:
            return
        request = PlanRequest("week", days=DAYS_AHEAD, backlog=False, about=self.row)
        wider = build_problem(self.user, request).problem
        free = slots_for(wider, wider.current, self.row, DAYS_AHEAD)
        begin = min(
            (s.spans[0].begin for s in free if s.spans[0].begin >= problem.until), default=0
        )
        if begin:
            sentence = _("Do it on %(day)s instead.") % {"day": self.fmt.day(begin)}
            patch = {"scheduled_date": self.timegrid.local(begin).date(), "scheduled_time": None}
            change = {"kind": RemedyKind.DAY, "sentence": sentence}
            yield self._as_patch(change, self.row, patch)

    def _task(self) -> Task:
        return next(task for task in self.proposal.problem.tasks if task.id == self.row)
