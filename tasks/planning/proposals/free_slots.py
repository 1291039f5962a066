"""Find free slots for one task; everything else stays."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from core import clock
from core.models import User
from tasks.errors import NotFound, Rejected
from tasks.models import Task, TaskInstance
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.format import day_text, formatter
from tasks.planning.proposals.present import Json, names_of, placement, title_lookup
from tasks.planning.proposals.problem import PlanProblem
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Block, Slot, slots_for
from tasks.planning.wording import Finish, Formatter, duration_text, quoted_list, slot_sentence

SLOT_DAYS = 14  # at least, to look for free slots


def find_slots(user: User, pk: int, n: int, days: int = 0, is_instance: bool = False) -> Json:
    """Return the `n` best free slots of a task within `days`; everything else stays.

    Without `days`, look as far ahead as the planner does, but at least two weeks. Raise
    `NotFound`, and `Rejected` for a row that can't be planned.
    """
    key = f"{'i' if is_instance else 't'}{pk}"
    rows = TaskInstance.objects.for_user(user) if is_instance else Task.objects.for_user(user)
    if not rows.filter(pk=pk).exists():
        raise NotFound("task instance" if is_instance else "task")
    built = build_problem(user, _slot_request(user, days, key))
    if key in built.waiting:
        return {"slots": [], "sentence": _waiting_sentence(user, built.waiting[key])}
    minutes = next((task.minutes for task in built.problem.tasks if task.id == key), None)
    if minutes is None:
        raise Rejected(_("Only open tasks with a domain and no open subtasks can be planned."))
    slots = _slots(user, built, key, n)
    no_slot = _("There is no free slot of %(duration)s until %(day)s.") % {
        "duration": duration_text(minutes),
        "day": day_text(built.range.last_day),
    }
    return {"slots": slots, "sentence": "" if slots else no_slot}


def _slot_request(user: User, days: int, key: str) -> PlanRequest:
    days = days or max(user.preferences.planning_days, SLOT_DAYS)
    return PlanRequest("week", days=days, backlog=False, about=key)


def _waiting_sentence(user: User, blockers: list[str]) -> str:
    names = names_of(user, blockers)
    titles = quoted_list(name["title"] for name in names.values()) or _("a deleted task")
    return _("It waits for %(titles)s, which isn't planned yet.") % {"titles": titles}


def _slots(user: User, built: PlanProblem, key: str, n: int) -> list[Json]:
    problem, timegrid = built.problem, built.timegrid
    names = names_of(user, {task.id for task in problem.tasks})
    fmt = formatter(timegrid, problem, clock.today(user), title_lookup(names))
    slots = slots_for(problem, problem.current, key, n)
    return [_slot(slot, problem.current, key, fmt, timegrid) for slot in slots]


def _slot(
    slot: Slot, plan: tuple[Block, ...], key: str, fmt: Formatter, timegrid: TimeGrid
) -> Json:
    """Return a slot as the API shows it, with what it would change in a plan."""
    first = slot.spans[0]
    moved = sum(block.task != key for block in {*plan} - {*slot.blocks})
    spans = [f"{fmt.moment(begin)}–{fmt.clock(end)}" for begin, end in slot.spans]
    return {
        **placement(timegrid, first.begin, first.end),
        "chunks": [placement(timegrid, begin, end) for begin, end in slot.spans],
        "sentence": get_text_list(spans, _("and")),
        "note": slot_sentence(slot, moved, _finish(slot, plan, key), fmt),
        "price": slot.price._asdict(),
        "displaced": list(slot.affected),
    }


def _finish(slot: Slot, plan: tuple[Block, ...], key: str) -> Finish | None:
    """Return when the task is finished now and in this slot; None if it isn't planned now."""
    current = max((block.end for block in plan if block.task == key), default=None)
    new = max(block.end for block in slot.blocks if block.task == key)
    return None if current is None else Finish(current, new)
