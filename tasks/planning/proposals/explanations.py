"""Explains a proposal in sentences: why here, why not, and when one task could be done."""

from __future__ import annotations

from core.models import User
from tasks.errors import NotFound, Rejected
from tasks.models import Task, TaskInstance
from tasks.planning.explain import why_here
from tasks.planning.proposals.build import gather
from tasks.planning.proposals.present import (
    Named,
    Shown,
    keys_of,
    names_in,
    names_of,
    place,
    reason_of,
    refusal_of,
    when,
)
from tasks.planning.proposals.propose import Offered, find
from tasks.planning.proposals.request import Asked
from tasks.planning.proposals.timegrid import Wall
from tasks.planning.solver import Problem, Slot, slots_for
from tasks.planning.solver.relaxations import Change, Kind
from tasks.planning.wording import TitleOf, binding_sentence, change_sentence, price_sentence

SLOT_DAYS = 14


def explain(user: User, pk: int, key: str) -> Shown:
    """Why a block is where it is, or why a row was left out. Raises `NotThere`."""
    offered = find(user, pk)
    names = names_in(user, offered)
    row = key.partition(".")[0]
    if row not in names:
        raise NotFound("task in this plan")
    wall = Wall.of_person(user)
    placed = any(block.task == row for block in offered.plan.blocks)
    said = _why_here if placed else _why_not
    return {
        "key": key,
        "title": names[row].title,
        "placed": placed,
        **said(offered, key, names, wall),
    }


def _why_here(offered: Offered, key: str, names: dict[str, Named], wall: Wall) -> Shown:
    blocks = {name: block for block, name in keys_of(offered.plan.blocks).items()}
    row = key.partition(".")[0]
    block = blocks.get(key) or blocks.get(f"{row}.1")
    if block is None:
        raise NotFound("block in this plan")
    found = why_here(offered.problem, offered.plan.blocks, block)
    word, title_of = when(wall, offered.problem), _titles(names)
    weight = next(task.weight for task in offered.problem.tasks if task.id == row)
    return {
        "bindings": [
            {
                "direction": binding.direction,
                "sentence": binding_sentence(binding, word, title_of),
            }
            for binding in found.bindings
        ],
        "alternatives": [
            _slot(slot, offered.problem, wall, title_of, weight) for slot in found.alternatives
        ],
    }


def _why_not(offered: Offered, key: str, names: dict[str, Named], wall: Wall) -> Shown:
    said = reason_of(offered, key, names, wall)
    if key in offered.waiting:
        return {"sentence": said, "changes": []}
    refusal = refusal_of(offered, key)
    word, title_of = when(wall, offered.problem), _titles(names)
    return {
        "sentence": said,
        "changes": [
            {
                "kind": change.kind,
                "sentence": change_sentence(change, word, title_of),
                "patch": _patch(change, wall, key),
            }
            for change in refusal.changes
        ],
    }


def _patch(change: Change, wall: Wall, key: str) -> Shown | None:
    """The fields of the task that make the change; None where it is not one of the task's own."""
    if key.startswith("i"):
        return {"own_duration": change.value} if change.kind == Kind.DURATION else None
    match change.kind:
        case Kind.DURATION:
            return {"duration": change.value}
        case Kind.SPLIT:
            return {"chunk_min": change.value}
        case Kind.DEADLINE:
            at = wall.local(change.value)
            return {"deadline_date": at.date(), "deadline_time": at.time().isoformat("minutes")}
        case Kind.EARLIEST:
            return {"earliest_start": wall.local(change.value).date()}
    return None


def slots(user: User, pk: int, n: int, days: int = 0, is_instance: bool = False) -> Shown:
    """When could this be done? The `n` cheapest slots within `days`, everything else staying.

    Without `days`, as far as the planner looks, and at least two weeks. Raises `NotThere`, and
    `Refused` for what cannot be planned.
    """
    key = f"{'i' if is_instance else 't'}{pk}"
    rows = TaskInstance.objects.for_user(user) if is_instance else Task.objects.for_user(user)
    if not rows.filter(pk=pk).exists():
        raise NotFound("task instance" if is_instance else "task")
    gathered = gather(user, _ahead(user, days, key))
    if key in gathered.waiting:
        title = names_of(user, gathered.waiting[key])
        waits = " and ".join(f"“{name.title}”" for name in title.values()) or "something else"
        return {"slots": [], "sentence": f"It waits for {waits}, which is not planned yet."}
    item = next((task for task in gathered.problem.tasks if task.id == key), None)
    if item is None:
        raise Rejected("Only open tasks of a domain without open subtasks can be planned.")
    problem = gathered.problem
    names = names_of(user, {task.id for task in problem.tasks})
    found = slots_for(problem, problem.current, key, n)
    shown = [_slot(slot, problem, gathered.wall, _titles(names), item.weight) for slot in found]
    last = gathered.window.last
    nothing = (
        f"There are no {item.minutes} free minutes for it until {last:%A} {last.day} {last:%B}."
    )
    return {"slots": shown, "sentence": "" if shown else nothing}


def _ahead(user: User, days: int, key: str) -> Asked:
    days = days or max(user.preferences.planning_days, SLOT_DAYS)
    return Asked("week", days=days, backlog=False, about=key)


def _slot(slot: Slot, problem: Problem, wall: Wall, title_of: TitleOf, weight: int) -> Shown:
    """A way to place a task: when, and at what price."""
    first = slot.spans[0]
    price = price_sentence(slot.price, slot.displaced, title_of, weight)
    word = when(wall, problem)
    spans = " and ".join(f"{word(begin)}–{wall.clock(end)}" for begin, end in slot.spans)
    return {
        **place(wall, first.begin, first.end),
        "chunks": [place(wall, begin, end) for begin, end in slot.spans],
        "sentence": spans,
        "note": price,
        "price": slot.price._asdict(),
        "displaced": list(slot.displaced),
    }


def _titles(names: dict[str, Named]) -> TitleOf:
    return lambda key: names[key].title if key in names else "something else"
