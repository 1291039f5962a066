"""Word explanations: what decides, what an alternative does, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tasks.planning.explain.consequences import Consequence, Effect
from tasks.planning.explain.remedies import Remedy, RemedyKind
from tasks.planning.explain.why_here import Decider, Reason
from tasks.planning.explain.why_not import LeftOutExplanation, Shortage
from tasks.planning.solver.problem import Span
from tasks.planning.wording import Formatter, duration_text, quoted_list

SOON = 30  # minutes: what begins so soon begins now
MAX_CLAUSES = 3

REASONS = {
    Decider.PROMISE: gettext_lazy("You set this time."),
    Decider.STARTED: gettext_lazy("It has already started."),
    Decider.ACCEPTED: gettext_lazy("Accepted before, so it stays."),
    Decider.DEADLINE: gettext_lazy("It must be done by %(end)s."),
    Decider.DUE: gettext_lazy("It is due by %(end)s."),
    Decider.WAITS: gettext_lazy("“%(title)s” must be done first."),
    Decider.EARLIEST: gettext_lazy("It can't start before %(day)s."),
    Decider.DAY: gettext_lazy("It belongs to this day."),
    Decider.ENERGY: gettext_lazy("Demanding work goes where your energy is high."),
    Decider.URGENT: gettext_lazy("“%(title)s” comes first because of its deadline."),
    Decider.HEAVIER: gettext_lazy("“%(title)s” comes first: it is more important."),
    Decider.EQUAL: gettext_lazy("“%(title)s” is just as important and comes first."),
    Decider.STAYS: gettext_lazy("“%(title)s” was accepted before and stays."),
    Decider.FIXED: gettext_lazy("“%(title)s” comes first, at a time that stays."),
    Decider.HOURS: gettext_lazy("Your hours for it start at %(clock)s."),
    Decider.BEST: gettext_lazy("No other time is better."),
    Decider.ONLY: gettext_lazy("It doesn't fit anywhere else without changing more of the plan."),
}
IDEAL_TIMES = {
    "morning": gettext_lazy("Its ideal time is the morning."),
    "midday": gettext_lazy("Its ideal time is around midday."),
    "afternoon": gettext_lazy("Its ideal time is the afternoon."),
    "evening": gettext_lazy("Its ideal time is the evening."),
}
LOWER_ENERGY = {
    "morning": gettext_lazy("in the morning, when your energy is lower"),
    "afternoon": gettext_lazy("in the afternoon, when your energy is lower"),
    "evening": gettext_lazy("in the evening, when your energy is lower"),
}


def reason_sentence(reason: Reason, fmt: Formatter) -> str:
    """Say what decides where a block is."""
    minute = reason.minute
    if reason.decider is Decider.IDEAL and reason.span:
        return _ideal_sentence(reason.span, fmt)
    if reason.decider is Decider.FIRST:
        if minute <= fmt.now + SOON:
            return _("It is the most important thing you can start now.")
        return _("Nothing in this plan is more important, so it comes first.")
    if reason.decider in (Decider.EVENT, Decider.GAP):
        return _event_sentence(reason, fmt)
    return REASONS[reason.decider] % {
        "end": fmt.end(minute) if minute else "",
        "day": fmt.day(minute) if minute else "",
        "clock": fmt.clock(minute) if minute else "",
        "title": fmt.title(reason.task) if reason.task else "",
    }


def _ideal_sentence(span: Span, fmt: Formatter) -> str:
    name = fmt.ideal(span)
    if name in IDEAL_TIMES:
        return str(IDEAL_TIMES[name])
    return _("Its ideal time is %(begin)s–%(end)s.") % {
        "begin": fmt.clock(span.begin),
        "end": fmt.clock(span.end),
    }


def _event_sentence(reason: Reason, fmt: Formatter) -> str:
    title = fmt.event(reason.minute)
    values = {"title": title, "time": fmt.clock(reason.minute)}
    if reason.decider is Decider.EVENT:
        if title:
            return _("Your “%(title)s” ends at %(time)s.") % values
        return _("Your event ends at %(time)s.") % values
    if title:
        return _("Short tasks fill the gap before “%(title)s” at %(time)s.") % values
    return _("Short tasks fill the gap before your event at %(time)s.") % values


def consequence_sentence(
    consequences: Sequence[Consequence], fmt: Formatter, *, is_no_worse: bool
) -> str:
    """Say what an alternative would do, the worst first."""
    shifted = [c for c in consequences if c.effect is Effect.SHIFTED]
    clauses: list[str] = []
    for consequence in consequences:
        if consequence.effect is not Effect.SHIFTED:
            clauses.append(_clause(consequence, fmt))
        elif consequence is shifted[0]:
            clauses.append(_shift_clause(shifted, fmt))
    clauses = list(dict.fromkeys(clause for clause in clauses if clause))[:MAX_CLAUSES]
    fallback = _("just as good") if is_no_worse else _("a little worse for the rest of the day")
    text = "; ".join(clauses) or fallback
    return f"{text[0].upper()}{text[1:]}."


def _clause(consequence: Consequence, fmt: Formatter) -> str:
    values = {"title": fmt.title(consequence.task) if consequence.task else ""}
    match consequence.effect:
        case Effect.MISSED:
            own, other = _("it would miss its deadline"), _("“%(title)s” would miss its deadline")
        case Effect.LEFT_OUT if fmt.only_today:
            own, other = "", _("then “%(title)s” doesn't fit today")
        case Effect.LEFT_OUT:
            own, other = "", _("then “%(title)s” doesn't fit")
        case Effect.LATE:
            return _late_clause(consequence, values)
        case Effect.MOVED:
            values["day"] = fmt.weekday(consequence.after)
            own, other = "", _("“%(title)s” moves to %(day)s")
        case Effect.ENERGY:
            own = str(LOWER_ENERGY.get(fmt.part(consequence.after), _("when your energy is lower")))
            other = _("“%(title)s” moves to a time when your energy is lower")
        case Effect.IDEAL:
            own = _("outside its ideal time")
            other = _("“%(title)s” moves out of its ideal time")
        case Effect.LATER:
            return _finish_clause(consequence, fmt)
        case _:
            own = other = _other_clause(consequence)
    return (own if consequence.own else other) % values


def _other_clause(consequence: Consequence) -> str:
    if consequence.effect is Effect.SWITCHES:
        return _("you change domains more often")
    if consequence.effect is Effect.IDLE:
        return _("it leaves short gaps between blocks")
    return _("too much of one task on one day")


def _late_clause(consequence: Consequence, values: dict[str, str]) -> str:
    """Say how late a task would be: in days, or in hours and minutes on the same day."""
    count = consequence.days
    if count < 1:
        late = {"duration": duration_text(consequence.after - consequence.before), **values}
        if consequence.own:
            return _("it would be %(duration)s late") % late
        return _("“%(title)s” would be %(duration)s late") % late
    if consequence.own:
        text = ngettext("it would be a day late", "it would be %(count)d days late", count)
    else:
        text = ngettext(
            "“%(title)s” would be a day late", "“%(title)s” would be %(count)d days late", count
        )
    return text % {"count": count, **values}


def _shift_clause(shifted: Sequence[Consequence], fmt: Formatter) -> str:
    """Name one block that moves within its day, or count several."""
    minutes = max(abs(c.after - c.before) for c in shifted)
    values = {"title": fmt.title(shifted[0].task), "duration": duration_text(minutes)}
    if len(shifted) == 1:
        return _("“%(title)s” moves by %(duration)s") % values
    values |= {"count": str(len(shifted))}
    return _("%(count)s blocks move by up to %(duration)s") % values


def _finish_clause(consequence: Consequence, fmt: Formatter) -> str:
    before, after = fmt.weekday(consequence.before), fmt.weekday(consequence.after)
    if before != after:
        return _("done on %(new)s instead of %(current)s") % {"new": after, "current": before}
    before, after = fmt.clock(consequence.before), fmt.clock(consequence.after)
    return _("done at %(new)s instead of %(current)s") % {"new": after, "current": before}


def left_out_sentence(explanation: LeftOutExplanation, fmt: Formatter) -> str:
    """Say why a task was left out."""
    if explanation.shortage is Shortage.WAITS:
        titles = quoted_list(fmt.title(key) for key in explanation.waits_for)
        return _("Waits for %(titles)s, which isn't planned either.") % {"titles": titles}
    if explanation.shortage is Shortage.BLOCKED:
        values = {"title": fmt.title(explanation.waits_for[0])}
        values["time"] = fmt.moment(explanation.before or 0)
        return _("Waits for “%(title)s”, which ends at %(time)s.") % values
    if explanation.before is None and explanation.deadline is not None:
        time = fmt.end(explanation.deadline)
        return _("Doesn't fit: no working hours before %(time)s.") % {"time": time}
    if explanation.before is None:
        return _("Doesn't fit: this plan has no working hours for it.")
    if explanation.shortage is Shortage.SHARE:
        return _("Doesn't fit: the rest of the free time stays free, as you set it.")
    return " ".join(_shortage(explanation, fmt))


def _shortage(explanation: LeftOutExplanation, fmt: Formatter) -> Iterator[str]:
    """Compare the time a task needs with the time that is free."""
    assert explanation.before is not None  # noqa: S101
    if explanation.free and fmt.only_today:
        text = _("Doesn't fit today: %(needed)s needed, %(free)s free before %(time)s.")
    elif explanation.free:
        text = _("Doesn't fit: %(needed)s needed, %(free)s free before %(time)s.")
    elif fmt.only_today:
        text = _("Doesn't fit today: %(needed)s needed, nothing free before %(time)s.")
    else:
        text = _("Doesn't fit: %(needed)s needed, nothing free before %(time)s.")
    yield text % {
        "needed": duration_text(explanation.missing),
        "free": duration_text(explanation.free),
        "time": fmt.end(explanation.before),
    }


def remedy_sentence(remedy: Remedy, fmt: Formatter) -> str:
    """Name the change that would make room for a task."""
    title = fmt.title(remedy.other.task) if remedy.other else ""
    match remedy.kind:
        case RemedyKind.MOVE:
            values = {"title": title, "time": fmt.moment(remedy.to)}
            return _("Move “%(title)s” to %(time)s.") % values
        case RemedyKind.POSTPONE if fmt.only_today:
            return _("Move “%(title)s” to tomorrow.") % {"title": title}
        case RemedyKind.POSTPONE:
            return _("Leave “%(title)s” out of this plan.") % {"title": title}
        case RemedyKind.SPLIT:
            duration = duration_text(remedy.value)
            return _("Split it into pieces of at least %(duration)s.") % {"duration": duration}
        case RemedyKind.DAY:
            return _("Do it on %(day)s instead.") % {"day": fmt.day(remedy.begin)}
        case RemedyKind.EARLIEST:
            # A day, not a time: that is what a task's earliest start is.
            return _("Let it start on %(day)s.") % {"day": fmt.day(remedy.begin)}
        case RemedyKind.DEADLINE:
            return _("Move its deadline to %(day)s.") % {"day": fmt.day(remedy.value - 1)}
    return _hours_sentence(remedy, fmt)


def _hours_sentence(remedy: Remedy, fmt: Formatter) -> str:
    """Say by how much to extend the hours of one day."""
    assert remedy.span  # noqa: S101
    begin, end = remedy.span
    values = {"begin": fmt.clock(begin), "end": fmt.clock(end), "day": fmt.weekday(begin)}
    if remedy.kind is RemedyKind.WEEKEND:
        return _("Work on %(day)s %(begin)s–%(end)s.") % values
    if remedy.kind is RemedyKind.EVENING:
        if fmt.only_today:
            return _("Work until %(end)s.") % values
        return _("Work until %(end)s on %(day)s.") % values
    if fmt.only_today:
        return _("Start at %(begin)s.") % values
    return _("Start at %(begin)s on %(day)s.") % values
