"""Say what a change does to a plan, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tasks.planning.explain.alternatives import Alternative
from tasks.planning.explain.trials import Trials
from tasks.planning.solver.problem import Block


class Effect(StrEnum):
    """What a change does to a task, or to the day."""

    MISSED = "missed"
    LEFT_OUT = "left out"
    LATE = "late"
    MOVED = "moved"  # to another day
    SHIFTED = "shifted"  # within its day
    ENERGY = "energy"
    IDEAL = "ideal"
    UNEVEN = "uneven"
    SWITCHES = "switches"
    IDLE = "idle"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Consequence:
    """One effect: on a task, from a minute to another, that many ``days`` later.

    ``own`` says that it is the task that was explained.
    """

    effect: Effect
    task: str = ""
    own: bool = False
    before: int = 0
    after: int = 0
    days: int = 0


def consequences(trials: Trials, option: Alternative) -> list[Consequence]:
    """List what an alternative does: value first, then comfort."""
    names = sorted(option.change, key=lambda name: name != option.block.task)
    own = option.block.task
    value = [c for name in names for c in _value(trials, option, name, own)]
    moves = [c for name in names if name != own for c in _moves(trials, option, name)]
    comfort = [c for name in names for c in _comfort(trials, option, name, own)]
    day = [Consequence(Effect.SWITCHES)] if option.price.switches > 0 else []
    day += [Consequence(Effect.IDLE)] if option.price.idle > 0 else []
    order = [*Effect]
    value.sort(key=lambda consequence: order.index(consequence.effect))
    return [*value, *moves, *comfort, *day, *_later(trials, option, own)]


def _value(trials: Trials, option: Alternative, name: str, own: str) -> Iterator[Consequence]:
    new, old = option.change[name], trials.of_task(name)
    price, task = trials.price({name: new}), trials.tasks[name]
    if price.missed > 0:
        yield Consequence(Effect.MISSED, name, name == own)
    elif old and not new:
        yield Consequence(Effect.LEFT_OUT, name, name == own)
    elif price.late > 0 and new and task.deadline is not None:
        finish = max(block.end for block in new)
        days = trials.day(finish - 1) - trials.day(task.deadline - 1)
        yield Consequence(Effect.LATE, name, name == own, task.deadline, finish, days)


def _moves(trials: Trials, option: Alternative, name: str) -> Iterator[Consequence]:
    """Yield where another task moves."""
    old, new = sorted(trials.of_task(name)), sorted(option.change[name])
    gone, come = [b for b in old if b not in new], [b for b in new if b not in old]
    for before, after in list(zip(gone, come, strict=False))[:1]:
        is_same_day = trials.day(before.begin) == trials.day(after.begin)
        effect = Effect.SHIFTED if is_same_day else Effect.MOVED
        yield Consequence(effect, name, before=before.begin, after=after.begin)


def _comfort(trials: Trials, option: Alternative, name: str, own: str) -> Iterator[Consequence]:
    new = option.change[name]
    if not new:
        return
    price = trials.price({name: new})
    begin = _begin_of(trials, name, new)
    for effect in (Effect.ENERGY, Effect.IDEAL, Effect.UNEVEN):
        if getattr(price, effect) > 0:
            yield Consequence(effect, name, name == own, after=begin)


def _begin_of(trials: Trials, name: str, new: Sequence[Block]) -> int:
    """Return where the first block that moves begins."""
    return min((b.begin for b in new if b not in trials.of_task(name)), default=0)


def _later(trials: Trials, option: Alternative, own: str) -> Iterator[Consequence]:
    """Yield when the task itself would be done, if that is later."""
    before = max(block.end for block in trials.of_task(own))
    after = max(block.end for block in option.change[own])
    if after > before:
        yield Consequence(Effect.LATER, own, own=True, before=before, after=after)
