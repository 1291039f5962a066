"""Combine the phrases of a line: a day, a part of the day and a clock become a date and a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.dates import day_label
from tasks.quickadd.deadlines import deadline_label
from tasks.quickadd.durations import length_label
from tasks.quickadd.fields import Fields, Reading, ReadingAt
from tasks.quickadd.series import Series


def merge_fields(readings: list[ReadingAt]) -> Fields:
    fields = Fields()
    for _, reading in readings:
        fields.update(reading.fields)
    labels = (label for _, reading in readings for label in reading.fields.get("label_ids", ()))
    fields["label_ids"] = tuple(dict.fromkeys(labels))
    return fields


def schedule(fields: Fields, series: Series | None, calendar: Calendar) -> dict[str, Any]:
    """Return the fields of `Parsed`, with a date and times in place of clocks and parts."""
    values: dict[str, Any] = {**fields}
    clocks, part = values.pop("clocks", ()), values.pop("part", None)
    day = series.rule.starts_on if series else values.get("scheduled_date", calendar.default_day)
    _set_deadline(values, series.rule.starts_on if series else None, day)
    if series:
        times = series.times
        values["scheduled_date"] = series.rule.starts_on
        values |= {"scheduled_time": times[0]} if times else {}
        return values | ({"times": times} if len(times) > 1 else {})
    if not (clocks or part):
        return values
    moment = clocks[0].on(part) if clocks else calendar.parts.start(part)
    if clocks and (day := values.get("scheduled_date")):
        values["scheduled_date"], moment = clocks[0].on_day(day, part, calendar.day_start)
    day = values.setdefault("scheduled_date", _next_day(moment, calendar))
    if clocks or not calendar.has_passed(day, moment):
        values["scheduled_time"] = moment
    return values


def _set_deadline(values: dict[str, Any], first: date | None, day: date | None) -> None:
    """Put a deadline that is relative to the line on or after its day, or the first of a series."""
    of_line = values.pop("deadline_of_line", False)
    weekday, days = values.pop("deadline_weekday", False), values.pop("deadline_days", None)
    anchor = day or values.get("earliest_start")
    if of_line and day:
        values["deadline_date"] = day
    elif days is not None and anchor and (first or "deadline_date" not in values):
        values["deadline_date"] = anchor + timedelta(days)
    elif weekday and anchor and values["deadline_date"] < anchor:
        values["deadline_date"] = anchor + timedelta((values["deadline_date"] - anchor).days % 7)


def _next_day(moment: time, calendar: Calendar) -> date:
    """Return the default day, or today; tomorrow for a time of today that has passed.

    Someone who types a time into the grid of today means today.
    """
    day = calendar.default_day or calendar.today
    rolls = day == calendar.today and not calendar.default_time
    return day + timedelta(rolls and calendar.has_passed(day, moment))


def relabel(
    reading: Reading, values: dict[str, Any], readings: list[ReadingAt], calendar: Calendar
) -> Reading:
    """Return the reading with the final time on its pill, and the day if that is not today."""
    if reading.kind == "deadline":
        due = deadline_label(values["deadline_date"], values.get("deadline_time"), calendar)
        return replace(reading, label=due)
    moment, minutes = values.get("scheduled_time"), reading.fields.get("duration")
    if reading.kind not in ("time", "date", "part") or moment is None:
        return reading
    times = " and ".join(calendar.clock(t) for t in values.get("times", (moment,)))
    hours = f"{times}, {length_label(minutes)}" if minutes else times
    day = values["scheduled_date"]
    if reading.kind == "date":
        own = "clocks" in reading.fields or not any("clocks" in r.fields for _, r in readings)
        if not own or not ({"clocks", "part"} & {*reading.fields}):
            return reading
        return replace(reading, label=f"{day_label(day, calendar.today)} {hours}")
    if reading.kind == "part" and any("clocks" in r.fields for _, r in readings):
        return reading
    dated = any("scheduled_date" in r.fields or r.repeats for _, r in readings)
    rolled = not dated and day != calendar.today
    return replace(reading, label=f"{day_label(day, calendar.today)} {hours}" if rolled else hours)
