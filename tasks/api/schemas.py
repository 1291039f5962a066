"""What the API takes in. Types only: what may be is said by the database's constraints.

Every field is optional, so that a change names what it changes; whole numbers stay within what
the database can hold.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

Int = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Small = Annotated[int, Field(ge=-(2**15), lt=2**15)]
Id = Annotated[int, Field(ge=1, lt=2**63)]
Position = Annotated[float, Field(allow_inf_nan=False)]


def _without_zone(value: dt.time) -> dt.time:
    if value.tzinfo is not None:
        raise ValueError("a wall-clock time has no zone")
    return value.replace(microsecond=0)


WallTime = Annotated[dt.time, AfterValidator(_without_zone)]


class Fields(Schema):
    """A change: only the fields that were sent count. A name nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")

    def sent(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True)


class SeriesIn(Fields):
    rrule: str
    starts_on: dt.date
    starts_at: WallTime | None = None
    exdates: list[dt.date] = []
    rdates: list[dt.date] = []
    missing_days: Literal["skip", "clamp"] = "skip"
    kind: Literal["calendar", "after_completion"] = "calendar"


class SeriesChange(SeriesIn):
    scope: Literal["all", "following"] = "all"
    at: dt.date | None = Field(None, alias="from")


class TaskIn(Fields):
    title: str = ""
    description: str = ""
    domain_id: Id | None = None
    parent_id: Id | None = None
    impact: Small = 4
    clarity: str = "normal"
    duration: Int | None = None
    scheduled_date: dt.date | None = None
    scheduled_time: WallTime | None = None
    deadline_date: dt.date | None = None
    deadline_time: WallTime | None = None
    earliest_start: dt.date | None = None
    reminder: Int | None = None
    pinned: bool = False
    position: Position = 0
    labels: list[Id] = []
    blocked_by: list[Id] = []


class NewTask(TaskIn):
    series: SeriesIn | None = None


class TaskChange(TaskIn):
    version: Int | None = None


class InstanceFields(Fields):
    scheduled_date: dt.date = dt.date.min
    scheduled_time: WallTime | None = None
    own_title: str | None = None
    own_description: str | None = None
    own_duration: Int | None = None
    own_domain_id: Id | None = None


class InstanceChange(InstanceFields):
    version: Int | None = None


class DomainIn(Fields):
    name: str = ""
    colour: str = "#3553c8"
    icon: str = ""
    position: Position = 0


class DomainArchive(Fields):
    tasks: Literal["move", "thoughts", "archive"]
    domain_id: Id | None = None


class LabelIn(Fields):
    name: str


class EarlierIn(Fields):
    action: Literal["complete", "skip"]
    task_id: Id | None = None


class BatchFields(Fields):
    scheduled_date: dt.date | None = None
    scheduled_time: WallTime | None = None
    deadline_date: dt.date | None = None
    deadline_time: WallTime | None = None
    earliest_start: dt.date | None = None
    domain_id: Id | None = None
    parent_id: Id | None = None
    impact: Small = 4
    clarity: str = "normal"
    duration: Int | None = None
    labels: list[Id] = []


class BatchIn(Fields):
    task_ids: list[Id] = []
    instance_ids: list[Id] = []
    action: Literal["complete", "reopen", "archive", "skip", "change"]
    fields: BatchFields | None = None


class QuickAddIn(Fields):
    text: str = Field(max_length=20_000)
    domain_id: Id | None = None
    parent_id: Id | None = None
    scheduled_date: dt.date | None = None


class PreviewIn(Fields):
    text: str = Field(max_length=20_000)
    caret: Int = 0


class PreferencesChange(Fields):
    time_zone: str = ""
    secondary_zone: str = ""
    week_start: Small = 0
    day_start_hour: Small = 0
    twelve_hour_clock: bool = False
    working_hours: list[list[list[int]]] = []
    buffer_minutes: Small = 0
    planning_days: Small = 7
    theme: str = ""
    completed_days: Small = 3
    hour_height: Small = 60
    language: str = "en"
