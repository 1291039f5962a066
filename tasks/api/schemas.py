"""Request bodies of the API. They check types; verbs and database constraints check the rules.

Most fields are optional, so that a change names only what it changes. Integers stay within the
range of their database column.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, model_serializer

from core.email_addresses import MAX_ADDRESSES
from tasks.api.values import (
    MAX_IDS,
    Day,
    DayId,
    DayIds,
    Id,
    Ids,
    Int,
    Keyword,
    Position,
    RequestKey,
    SmallInt,
    StrictBool,
    Text,
    WallTime,
    Week,
)
from tasks.constants import MAX_TIMES_A_DAY
from tasks.editing.commands import PlacedBy

MAX_CHUNKS = 288  # a day of five-minute chunks


class RequestBody(Schema):
    """A request body in which only the fields that were sent count. Unknown fields are rejected."""

    model_config = ConfigDict(extra="forbid")

    def command(self) -> Any:
        """Return the fields that were sent, as the command of `editing.commands` they describe."""
        return self.model_dump(exclude_unset=True)


class SeriesIn(RequestBody):
    rrule: Keyword
    starts_on: Day
    starts_at: WallTime | None = None
    exdates: list[Day] = []
    rdates: list[Day] = []
    missing_days: Literal["skip", "clamp"] = "skip"
    kind: Literal["calendar", "after_completion"] = "calendar"
    times: Annotated[list[WallTime], Field(max_length=MAX_TIMES_A_DAY)] = []
    deadline_days: SmallInt | None = None

    def rule_fields(self) -> Any:
        """Return the fields of the rule, with their defaults."""
        return self.model_dump(exclude={"scope", "at", "deadline_days"})


class SeriesChange(SeriesIn):
    scope: Literal["all", "following"] = "all"
    at: Day | None = Field(None, alias="from")
    version: Int | None = None

    def spec(self) -> Any:
        """Return how the task repeats, as a `SeriesSpec`.

        Absent exceptions and an absent deadline stay as they are: the page may not know about
        days that were deleted after it read the series.
        """
        absent = {"exdates", "rdates", "deadline_days"} - self.model_fields_set
        return self.model_dump(exclude={"scope", "at", "version"} | absent)


class PauseIn(RequestBody):
    until: Day | None = None
    when_away: StrictBool | None = None


class AwayIn(RequestBody):
    first_day: Day
    last_day: Day


class ChunkIn(RequestBody):
    date: Day
    time: WallTime
    minutes: Int
    by: PlacedBy | None = None

    @model_serializer
    def as_stored(self) -> dict[str, str | int]:
        by: dict[str, str | int] = {"by": self.by} if self.by else {}
        return {
            "date": self.date.isoformat(),
            "time": self.time.isoformat(),
            "minutes": self.minutes,
            **by,
        }


class TaskIn(RequestBody):
    title: Text = ""
    description: Text = ""
    domain_id: Id | None = None
    parent_id: Id | None = None
    impact: SmallInt = 4
    clarity: Keyword = "normal"
    duration: Int | None = None
    scheduled_date: Day | None = None
    scheduled_time: WallTime | None = None
    placed_by: PlacedBy = "person"
    day_chosen: StrictBool = False
    deadline_date: Day | None = None
    deadline_time: WallTime | None = None
    deadline_hard: StrictBool = True
    earliest_start: Day | None = None
    reminder: Int | None = None
    pinned: StrictBool = False
    chunk_min: Int | None = None
    chunk_max: Int | None = None
    ideal_time: Keyword = ""
    chunks: Annotated[list[ChunkIn], Field(max_length=MAX_CHUNKS)] = []
    position: Position = 0
    labels: Ids = []
    blocked_by: Ids = []


class NewTask(TaskIn):
    series: SeriesIn | None = None


class TaskChange(TaskIn):
    version: Int | None = None
    amends: RequestKey = ""


class UndoIn(RequestBody):
    request_key: RequestKey = ""


class TimerIn(RequestBody):
    instance_id: Id | None = None


class NewInstance(RequestBody):
    task_id: Id
    recurrence_id: Day
    recurrence_time: WallTime | None = None


class InstanceFields(RequestBody):
    scheduled_date: Day = date.min
    scheduled_time: WallTime | None = None
    placed_by: PlacedBy = "person"
    own_title: Text | None = None
    own_description: Text | None = None
    own_duration: Int | None = None
    own_domain_id: Id | None = None


class InstanceChange(InstanceFields):
    version: Int | None = None
    amends: RequestKey = ""


class DomainIn(RequestBody):
    name: Text = ""
    colour: Keyword = "#3553c8"
    icon: Keyword = ""
    position: Position = 0
    hours: Week | None = None


class DomainArchive(RequestBody):
    tasks: Literal["move", "thoughts", "archive"]
    domain_id: Id | None = None


class LabelIn(RequestBody):
    name: Text


class EarlierIn(RequestBody):
    action: Literal["complete", "skip"]
    task_id: Id | None = None


class BatchFields(RequestBody):
    scheduled_date: Day | None = None
    scheduled_time: WallTime | None = None
    placed_by: PlacedBy = "person"
    deadline_date: Day | None = None
    deadline_time: WallTime | None = None
    earliest_start: Day | None = None
    domain_id: Id | None = None
    parent_id: Id | None = None
    impact: SmallInt = 4
    clarity: Keyword = "normal"
    duration: Int | None = None
    labels: Ids = []
    add_labels: Ids = []
    remove_labels: Ids = []


class BatchIn(RequestBody):
    task_ids: Ids = []
    instance_ids: DayIds = []
    action: Literal["complete", "reopen", "archive", "delete", "skip", "change"]
    fields: BatchFields | None = None


class BlockIn(RequestBody):
    task_id: Id | None = None
    instance_id: DayId | None = None
    scheduled_date: Day
    scheduled_time: WallTime | None = None


class BlocksIn(RequestBody):
    blocks: Annotated[list[BlockIn], Field(max_length=MAX_IDS)]


class QuickAddIn(RequestBody):
    text: Text = Field(max_length=20_000)
    domain_id: Id | None = None
    parent_id: Id | None = None
    scheduled_date: Day | None = None
    scheduled_time: WallTime | None = None
    duration: Int | None = None


class PreviewIn(RequestBody):
    text: Text = Field(max_length=20_000)
    caret: Int = 0
    scheduled_date: Day | None = None
    scheduled_time: WallTime | None = None


class MomentIn(RequestBody):
    text: Text = Field(max_length=200)
    kind: Literal["day", "time", "both"] = "both"
    day: Day | None = None


class PreferencesChange(RequestBody):
    time_zone: Keyword = ""
    secondary_zone: Keyword = ""
    week_start: SmallInt = 0
    day_start_hour: SmallInt = 0
    twelve_hour_clock: StrictBool = False
    month_first: StrictBool = False
    working_hours: Week = []
    buffer_minutes: SmallInt = 0
    planning_days: SmallInt = 7
    energy_curve: Keyword = "even"
    plan_percentile: SmallInt | None = None
    lunch_begin: SmallInt = 690
    lunch_end: SmallInt = 840
    lunch_minutes: SmallInt = 45
    break_after: SmallInt = 120
    break_minutes: SmallInt = 15
    plan_share: SmallInt = 80
    split_above: SmallInt = 90
    theme: Keyword = ""
    completed_days: SmallInt = 3
    hour_height: SmallInt = 60
    single_key_shortcuts: StrictBool = True
    default_domain: Id | None = None
    language: Keyword = "en"
    due_when_scheduled: Keyword = "auto"
    other_addresses: Annotated[list[Text], Field(max_length=MAX_ADDRESSES)] = []
