"""Shows a proposal: blocks, what moves, what goes, what is left out, each with its title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core import clock
from core.models import User
from tasks.models import Task, TaskInstance
from tasks.planning.explain import Refusal, why_not
from tasks.planning.proposals.candidates import NEVER
from tasks.planning.proposals.propose import Offered
from tasks.planning.proposals.timegrid import Wall
from tasks.planning.solver import Block, Diff, Problem, diff
from tasks.planning.wording import When, sentence

Shown = dict[str, Any]

MOST_REASONS = 12  # given at once; the others are explained when asked for


@dataclass(frozen=True, slots=True)
class Named:
    """What a key of a plan stands for."""

    task_id: int
    instance_id: int | None
    title: str


def names_of(user: User, keys: Iterable[str]) -> dict[str, Named]:
    """Rows by key: t12 is a task, i345 a day of a series. Two queries."""
    ids: dict[str, list[int]] = {"t": [], "i": []}
    for key in keys:
        ids[key[0]].append(int(key[1:]))
    tasks = Task.objects.for_user(user).filter(pk__in=ids["t"]).values_list("pk", "title")
    days = TaskInstance.objects.for_user(user).filter(pk__in=ids["i"])
    found = {f"t{pk}": Named(pk, None, title) for pk, title in tasks}
    for pk, task, own, title in days.values_list("pk", "task", "own_title", "task__title"):
        found[f"i{pk}"] = Named(task, pk, own or title)
    return found


def names_in(user: User, offered: Offered) -> dict[str, Named]:
    """Every row a proposal speaks of, by key."""
    waited_for = {key for keys in offered.waiting.values() for key in keys}
    planned = {task.id for task in offered.problem.tasks}
    return names_of(user, planned | {*offered.waiting} | waited_for)


def show(user: User, offered: Offered) -> Shown:
    """A proposal as the API shows it. Rows that are gone since are left out."""
    problem, plan = offered.problem, offered.plan
    wall = Wall.of_person(user)
    names = names_in(user, offered)
    changes = changes_of(offered)
    return {
        "id": offered.id,
        "kind": offered.asked.kind,
        "first": _minute(wall, problem.now),
        "last": _minute(wall, problem.until),
        "today": clock.today(user),
        "title": _title(wall, problem),
        "sentence": _preface(user, offered, wall) + _sentence(changes, offered),
        "blocks": list(_blocks(offered, changes, names, wall)),
        "removed": list(_removed(changes, names, wall)),
        "left_out": list(_left_out(offered, names, wall)),
        "cost": plan.cost._asdict(),
        "gap": plan.gap,
        "complete": plan.complete,
        "elapsed_ms": round(plan.elapsed * 1000),
        "seed": plan.seed,
    }


def place(wall: Wall, begin: int, end: int) -> Shown:
    """Where a block stands, as the API says it."""
    local = wall.local(begin)
    return {
        "date": local.date(),
        "time": local.strftime("%H:%M"),
        "minutes": end - begin,
    }


def when(wall: Wall, problem: Problem) -> When:
    """How instants are worded: "Fri 6 Mar 12:00", or the time alone in a plan of one day."""
    first, last = (wall.local(minute).date() for minute in (problem.now, problem.until - 1))

    def word(minute: int) -> str:
        local = wall.local(minute)
        if first == last and minute <= problem.until:
            return wall.clock(minute)
        return f"{local:%a} {local.day} {local:%b} {wall.clock(minute)}"

    return word


def changes_of(offered: Offered) -> Diff:
    """What the proposal changes; what stood in vain and is planned again has moved."""
    before = (*offered.problem.current, *offered.passed)
    found = diff(before, offered.plan.blocks)
    gone = tuple(block for block in found.removed if block not in offered.passed)
    return found._replace(removed=gone)


def keys_of(blocks: Iterable[Block]) -> dict[Block, str]:
    """The key of each block: that of its row, with a number where it has several chunks."""
    ordered = sorted(blocks)
    several = {task for task, count in Counter(b.task for b in ordered).items() if count > 1}
    numbers: Counter[str] = Counter()
    keys = {}
    for block in ordered:
        numbers[block.task] += 1
        plain = block.task
        keys[block] = f"{plain}.{numbers[plain]}" if plain in several else plain
    return keys


def _blocks(
    offered: Offered, changes: Diff, names: dict[str, Named], wall: Wall
) -> Iterator[Shown]:
    was = {after: before for before, after in changes.moved}
    added = {*changes.added}
    tasks = {task.id: task for task in offered.problem.tasks}
    for block, key in keys_of(offered.plan.blocks).items():
        if block.task not in names:
            continue
        task, before = tasks[block.task], was.get(block)
        late = block.end - task.deadline if task.deadline is not None else 0
        yield {
            "key": key,
            **_named(names[block.task]),
            **place(wall, block.begin, block.end),
            "state": "moved" if before else "added" if block in added else "kept",
            "was": place(wall, before.begin, before.end) if before else None,
            "pinned": block in offered.problem.pinned,
            "late_minutes": max(0, late),
        }


def _late(offered: Offered) -> int:
    """How many tasks are to be done after their deadline."""
    due = {task.id: task.deadline for task in offered.problem.tasks}
    late = [block.task for block in offered.plan.blocks if block.end > (due[block.task] or NEVER)]
    return len({*late})


def _removed(changes: Diff, names: dict[str, Named], wall: Wall) -> Iterator[Shown]:
    keys = keys_of(changes.removed)
    for block in changes.removed:
        if block.task in names:
            was = place(wall, block.begin, block.end)
            yield {"key": keys[block], **_named(names[block.task]), "was": was}


def _left_out(offered: Offered, names: dict[str, Named], wall: Wall) -> Iterator[Shown]:
    """What is not in the plan; those the person meant for it first, with the reason."""
    keys = [*offered.waiting, *offered.plan.left_out]
    for number, key in enumerate(sorted(keys, key=lambda key: key not in offered.meant)):
        if key in names:
            meant = key in offered.meant
            said = meant and number < MOST_REASONS
            reason = reason_of(offered, key, names, wall) if said else ""
            yield {"key": key, **_named(names[key]), "meant": meant, "sentence": reason}


def reason_of(offered: Offered, key: str, names: dict[str, Named], wall: Wall) -> str:
    """Why a task is not in the plan, in a sentence."""

    def title_of(name: str) -> str:
        return names[name].title if name in names else "something else"

    if key in offered.waiting:
        for_what = " and ".join(f"“{title_of(name)}”" for name in offered.waiting[key])
        return f"Waits for {for_what}, which has no part in this plan."
    return sentence(refusal_of(offered, key), when(wall, offered.problem), title_of)


def refusal_of(offered: Offered, key: str) -> Refusal:
    """Why a task is not in the plan. Others that were left out do not matter, and take time."""
    tasks = {task.id: task for task in offered.problem.tasks}
    matter = {block.task for block in offered.plan.blocks}
    unseen = [key]
    while unseen:
        matter.add(name := unseen.pop())
        unseen += [other for other in tasks[name].after if other not in matter]
    few = tuple(
        replace(task, after=tuple(name for name in task.after if name in matter))
        for task in offered.problem.tasks
        if task.id in matter
    )
    return why_not(replace(offered.problem, tasks=few), offered.plan.blocks, key)


def _named(name: Named) -> Shown:
    return {"task_id": name.task_id, "instance_id": name.instance_id, "title": name.title}


def _minute(wall: Wall, minute: int) -> str:
    return wall.local(minute).strftime("%Y-%m-%dT%H:%M")


def _title(wall: Wall, problem: Problem) -> str:
    first, last = (wall.local(minute) for minute in (problem.now, problem.until - 1))
    begin = f"{first:%A} {first.day} {first:%B}"
    if first.date() == last.date():
        return f"Plan for {begin}"
    return f"Plan for {begin} to {last:%A} {last.day} {last:%B}"


def _preface(user: User, offered: Offered, wall: Wall) -> str:
    """Why a plan for the day is for another day."""
    local = wall.local(offered.problem.now)
    day = local.date() - timedelta(days=local.hour < user.preferences.day_start_hour)
    chosen = offered.asked.first or offered.asked.last
    if offered.asked.kind != "day" or chosen or day <= clock.today(user):
        return ""
    return f"No working time is left today, so this is for {day:%A}. "


def _sentence(changes: Diff, offered: Offered) -> str:
    left_out = offered.meant & {*offered.waiting, *offered.plan.left_out}
    counts = (
        (len({block.task for block in changes.added}), "placed"),
        (len({after.task for _, after in changes.moved}), "moved"),
        (len({block.task for block in changes.removed}), "taken out"),
        (len(left_out), "left out"),
        (_late(offered), "late"),
    )
    said = [f"{count} {what}" for count, what in counts if count]
    if not said:
        return "Nothing needs to change."
    noun = "task" if said[0].startswith("1 ") else "tasks"
    return f"{', '.join(said)}.".replace(" ", f" {noun} ", 1)
