"""Request bodies of plans."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tasks.api.schemas import RequestBody
from tasks.api.values import Ids, Int, LocalDateTime, RowKeys, SpansOfHours, StrictBool, StrictInt
from tasks.planning.proposals import PlanRequest
from tasks.planning.proposals.request import KIND_BEFORE, LIST_FIELDS


class PlanIn(RequestBody):
    kind: Literal["day", "week", "late", "early", "repair", "push"]
    first: LocalDateTime | None = None
    last: LocalDateTime | None = None
    late_minutes: Annotated[StrictInt, Field(ge=0, le=24 * 60)] = 0
    rest_of_day: StrictBool = False
    without: RowKeys = []
    around: Ids = []
    released: RowKeys = []
    preferred: RowKeys = []
    extra_hours: SpansOfHours = []
    backlog: StrictBool = True
    seed: Int = 0
    dry_run: StrictBool = False

    def plan_request(self) -> PlanRequest:
        values = self.model_dump(exclude={"dry_run", *LIST_FIELDS, "extra_hours"})
        lists = {name: tuple(getattr(self, name)) for name in LIST_FIELDS}
        kind = KIND_BEFORE.get(self.kind, self.kind)
        return PlanRequest(**{**values, **lists, "kind": kind}, extra_hours=tuple(self.extra_hours))


class AcceptIn(RequestBody):
    accept: RowKeys | None = None
