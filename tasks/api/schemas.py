"""What the API takes in. Types only: what may be is said by the database's constraints.

Every field is optional, so that a change names what it changes; whole numbers stay within what
the database can hold.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, model_serializer

from tasks.api.values import (
    MOST_IDS,
    Bool,
    Day,
    Id,
    Ids,
    Int,
    Keys,
    Moment,
    Position,
    Small,
    Text,
    WallTime,
    Week,
    Whole,
    Word,
)
from tasks.planning.proposals import PlanRequest

MAX_CHUNKS = 288  # of five minutes, a day


class Fields(Schema):
    """A change: only the fields that were sent count. A name nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")

    def sent(self) -> Any:
        """Return the fields that were sent, as the command of `editing.commands` they describe."""
        return self.model_dump(exclude_unset=True)


class SeriesIn(Fields):
    rrule: Word
    starts_on: Day
    starts_at: WallTime | None = None
    exdates: list[Day] = []
    rdates: list[Day] = []
    missing_days: Literal["skip", "clamp"] = "skip"
    kind: Literal["calendar", "after_completion"] = "calendar"


class SeriesChange(SeriesIn):
    scope: Literal["all", "following"] = "all"
    at: Day | None = Field(None, alias="from")

    def spec(self) -> Any:
        """Return how the task repeats, as a `SeriesSpec`."""
        return self.model_dump(exclude={"scope", "at"})


class ChunkIn(Fields):
    date: Day
    time: WallTime
    minutes: Int

    @model_serializer
    def as_kept(self) -> dict[str, str | int]:
        return {
            "date": self.date.isoformat(),
            "time": self.time.isoformat(),
            "minutes": self.minutes,
        }


class TaskIn(Fields):
    title: Text = ""
    description: Text = ""
    domain_id: Id | None = None
    parent_id: Id | None = None
    impact: Small = 4
    clarity: Word = "normal"
    duration: Int | None = None
    scheduled_date: Day | None = None
    scheduled_time: WallTime | None = None
    deadline_date: Day | None = None
    deadline_time: WallTime | None = None
    deadline_hard: Bool = True
    earliest_start: Day | None = None
    reminder: Int | None = None
    pinned: Bool = False
    chunk_min: Int | None = None
    chunk_max: Int | None = None
    chunks: Annotated[list[ChunkIn], Field(max_length=MAX_CHUNKS)] = []
    position: Position = 0
    labels: Ids = []
    blocked_by: Ids = []


class NewTask(TaskIn):
    series: SeriesIn | None = None


class TaskChange(TaskIn):
    version: Int | None = None


class TimerIn(Fields):
    instance_id: Id | None = None


class InstanceFields(Fields):
    scheduled_date: Day = date.min
    scheduled_time: WallTime | None = None
    own_title: Text | None = None
    own_description: Text | None = None
    own_duration: Int | None = None
    own_domain_id: Id | None = None


class InstanceChange(InstanceFields):
    version: Int | None = None


class DomainIn(Fields):
    name: Text = ""
    colour: Word = "#3553c8"
    icon: Word = ""
    position: Position = 0
    hours: Week | None = None


class DomainArchive(Fields):
    tasks: Literal["move", "thoughts", "archive"]
    domain_id: Id | None = None


class LabelIn(Fields):
    name: Text


class EarlierIn(Fields):
    action: Literal["complete", "skip"]
    task_id: Id | None = None


class BatchFields(Fields):
    scheduled_date: Day | None = None
    scheduled_time: WallTime | None = None
    deadline_date: Day | None = None
    deadline_time: WallTime | None = None
    earliest_start: Day | None = None
    domain_id: Id | None = None
    parent_id: Id | None = None
    impact: Small = 4
    clarity: Word = "normal"
    duration: Int | None = None
    labels: Ids = []


class BatchIn(Fields):
    task_ids: Ids = []
    instance_ids: Ids = []
    action: Literal["complete", "reopen", "archive", "skip", "change"]
    fields: BatchFields | None = None


class BlockIn(Fields):
    task_id: Id | None = None
    instance_id: Id | None = None
    scheduled_date: Day
    scheduled_time: WallTime | None = None


class BlocksIn(Fields):
    blocks: Annotated[list[BlockIn], Field(max_length=MOST_IDS)]


class QuickAddIn(Fields):
    text: Text = Field(max_length=20_000)
    domain_id: Id | None = None
    parent_id: Id | None = None
    scheduled_date: Day | None = None


class PreviewIn(Fields):
    text: Text = Field(max_length=20_000)
    caret: Int = 0


class PreferencesChange(Fields):
    time_zone: Word = ""
    secondary_zone: Word = ""
    week_start: Small = 0
    day_start_hour: Small = 0
    twelve_hour_clock: Bool = False
    working_hours: Week = []
    buffer_minutes: Small = 0
    planning_days: Small = 7
    energy_curve: Word = "even"
    plan_percentile: Small | None = None
    theme: Word = ""
    completed_days: Small = 3
    hour_height: Small = 60
    single_key_shortcuts: Bool = True
    language: Word = "en"


class PlanIn(Fields):
    kind: Literal["day", "week", "push", "repair"]
    first: Moment | None = None
    last: Moment | None = None
    late_minutes: Annotated[Whole, Field(ge=0, le=24 * 60)] = 0
    rest_of_day: Bool = False
    without: Keys = []
    backlog: Bool = True
    seed: Int = 0
    dry_run: Bool = False

    def plan_request(self) -> PlanRequest:
        values = self.model_dump(exclude={"dry_run", "without"})
        return PlanRequest(**values, without=tuple(self.without))


class AcceptIn(Fields):
    accept: Keys | None = None
