"""Present a proposal as JSON: blocks, moves, removals, and what doesn't fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from core import clock
from core.models import User
from tasks.models import Task, TaskInstance
from tasks.planning.proposals.all_day import all_day_events
from tasks.planning.proposals.chances import chances_of
from tasks.planning.proposals.conflicts import Conflict, conflict_sentence, conflicts
from tasks.planning.proposals.format import formatter
from tasks.planning.proposals.old_copies import old_copy_sentences
from tasks.planning.proposals.partial import Partial, partial_sentence, partial_tasks
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.proposals.summary import missing_sentences, summary, title_of_plan
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Block, Diff, diff
from tasks.planning.wording import Formatter, quoted_list

Json = dict[str, Any]


class RowName(TypedDict):
    """The row that a key of a plan refers to."""

    task_id: int
    instance_id: int | None
    title: str


Names = Mapping[str, RowName]


def names_of(user: User, keys: Iterable[str]) -> Names:
    """Return rows by key: t12 is a task, i345 a day of a series. Two queries."""
    ids: dict[str, list[int]] = {"t": [], "i": []}
    for key in keys:
        ids[key[0]].append(int(key[1:]))
    tasks = Task.objects.for_user(user).filter(pk__in=ids["t"]).values_list("pk", "title")
    days = TaskInstance.objects.for_user(user).filter(pk__in=ids["i"])
    names = {f"t{pk}": RowName(task_id=pk, instance_id=None, title=title) for pk, title in tasks}
    for pk, task, own_title, title in days.values_list("pk", "task", "own_title", "task__title"):
        names[f"i{pk}"] = RowName(task_id=task, instance_id=pk, title=own_title or title)
    return names


def names_in(user: User, proposal: StoredProposal) -> Names:
    """Return every row that a proposal mentions, by key."""
    blockers = {key for keys in proposal.waiting.values() for key in keys}
    planned = {task.id for task in proposal.problem.tasks}
    return names_of(user, planned | {*proposal.waiting} | blockers)


def title_lookup(names: Names) -> Callable[[str], str]:
    """Return a function from key to title that also covers deleted rows."""
    return lambda key: names[key]["title"] if key in names else _("a deleted task")


def formatter_of(user: User, proposal: StoredProposal, names: Names) -> Formatter:
    """Return the formatter for the explanations of a proposal."""
    timegrid = TimeGrid.of_person(user)
    return formatter(timegrid, proposal.problem, clock.today(user), title_lookup(names))


def present(user: User, proposal: StoredProposal) -> Json:
    """Return a proposal as the API shows it, without rows that were deleted since."""
    problem, plan = proposal.problem, proposal.plan
    timegrid = TimeGrid.of_person(user)
    names = names_in(user, proposal)
    changes = changes_of(proposal)
    fmt = formatter_of(user, proposal, names)
    sentences = [*summary(user, proposal, changes, timegrid, fmt), *old_copy_sentences(user)]
    overlapping = [row for row in conflicts(user, problem, timegrid) if row.block.task in names]
    missing = missing_sentences(proposal, fmt)
    questions = [conflict_sentence(row, fmt) for row in overlapping]
    return {
        "id": proposal.id,
        "kind": proposal.request.kind,
        "first": _local_minute(timegrid, problem.now),
        "last": _local_minute(timegrid, problem.until),
        "today": clock.today(user),
        "title": title_of_plan(timegrid, proposal.request, problem),
        "sentence": " ".join([*sentences, *missing, *questions]),
        "sentences": sentences,
        "conflicts": [_conflict(row, names, fmt, timegrid) for row in overlapping],
        "all_day": list(all_day_events(proposal, timegrid)),
        "blocks": list(_blocks(proposal, changes, names, timegrid)),
        "removed": list(_removed(changes, names, timegrid)),
        "partial": [
            _partial(row, names, fmt) for row in partial_tasks(proposal) if row.task.id in names
        ],
        "left_out": list(_left_out(proposal, names, fmt)),
        "chances": [
            {**names[key], **row}
            for row in chances_of(user, problem, plan.blocks, fmt)
            if (key := str(row["key"])) in names
        ],
        "cost": plan.cost._asdict(),
        "gap": plan.gap,
        "complete": plan.complete,
        "elapsed_ms": round(plan.elapsed * 1000),
        "seed": plan.seed,
    }


def placement(timegrid: TimeGrid, begin: int, end: int) -> Json:
    """Return the person's day and time of a block, and its length."""
    day, at = timegrid.slot(begin)
    return {"date": day, "time": at.isoformat("minutes"), "minutes": end - begin}


def changes_of(proposal: StoredProposal) -> Diff:
    """Return what the proposal changes; a passed block that is planned again counts as moved."""
    before = (*proposal.before, *proposal.passed)
    changes = diff(before, proposal.plan.blocks)
    removed = tuple(block for block in changes.removed if block not in proposal.passed)
    return changes._replace(removed=removed)


def keys_of(blocks: Iterable[Block]) -> dict[Block, str]:
    """Return the key of each block: that of its row, numbered if the row has several chunks."""
    ordered = sorted(blocks)
    counts = Counter(block.task for block in ordered)
    numbers: Counter[str] = Counter()
    keys = {}
    for block in ordered:
        row = block.task
        numbers[row] += 1
        keys[block] = f"{row}.{numbers[row]}" if counts[row] > 1 else row
    return keys


def _blocks(
    proposal: StoredProposal, changes: Diff, names: Names, timegrid: TimeGrid
) -> Iterator[Json]:
    previous = {after: before for before, after in changes.moved}
    added = {*changes.added}
    tasks = {task.id: task for task in proposal.problem.tasks}
    for block, key in keys_of(proposal.plan.blocks).items():
        if block.task not in names:
            continue
        task, before = tasks[block.task], previous.get(block)
        late = block.end - task.deadline if task.deadline is not None else 0
        yield {
            "key": key,
            **names[block.task],
            **placement(timegrid, block.begin, block.end),
            "state": "moved" if before else "added" if block in added else "kept",
            "was": placement(timegrid, before.begin, before.end) if before else None,
            "pinned": block in proposal.problem.pinned,
            "late_minutes": max(0, late),
        }


def _removed(changes: Diff, names: Names, timegrid: TimeGrid) -> Iterator[Json]:
    keys = keys_of(changes.removed)
    for block in changes.removed:
        if block.task in names:
            was = placement(timegrid, block.begin, block.end)
            yield {"key": keys[block], **names[block.task], "was": was}


def _partial(row: Partial, names: Names, fmt: Formatter) -> Json:
    return {
        "key": row.task.id,
        **names[row.task.id],
        "missing": row.missing,
        "minutes": row.task.minutes,
        "meant": row.limit is not None,
        "sentence": partial_sentence(row, fmt),
    }


def _conflict(conflict: Conflict, names: Names, fmt: Formatter, timegrid: TimeGrid) -> Json:
    """Return a promise under an event with the button that lets it move."""
    block = conflict.block
    return {
        "key": block.task,
        **names[block.task],
        **placement(timegrid, block.begin, block.end),
        "sentence": conflict_sentence(conflict, fmt),
        "label": _("Move it"),
        "request": {"released": [block.task]},
    }


def _left_out(proposal: StoredProposal, names: Names, fmt: Formatter) -> Iterator[Json]:
    """Yield what doesn't fit, rows meant for the range first; the reasons come on request."""
    keys = [*proposal.waiting, *proposal.plan.left_out]
    for key in sorted(keys, key=lambda key: key not in proposal.meant):
        if key in names:
            sentence = waiting_sentence(proposal, key, fmt) if key in proposal.waiting else ""
            is_meant = key in proposal.meant
            yield {"key": key, **names[key], "meant": is_meant, "sentence": sentence}


def waiting_sentence(proposal: StoredProposal, key: str, fmt: Formatter) -> str:
    """Name the rows outside the plan that a row waits for."""
    titles = quoted_list(fmt.title(name) for name in proposal.waiting[key])
    return _("Waits for %(titles)s, which isn't part of this plan.") % {"titles": titles}


def _local_minute(timegrid: TimeGrid, minute: int) -> str:
    return timegrid.local(minute).strftime("%Y-%m-%dT%H:%M")
