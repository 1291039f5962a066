"""Repeating to-dos as clients write them, and the days of the series that they make"""

from __future__ import annotations

from datetime import date

from tasks.models import TaskInstance

MONDAY = date(2026, 3, 2)
SIX = "DTSTART;TZID=Europe/Berlin:20260302T180000"
ALL_DAY = "DTSTART;VALUE=DATE:20260302"
DAILY = [SIX, "RRULE:FREQ=DAILY;COUNT=5"]
DONE = ["STATUS:COMPLETED", "COMPLETED:20260302T073000Z", "PERCENT-COMPLETE:100"]


def march(*days):
    return [date(2026, 3, day) for day in days]


def item(*lines, overrides=()):
    """Return a VTODO, with other occurrences of it."""
    todos = [["UID:u1", "SUMMARY:Pills", *todo] for todo in (lines, *overrides)]
    parts = [line for todo in todos for line in ("BEGIN:VTODO", *todo, "END:VTODO")]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:t", *parts, "END:VCALENDAR", ""]
    return "\r\n".join(text)


def statuses(limit=4):
    rows = TaskInstance.objects.order_by("recurrence_id", "recurrence_time")[:limit]
    return {row.recurrence_id.day: row.status for row in rows}


def days(limit=4):
    rows = TaskInstance.objects.order_by("recurrence_id")[:limit]
    return [row.recurrence_id for row in rows]
