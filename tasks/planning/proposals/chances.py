"""Say how likely the deadlines of a plan hold, and what would make them more likely."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from time import process_time

from django.utils.translation import gettext as _

from core.models import User
from tasks.planning.chance import Sampler
from tasks.planning.estimates import spreads_of
from tasks.planning.improvements import Improvement, ImprovementKind, improvements
from tasks.planning.proposals import metrics
from tasks.planning.solver import Block, Problem
from tasks.planning.wording import Formatter, duration_text

LIKELY = 0.8  # a smaller chance is worth a sentence
ALMOST_SURE = 0.95  # no plan is certain
MAX_IMPROVED = 3  # deadlines for which changes are tried

Json = dict[str, object]


def chances_of(
    user: User, problem: Problem, blocks: tuple[Block, ...], fmt: Formatter
) -> list[Json]:
    """Return the chance of each deadline within a plan, the smallest of the most important first.

    A chance of a planned task below 80 % comes with a sentence, and with changes that would raise
    it. Five queries if there is a deadline, else none.
    """
    deadlines = [task.deadline for task in problem.tasks if task.deadline is not None]
    if not any(problem.now < deadline <= problem.until for deadline in deadlines):
        return []
    start = process_time()
    minutes = {task.id: task.minutes for task in problem.tasks}
    rows = list(_rows(Sampler(problem, spreads_of(user, minutes)), blocks, fmt))
    metrics.CHANCE_SECONDS.observe(process_time() - start)
    return rows


def odds(chance: float) -> str:
    """Return a chance as people say it, rounded down: "6 in 10"."""
    tenths = floor(chance * 10 + 1e-9)
    if not tenths:
        return _("less than 1 in 10")
    if chance >= ALMOST_SURE:
        return _("more than 9 in 10")
    return _("%(count)d in 10") % {"count": tenths}


def _rows(sampler: Sampler, blocks: tuple[Block, ...], fmt: Formatter) -> Iterator[Json]:
    placed = {block.task for block in blocks}
    weights = {task.id: task.weight for task in sampler.problem.tasks}
    chances = sorted(
        sampler.chances(blocks).items(),
        key=lambda item: (item[1] >= LIKELY, -weights[item[0]], item[1]),
    )
    improved = 0
    for key, chance in chances:
        changes: list[Improvement] = []
        is_risk = key in placed and chance < LIKELY
        if is_risk and improved < MAX_IMPROVED:
            changes = improvements(sampler, blocks, key, chance)
            improved += 1
        yield {
            "key": key,
            "title": fmt.title(key),
            "chance": round(chance, 2),
            "sentence": _sentence(sampler, key, chance, changes, fmt) if is_risk else "",
            "changes": [
                {
                    "kind": change.kind,
                    "chance": round(change.chance, 2),
                    "sentence": _change_sentence(change, fmt),
                }
                for change in changes
            ],
        }


def _sentence(
    sampler: Sampler, key: str, chance: float, changes: list[Improvement], fmt: Formatter
) -> str:
    text = _("“%(title)s”: %(odds)s to be done by %(time)s.") % {
        "title": fmt.title(key),
        "odds": odds(chance),
        "time": fmt.end(sampler.due[key]),
    }
    return " ".join([text, *(_change_sentence(change, fmt) for change in changes[:1])])


def _change_sentence(change: Improvement, fmt: Formatter) -> str:
    """Say what to change, and the chance that results."""
    values: dict[str, str] = {"odds": odds(change.chance)}
    if change.block:
        values["time"] = fmt.moment(change.block.begin)
        values["duration"] = duration_text(change.block.end - change.block.begin)
    if change.other:
        values["title"] = fmt.title(change.other.task)
    if change.kind == ImprovementKind.SPLIT:
        return _("Do %(duration)s of it at %(time)s: %(odds)s.") % values
    if change.kind == ImprovementKind.EARLIER:
        return _("Start it at %(time)s: %(odds)s.") % values
    if change.block:
        return _("Move “%(title)s” and start at %(time)s: %(odds)s.") % values
    return _("Move “%(title)s” to a later time: %(odds)s.") % values
