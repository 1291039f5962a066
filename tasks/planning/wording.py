"""Word times, titles and free slots of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from tasks.planning.solver import Slot, Span

# Up to this many tasks that move are named; more are counted.
MAX_NAMED_TASKS = 2
MAX_LISTED = 3  # titles of a list


@dataclass(frozen=True, slots=True)
class Formatter:
    """Turns minutes and ids of a plan into text for one person.

    ``moment`` formats a minute: "12:00", or "Fri 6 Mar 12:00" if the plan covers several days.
    ``end`` does the same for the end of a span: "midnight" or "the end of Fri 6 Mar", not 00:00.
    ``clock`` gives the time of day, ``weekday`` the name of the day, and ``day`` a day like
    "Fri 6 Mar". ``only_today`` says that the plan covers nothing but today; ``now`` is
    the present minute. ``part`` is the part of the day of a minute, such as "morning", and
    ``event`` the title of an event that begins or ends there. ``ideal`` names an ideal time. Each
    of the three may be empty.
    """

    moment: Callable[[int], str]
    end: Callable[[int], str]
    clock: Callable[[int], str]
    weekday: Callable[[int], str]
    day: Callable[[int], str]
    title: Callable[[str], str]
    only_today: bool = False
    now: int = 0
    part: Callable[[int], str] = lambda minute: ""
    event: Callable[[int], str] = lambda minute: ""
    ideal: Callable[[Span], str] = lambda span: ""


class Finish(NamedTuple):
    """When a task is finished now, and when with an alternative."""

    current: int
    new: int


def duration_text(minutes: int) -> str:
    """Return "30 min", "2h" or "1h 30m"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)dh") % {"hours": hours}
    return _("%(hours)dh %(minutes)dm") % {"hours": hours, "minutes": rest}


def quoted_list(titles: Iterable[str]) -> str:
    """List titles in quotes: “a”, “b” and “c”."""
    return get_text_list([_("“%(title)s”") % {"title": title} for title in titles], _("and"))


def listed(titles: Sequence[str]) -> str:
    """List titles; of more than a few, name some and count the others."""
    if len(titles) <= MAX_LISTED:
        return quoted_list(titles)
    named = [_("“%(title)s”") % {"title": title} for title in titles[: MAX_LISTED - 1]]
    more = len(titles) - len(named)
    return _("%(titles)s and %(count)d more") % {"titles": ", ".join(named), "count": more}


def slot_sentence(slot: Slot, moved: int, finish: Finish | None, fmt: Formatter) -> str:
    """Say what a slot changes: drawbacks first, then benefits.

    `moved` counts the blocks of other tasks that move or drop out; `finish` is None for a task
    that has no block now.
    """
    clauses = [
        *_moves(slot, moved, fmt),
        *_finish_clause(finish, fmt),
        *(clause for clause in _drawbacks(slot, moved, finish) if clause),
        *(clause for clause in _benefits(slot, finish) if clause),
    ]
    text = "; ".join(clauses) or _("no drawbacks")
    return f"{text[0].upper()}{text[1:]}."


def _moves(slot: Slot, moved: int, fmt: Formatter) -> list[str]:
    """Name the tasks that move, or count their blocks if there are too many to name."""
    if not slot.affected:
        return []
    if len(slot.affected) <= MAX_NAMED_TASKS:
        titles = quoted_list(fmt.title(key) for key in slot.affected)
        return [_("moves %(titles)s") % {"titles": titles}]
    text = ngettext("moves %(count)d other block", "moves %(count)d other blocks", moved)
    return [text % {"count": moved}]


def _finish_clause(finish: Finish | None, fmt: Formatter) -> list[str]:
    """Compare two finishes by their days, or by the time on the same day."""
    if finish is None or finish.current == finish.new:
        return []
    current, new = fmt.weekday(finish.current), fmt.weekday(finish.new)
    text = _("done on %(new)s instead of %(current)s")
    if current == new:
        text = _("done at %(new)s instead of %(current)s")
        current, new = fmt.clock(finish.current), fmt.clock(finish.new)
    return [text % {"new": new, "current": current}]


def _drawbacks(slot: Slot, moved: int, finish: Finish | None) -> list[str]:
    cost = slot.price
    return [
        _("misses a hard deadline") if cost.missed > 0 else "",
        _("more time past deadlines") if cost.late > 0 else "",
        _("fits fewer tasks") if cost.left_out > 0 else "",
        _("moves it from its current place") if cost.moved > 0 and not moved else "",
        _("suits your energy less") if cost.energy > 0 else "",
        _("finishes later") if cost.delay > 0 and finish is None else "",
        _("takes more pieces") if cost.fragments > 0 else "",
    ]


def _benefits(slot: Slot, finish: Finish | None) -> list[str]:
    cost = slot.price
    return [
        _("meets a hard deadline") if cost.missed < 0 else "",
        _("less time past deadlines") if cost.late < 0 else "",
        _("fits more tasks") if cost.left_out < 0 else "",
        _("moves fewer blocks") if cost.moved < 0 else "",
        _("suits your energy better") if cost.energy < 0 else "",
        _("finishes earlier") if cost.delay < 0 and finish is None else "",
        _("takes fewer pieces") if cost.fragments < 0 else "",
    ]
