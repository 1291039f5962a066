"""Says in sentences what explain.py found, in the words of the page: titles and instants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from tasks.planning.checker import Rule
from tasks.planning.solver.relaxations import Change, Kind

if TYPE_CHECKING:
    from tasks.planning.explain import Binding, Refusal
    from tasks.planning.solver.problem import Cost

When = Callable[[int], str]  # words an instant: "Fri 12:00"
TitleOf = Callable[[str], str]  # finds the title of a task by its id

# What moving the block by a minute would bring, by component of `Cost`.
DEARER = {
    "late": "it would be late",
    "moved": "it stands here in the present plan",
    "shifted": "it would move further from where it stood",
    "mismatch": "the energy there fits it less well",
    "delay": "it would only be done later",
}
# How a dearer and a cheaper component of `Cost` is said; {} takes the minutes where they are known.
DEARER_AND_CHEAPER = {
    "missed": ("misses a hard deadline", "meets a hard deadline"),
    "late": ("overruns deadlines{} more", "overruns deadlines{} less"),
    "left_out": ("leaves more out", "leaves less out"),
    "moved": ("moves more of the present plan", "moves less of the present plan"),
    "shifted": ("moves it further", "moves it less far"),
    "mismatch": ("energy fits less well", "energy fits better"),
    "delay": ("finishes{} later", "finishes{} earlier"),
    "fragments": ("takes more pieces", "takes fewer pieces"),
}


def sentence(refusal: Refusal, when: When, title_of: TitleOf) -> str:
    """Say why a task was left out, and the smallest change that would fit it."""
    if refusal.waits_for:
        return f"Waits for {_quoted(refusal.waits_for, title_of)}, not planned either."
    text = f"Needs {refusal.needed} min before {when(refusal.before)}; {refusal.free} free."
    if not refusal.changes:
        return text
    return f"{text} {change_sentence(refusal.changes[0], when, title_of)}"


def change_sentence(change: Change, when: When, title_of: TitleOf) -> str:
    """Say which change would let a left-out task fit."""
    match change.kind:
        case Kind.DURATION:
            return f"Would fit if it took {change.value} min."
        case Kind.HOURS:
            return f"Would fit with the hours extended by {change.minutes} min."
        case Kind.DEADLINE:
            return f"Would fit with the deadline moved to {when(change.value)}."
        case Kind.EARLIEST:
            return f"Would fit if it could start {when(change.value)}."
        case Kind.SPLIT:
            return f"Would fit in pieces of at least {change.value} min."
        case Kind.INSTEAD:
            return f"Would fit in the place of {_quoted((change.other,), title_of)}."


def binding_sentence(binding: Binding, when: When, title_of: TitleOf) -> str:
    """Say what keeps a block from standing a minute earlier, or later."""
    if binding.rule == Rule.PINNED:
        return "Stays: it is pinned, or has begun."
    return f"Not {binding.direction}: {_obstacle(binding, when, title_of)}."


def _obstacle(binding: Binding, when: When, title_of: TitleOf) -> str:
    against, earlier = binding.against, binding.direction == "earlier"
    match binding.rule:
        case Rule.HOURS:
            return "its hours begin here" if earlier else "its hours end here"
        case Rule.PAST:
            return f"it is {when(int(against))} already"
        case Rule.RANGE:
            return f"the plan ends {when(int(against))}"
        case Rule.EARLIEST:
            return f"its earliest start is {when(int(against))}"
        case Rule.DEADLINE:
            return f"its deadline is {when(int(against))}"
        case Rule.OVERLAP:
            return f"{_neighbour(against, when, title_of)} is in the way"
        case Rule.BUFFER:
            side = "after" if earlier else "before"
            return f"the buffer {side} {_neighbour(against, when, title_of)}"
        case Rule.ORDER:
            other = _quoted((against,), title_of)
            return f"it waits for {other}" if earlier else f"{other} waits for it"
        case component:
            return DEARER[component]


def _neighbour(against: str, when: When, title_of: TitleOf) -> str:
    if not against:
        return "another piece of it"
    begin = against.removeprefix("event ")
    if begin != against:
        return f"the event of {when(int(begin))}"
    return _quoted((against,), title_of)


def price_sentence(
    price: Cost, displaced: Sequence[str], title_of: TitleOf, weight: int | None = None
) -> str:
    """Say what an alternative costs, the dearest first, and what it brings in return.

    ``late`` and ``delay`` are minutes × weight: where nothing is displaced they are said in
    minutes if the task's own ``weight`` is given.
    """
    known = None if displaced else weight
    worse = [f"displaces {_quoted(displaced, title_of)}"] if displaced else []
    better = []
    for name, value in zip(price._fields, price, strict=True):
        dearer, cheaper = DEARER_AND_CHEAPER[name]
        if value > 0:
            worse.append(dearer.format(_amount(value, known)))
        elif value < 0:
            better.append(cheaper.format(_amount(-value, known)))
    return _capital("; but ".join(", ".join(part) for part in (worse, better) if part))


def _amount(value: int, weight: int | None) -> str:
    """Say weighted minutes in hours and minutes, after a space; nothing without the weight."""
    if weight is None:
        return ""
    hours, minutes = divmod(value // weight, 60)
    parts = (f" {hours} h" if hours else "", f" {minutes} min" if minutes else "")
    return "".join(parts)


def _quoted(names: Iterable[str], title_of: TitleOf) -> str:
    """List titles in quotes: “a”, “b” and “c”."""
    *first, last = (f"“{title_of(name)}”" for name in names)
    return f"{', '.join(first)} and {last}" if first else last


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else "Costs nothing more."
