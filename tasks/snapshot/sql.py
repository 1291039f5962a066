"""Hand-written SQL of the snapshot: PostgreSQL writes the JSON of the rows that the API shows."""

from __future__ import annotations

from typing import Any

from tasks.models import Away, Domain, Event, Label, Task, TaskInstance, TimeEntry

# The columns of each model that the API shows. The ORM takes milliseconds to write as much SQL.
COLUMNS: dict[Any, str] = {
    Task: """
        id, domain_id, parent_id, title, description <> '' AS has_description, impact, clarity,
        duration, scheduled_date, scheduled_time, placed_by, day_chosen, chunks, deadline_date,
        deadline_time, deadline_hard, earliest_start, chunk_min, chunk_max, ideal_time, reminder,
        pinned, position, status, completed_at, created_at, selected.version,
        ARRAY(
            SELECT label_id FROM tasks_tasklabel WHERE task_id = selected.id ORDER BY label_id
        ) AS labels,
        ARRAY(
            SELECT blocker_id FROM tasks_taskdependency
            WHERE task_id = selected.id ORDER BY blocker_id
        ) AS blocked_by,
        CASE WHEN repeating.task_id IS NOT NULL THEN (
            SELECT to_json(rule) FROM (
                SELECT repeating.rrule, repeating.kind, repeating.starts_on, repeating.starts_at,
                    repeating.missing_days, repeating.exdates, repeating.rdates, repeating.times,
                    repeating.summary,
                    repeating.paused_until, repeating.pauses_when_away, repeating.deadline_days,
                    repeating.version
            ) AS rule
        ) END AS series""",
    TaskInstance: """
        id, task_id, recurrence_day AS recurrence_id, recurrence_time, scheduled_date,
        scheduled_time, starts_at, placed_by, moved, status, completed_at, own_title,
        own_description IS NOT NULL AS has_own_description, own_duration, own_domain_id, version""",
    Domain: "id, name, colour, icon, position, hours, archived",
    Label: "id, name",
    Away: "id, first_day, last_day",
    TimeEntry: "id, task_id, recurrence_id, recurrence_time, started_at",
    Event: """
        id, title, location, link, status, starts_on, ends_on, begins, ends,
        extract(epoch FROM ends_at - starts_at)::int / 60 AS minutes,
        transparent OR response = 'declined' OR status = 'cancelled' OR kind = 'working_location'
            OR NOT (SELECT busy FROM tasks_calendar WHERE id = calendar_id) AS free,
        (SELECT colour FROM tasks_calendar WHERE id = calendar_id) AS colour""",
}

# Joins that the columns need. A subquery per row takes as long as the rest of the list.
JOINS: dict[Any, str] = {
    Task: "LEFT JOIN tasks_series AS repeating ON repeating.task_id = selected.id"
}


def json_rows(model: Any, rows: str) -> str:
    """Return the expression for the rows of a query as a JSON array, in id order.

    The ORM can't aggregate whole rows to JSON; building them in Python takes ten times as long.
    """
    columns, joins = COLUMNS[model], JOINS.get(model, "")
    shown = f"SELECT {columns} FROM ({rows}) AS selected {joins}"  # noqa: S608  our own names
    array = f"SELECT json_agg(shown ORDER BY id) FROM ({shown}) AS shown"  # noqa: S608
    return f"(SELECT coalesce(({array})::text, '[]'))"


def json_number(number: str) -> str:
    """Return the expression for the single number of a query, or 0."""
    return f"(SELECT coalesce(({number})::text, '0'))"
