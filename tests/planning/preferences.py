"""Read preferences.toml: pairs of plans for the same day, of which people want the first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tasks.planning.solver import (
    ENERGY_OF_CLARITY,
    WEIGHT_OF_IMPACT,
    Block,
    Chunks,
    EnergyStep,
    Problem,
    Span,
    Task,
)
from tasks.planning.solver.problem import Day
from tasks.planning.solver.rates import PERSONAL

TABLE = Path(__file__).with_name("preferences.toml")
DAY = 24 * 60
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
IMPACTS = {"High": 1, "Mid": 2, "Low": 3, "Min": 4}
LEVELS = {"low": 0, "normal": 1, "high": 2}
FIELDS = {
    *("because", "tasks", "better", "worse", "breaks", "now", "hours", "groups", "days"),
    *("busy", "buffer", "energy", "promised", "accepted", "urgent", "lunch", "pauses", "share"),
}

TIME = r"(?:[A-Z][a-z]{2}\ )?\d+(?::\d\d)?"
TIMES = rf"{TIME}-\d+(?::\d\d)?"
TASK = re.compile(
    rf"""
    (?P<id>\S+)\ (?P<impact>High|Mid|Low|Min)\ (?P<minutes>\d+)
    (\ (?P<meant>meant))?
    (\ (?P<clarity>brainstorm|autopilot))?
    (\ \#(?P<domain>\S+))?
    (\ from\ (?P<earliest>{TIME}))?
    (\ on\ (?P<day>[A-Z][a-z]{{2}}))?
    (\ due\ (?P<deadline>{TIME})\ (?P<kind>hard|soft))?
    (\ after\ (?P<after>\S+))?
    (\ chunks\ (?P<least>\d+)-(?P<most>\d+))?
    (\ daily\ (?P<daily>\d+))?
    (\ ideal\ (?P<ideal>{TIMES}))?
    (\ hours\ (?P<group>\S+))?
    """,
    re.VERBOSE,
)
BLOCK = re.compile(rf"(?P<begin>{TIME})(-(?P<end>\d+(?::\d\d)?))? (?P<task>\S+)")


class Pair(NamedTuple):
    """Two plans for one day. If the worse plan breaks rules of the checker, `breaks` has them."""

    theme: str
    because: str
    problem: Problem
    better: tuple[Block, ...]
    worse: tuple[Block, ...]
    breaks: frozenset[str]


def pairs() -> list[Pair]:
    """Return the whole table, in order. Raise `ValueError` for a line that can't be read."""
    table = tomllib.loads(TABLE.read_text())
    return [_pair(theme, entry) for theme, entries in table.items() for entry in entries]


def _pair(theme: str, entry: dict[str, Any]) -> Pair:
    if unknown := entry.keys() - FIELDS:
        raise ValueError(f"{entry['because']}: unknown {unknown}")
    days = entry.get("days", 1)
    tasks = {task.id: task for task in (_task(line, days) for line in entry["tasks"])}
    return Pair(
        theme,
        entry["because"],
        _problem(entry, tasks),
        _blocks(entry["better"], tasks),
        _blocks(entry["worse"], tasks),
        frozenset(entry.get("breaks", "").split()),
    )


def _problem(entry: dict[str, Any], tasks: dict[str, Task]) -> Problem:
    count = entry.get("days", 1)
    groups = {"default": entry.get("hours", "9-17"), **entry.get("groups", {})}
    promised = _blocks(entry.get("promised", ""), tasks)
    window, lunch_minutes = entry.get("lunch", "0-0 0").split(" ")
    break_minutes, break_after = entry.get("pauses", "0 after 0").split(" after ")
    return Problem(
        tasks=tuple(tasks.values()),
        hours={name: tuple(_hours(text, count)) for name, text in groups.items()},
        now=_minute(entry.get("now", "9:00")),
        until=count * DAY,
        busy=tuple(map(_span, _parts(entry.get("busy", "")))),
        buffer=entry.get("buffer", 0),
        energy=tuple(_energy(entry.get("energy", ""), count)),
        pinned=promised,
        current=tuple(sorted(promised + _blocks(entry.get("accepted", ""), tasks))),
        days=tuple(_day(n, _span(window), entry.get("share")) for n in range(count)),
        lunch_minutes=int(lunch_minutes),
        break_after=int(break_after),
        break_minutes=int(break_minutes),
        urgent=tuple(entry.get("urgent", "").split()),
        rates=PERSONAL,
    )


def _day(number: int, lunch: Span, share: int | None) -> Day:
    begin = number * DAY
    window = Span(begin + lunch.begin, begin + lunch.end) if lunch.end else None
    return Day(begin, begin + DAY, share, window)


def _task(line: str, days: int) -> Task:
    match = TASK.fullmatch(line)
    if match is None:
        raise ValueError(f"can't read the task {line!r}")
    fields = match.groupdict()
    day = WEEKDAYS.index(fields["day"]) * DAY if fields["day"] else None
    earliest = day if day is not None else _minute_or_none(fields["earliest"])
    return Task(
        id=fields["id"],
        minutes=int(fields["minutes"]),
        weight=WEIGHT_OF_IMPACT[IMPACTS[fields["impact"]]],
        energy=ENERGY_OF_CLARITY[fields["clarity"] or "normal"],
        deadline=_minute_or_none(fields["deadline"]),
        hard=fields["kind"] == "hard",
        earliest=earliest,
        after=tuple((fields["after"] or "").split("+")) if fields["after"] else (),
        hours=fields["group"] or "default",
        chunks=Chunks(int(fields["least"]), int(fields["most"])) if fields["least"] else None,
        partial=fields["least"] is not None,
        latest=day + DAY if day is not None else None,
        meant=bool(fields["meant"]) or day is not None,
        domain=fields["domain"] or "",
        ideal=tuple(_hours(fields["ideal"], days)) if fields["ideal"] else (),
        daily=int(fields["daily"] or 0),
    )


def _blocks(text: str, tasks: dict[str, Task]) -> tuple[Block, ...]:
    return tuple(sorted(_block(part, tasks) for part in _parts(text)))


def _block(text: str, tasks: dict[str, Task]) -> Block:
    match = BLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"can't read the block {text!r}")
    begin, task = _minute(match["begin"]), tasks[match["task"]]
    end = begin - begin % DAY + _minute(match["end"]) if match["end"] else begin + task.minutes
    return Block(begin, end, task.id)


def _hours(text: str, days: int) -> Iterator[Span]:
    """Yield the hours of each day; hours without a weekday belong to every day."""
    for begin, end in map(_span, _parts(text)):
        every = range(1 if text[0].isalpha() else days)
        yield from (Span(begin + n * DAY, end + n * DAY) for n in every)


def _energy(text: str, days: int) -> Iterator[EnergyStep]:
    for part in _parts(text):
        span, level = part.split(" ")
        begin, end = _span(span)
        for n in range(days):
            yield EnergyStep(begin + n * DAY, end + n * DAY, LEVELS[level])


def _span(text: str) -> Span:
    begin, end = text.split("-")
    first = _minute(begin)
    return Span(first, first - first % DAY + _minute(end))


def _minute_or_none(text: str | None) -> int | None:
    return None if text is None else _minute(text)


def _minute(text: str) -> int:
    """Return the minutes since Monday 0:00 of a time such as 9, 9:05 or Tue 14:30."""
    weekday, _, at = text.rpartition(" ")
    hour, _, minute = at.partition(":")
    return (WEEKDAYS.index(weekday) if weekday else 0) * DAY + int(hour) * 60 + int(minute or 0)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
