"""Word the planner's explanations as sentences, with titles and local times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tasks.planning.checker import Rule
from tasks.planning.solver.relaxations import Relaxation, RelaxationKind

if TYPE_CHECKING:
    from tasks.planning.explain import Binding, LeftOutExplanation
    from tasks.planning.solver import Slot

# Up to this many tasks that move are named; more are counted.
MAX_NAMED_TASKS = 2

# Constraints and components of `Cost` without a time or a neighbour, by direction.
BINDING_SENTENCES = {
    (Rule.HOURS, "earlier"): gettext_lazy("Can't be earlier: its hours start here."),
    (Rule.HOURS, "later"): gettext_lazy("Can't be later: its hours end here."),
    (Rule.RANGE, "later"): gettext_lazy("Can't be later: the plan ends here."),
    ("late", "later"): gettext_lazy("Later, it would miss its deadline."),
    ("moved", "earlier"): gettext_lazy("Earlier, it would leave its current place."),
    ("moved", "later"): gettext_lazy("Later, it would leave its current place."),
    ("shifted", "earlier"): gettext_lazy("Earlier is further from its current place."),
    ("shifted", "later"): gettext_lazy("Later is further from its current place."),
    ("energy", "earlier"): gettext_lazy("Earlier, it would suit your energy less."),
    ("energy", "later"): gettext_lazy("Later, it would suit your energy less."),
    ("delay", "later"): gettext_lazy("Later would only delay it."),
}
# Constraints that name a time or a neighbour.
OBSTACLE_SENTENCES = {
    (Rule.PAST, "earlier"): gettext_lazy("Can't be earlier: it is already %(obstacle)s."),
    (Rule.EARLIEST, "earlier"): gettext_lazy(
        "Can't be earlier: its earliest start is %(obstacle)s."
    ),
    (Rule.DEADLINE, "later"): gettext_lazy("Can't be later: its deadline is %(obstacle)s."),
    (Rule.OVERLAP, "earlier"): gettext_lazy("Can't be earlier: %(obstacle)s is in the way."),
    (Rule.OVERLAP, "later"): gettext_lazy("Can't be later: %(obstacle)s is in the way."),
    (Rule.BUFFER, "earlier"): gettext_lazy(
        "Can't be earlier: it needs a buffer after %(obstacle)s."
    ),
    (Rule.BUFFER, "later"): gettext_lazy("Can't be later: it needs a buffer before %(obstacle)s."),
    (Rule.ORDER, "earlier"): gettext_lazy("Can't be earlier: it waits for %(obstacle)s."),
    (Rule.ORDER, "later"): gettext_lazy("Can't be later: %(obstacle)s waits for it."),
}


@dataclass(frozen=True, slots=True)
class Formatter:
    """Turns minutes and ids of a plan into text for one person.

    ``moment`` formats a minute: "12:00", or "Fri 6 Mar 12:00" if the plan covers several days.
    ``end`` does the same for the end of a span: "midnight" or "the end of Fri 6 Mar", not 00:00.
    ``clock`` gives the time of day, ``weekday`` the name of the day, and ``day`` a day like
    "Fri 6 Mar". ``only_today`` says that the plan covers nothing but today.
    """

    moment: Callable[[int], str]
    end: Callable[[int], str]
    clock: Callable[[int], str]
    weekday: Callable[[int], str]
    day: Callable[[int], str]
    title: Callable[[str], str]
    only_today: bool = False


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


def left_out_sentence(explanation: LeftOutExplanation, fmt: Formatter) -> str:
    """Say why a task was left out, and the smallest change that would make room for it."""
    if explanation.waits_for:
        titles = quoted_list(fmt.title(key) for key in explanation.waits_for)
        return _("Waits for %(titles)s, which isn't planned either.") % {"titles": titles}
    reason = _shortage(explanation, fmt)
    advice = _advice(explanation.relaxations, fmt)
    return f"{reason} {advice}".rstrip()


def _shortage(explanation: LeftOutExplanation, fmt: Formatter) -> str:
    """Compare the time a task needs with the time that is free."""
    if explanation.before is None:
        return _("Doesn't fit: this plan has no working hours for it.")
    if explanation.free and fmt.only_today:
        text = _("Doesn't fit today: %(needed)s needed, %(free)s free before %(time)s.")
    elif explanation.free:
        text = _("Doesn't fit: %(needed)s needed, %(free)s free before %(time)s.")
    elif fmt.only_today:
        text = _("Doesn't fit today: %(needed)s needed, nothing free before %(time)s.")
    else:
        text = _("Doesn't fit: %(needed)s needed, nothing free before %(time)s.")
    return text % {
        "needed": duration_text(explanation.needed),
        "free": duration_text(explanation.free),
        "time": fmt.end(explanation.before),
    }


def _advice(relaxations: tuple[Relaxation, ...], fmt: Formatter) -> str:
    """Suggest another task to move or longer hours if both help, else the smallest change."""
    by_kind = {relaxation.kind: relaxation for relaxation in relaxations}
    other, hours = by_kind.get(RelaxationKind.INSTEAD), by_kind.get(RelaxationKind.HOURS)
    if other and hours and hours.extends_end:
        values = {"title": fmt.title(other.other), "time": fmt.end(hours.value)}
        if fmt.only_today:
            return _("Move “%(title)s” to tomorrow, or work until %(time)s.") % values
        return _("Move “%(title)s” to another day, or work until %(time)s.") % values
    return relaxation_sentence(relaxations[0], fmt) if relaxations else ""


def relaxation_sentence(relaxation: Relaxation, fmt: Formatter) -> str:
    """Name the change that would make room for a left-out task."""
    match relaxation.kind:
        case RelaxationKind.DURATION:
            return _("Shorten it to %(duration)s.") % {"duration": duration_text(relaxation.value)}
        case RelaxationKind.HOURS:
            return _hours_sentence(relaxation, fmt)
        case RelaxationKind.DEADLINE:
            return _("Move its deadline to %(time)s.") % {"time": fmt.end(relaxation.value)}
        case RelaxationKind.EARLIEST:
            # A day, not a time: that is what a task's earliest start is.
            return _("Let it start on %(day)s.") % {"day": fmt.day(relaxation.value)}
        case RelaxationKind.SPLIT:
            duration = duration_text(relaxation.value)
            return _("Split it into pieces of at least %(duration)s.") % {"duration": duration}
        case RelaxationKind.INSTEAD:
            title = fmt.title(relaxation.other)
            if fmt.only_today:
                return _("Move “%(title)s” to tomorrow.") % {"title": title}
            return _("Move “%(title)s” to another day.") % {"title": title}


def _hours_sentence(relaxation: Relaxation, fmt: Formatter) -> str:
    if relaxation.extends_end:
        return _("Work until %(time)s.") % {"time": fmt.end(relaxation.value)}
    return _("Start work at %(time)s.") % {"time": fmt.moment(relaxation.value)}


def binding_sentence(binding: Binding, fmt: Formatter) -> str:
    """Say why a block can't be a minute earlier or later, or why that would be worse."""
    key = (binding.rule, binding.direction)
    if binding.rule == Rule.PINNED:
        return _("Stays here: it is pinned or already started.")
    if key in OBSTACLE_SENTENCES:
        return OBSTACLE_SENTENCES[key] % {"obstacle": _obstacle(binding, fmt)}
    if key in BINDING_SENTENCES:
        return str(BINDING_SENTENCES[key])
    if binding.direction == "earlier":
        return _("Earlier would make the plan worse.")
    return _("Later would make the plan worse.")


def _obstacle(binding: Binding, fmt: Formatter) -> str:
    """Name the time, event or task that a block runs into."""
    against = binding.against
    if binding.rule == Rule.DEADLINE:
        return fmt.end(int(against))
    if binding.rule in (Rule.PAST, Rule.EARLIEST):
        return fmt.moment(int(against))
    if not against:
        return _("another piece of this task")
    begin = against.removeprefix("event ")
    if begin != against:
        return _("the event at %(time)s") % {"time": fmt.moment(int(begin))}
    return quoted_list([fmt.title(against)])


def alternative_sentence(slot: Slot, moved: int, finish: Finish | None, fmt: Formatter) -> str:
    """Say what an alternative changes: drawbacks first, then benefits.

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
