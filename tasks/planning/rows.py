"""Rows as the API shows them, written as JSON by the database.

One statement builds the whole text: for 500 tasks that takes a tenth of the processor time of
building it from model instances.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.postgres.aggregates import JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from tasks.models import Domain, Label, Series, Task, TaskDependency, TaskInstance, TaskLabel


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _plain(*names: str) -> dict[str, F]:
    return {name: F(name) for name in names}


SERIES = JSONObject(
    **_plain(
        *("rrule", "kind", "starts_on", "starts_at", "missing_days", "exdates", "rdates"),
        "summary",
    )
)
TASK: dict[str, Any] = {
    **_plain(
        *("id", "domain_id", "parent_id", "title", "impact", "clarity", "duration"),
        *("scheduled_date", "scheduled_time", "deadline_date", "deadline_time", "earliest_start"),
        *("reminder", "pinned", "position", "status", "completed_at", "created_at", "version"),
    ),
    "has_description": _is(~Q(description="")),
    "labels": ArraySubquery(
        TaskLabel.objects.filter(task=OuterRef("pk")).order_by("label").values("label")
    ),
    "blocked_by": ArraySubquery(
        TaskDependency.objects.filter(task=OuterRef("pk")).order_by("blocker").values("blocker")
    ),
    "series": Subquery(Series.objects.filter(pk=OuterRef("pk")).values(row=SERIES)),
}
INSTANCE: dict[str, Any] = {
    **_plain(
        *("id", "task_id", "recurrence_id", "scheduled_date", "scheduled_time", "starts_at"),
        *("moved", "status", "completed_at", "own_title", "own_duration", "own_domain_id"),
        "version",
    ),
    "has_own_description": _is(Q(own_description__isnull=False)),
}
DOMAIN: dict[str, Any] = _plain("id", "name", "colour", "icon", "position", "archived")
LABEL: dict[str, Any] = _plain("id", "name")

COLUMNS: dict[Any, dict[str, Any]] = {
    Task: TASK,
    TaskInstance: INSTANCE,
    Domain: DOMAIN,
    Label: LABEL,
}


def as_json(queryset: QuerySet[Any]) -> str:
    """The rows of a queryset as the text of a JSON array, in id order."""
    row = JSONObject(**COLUMNS[queryset.model])
    rows = queryset.order_by().aggregate(
        text=Coalesce(Cast(JSONBAgg(row, ordering="pk"), TextField()), Value("[]"))
    )
    return cast(str, rows["text"])
