"""A stored proposal: a plan with its request and problem, as a row of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tasks.models import Proposal
from tasks.planning.proposals.events import AllDayEvent
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.solver import (
    PERSONAL,
    Block,
    Chunks,
    Cost,
    Day,
    EnergyStep,
    Plan,
    Problem,
    Span,
    Task,
)
from tasks.planning.solver.problem import NO_COST
from tasks.planning.solver.rates import Rates

# Search statistics that are not needed once the plan is stored.
UNSTORED_PLAN_FIELDS = {"bound", "work"}


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """A proposal as it was made; ``id`` is None for a dry run.

    ``waiting`` lists rows that cannot be planned, each with the rows it waits for. ``meant`` are
    the rows that the person intends for the range, ``passed`` the blocks that ended undone, and
    ``all_day`` the busy all-day events. ``before`` are the blocks as the rows have them; in the
    problem of a late start, the block in progress is longer.
    """

    id: int | None
    request: PlanRequest
    problem: Problem
    plan: Plan
    waiting: Mapping[str, list[str]]
    meant: frozenset[str]
    passed: tuple[Block, ...]
    all_day: tuple[AllDayEvent, ...] = ()
    before: tuple[Block, ...] = ()

    @classmethod
    def from_row(cls, row: Proposal) -> StoredProposal:
        data: dict[str, Any] = row.plan
        return cls(
            id=row.pk,
            request=PlanRequest.from_json(row.request),
            problem=problem_from_json(row.problem),
            plan=plan_from_json(data["plan"]),
            waiting=data["waiting"],
            meant=frozenset(data["meant"]),
            passed=_blocks(data["passed"]),
            all_day=tuple(AllDayEvent(*event) for event in data.get("all_day", ())),
            before=_blocks(data.get("before", row.problem["current"])),
        )

    def as_fields(self) -> dict[str, Any]:
        """Return the values of a `Proposal` row."""
        plan = {
            "plan": plan_as_json(self.plan),
            "waiting": self.waiting,
            "meant": sorted(self.meant),
            "passed": self.passed,
            "all_day": self.all_day,
            "before": self.before,
        }
        return {"request": self.request.as_json(), "problem": asdict(self.problem), "plan": plan}


def problem_from_json(data: dict[str, Any]) -> Problem:
    return Problem(
        tasks=tuple(_task(task) for task in data["tasks"]),
        hours={name: _spans(spans) for name, spans in data["hours"].items()},
        now=data["now"],
        until=data["until"],
        busy=_spans(data["busy"]),
        buffer=data["buffer"],
        energy=tuple(EnergyStep(*step) for step in data["energy"]),
        pinned=_blocks(data["pinned"]),
        current=_blocks(data["current"]),
        **_rules(data),
    )


def _rules(data: dict[str, Any]) -> dict[str, Any]:
    """Return the rules of days; a proposal stored by the previous release has none."""
    if "rates" not in data:
        return {"rates": PERSONAL}
    return {
        "days": tuple(_day(*day) for day in data["days"]),
        "urgent": tuple(data["urgent"]),
        "rates": Rates(**data["rates"]),
        **{name: data[name] for name in ("lunch_minutes", "break_after", "break_minutes")},
    }


def _day(begin: int, end: int, capacity: int | None, lunch: list[int] | None) -> Day:
    return Day(begin, end, capacity, Span(*lunch) if lunch else None)


def plan_as_json(plan: Plan) -> dict[str, Any]:
    data = asdict(plan)
    return {name: value for name, value in data.items() if name not in UNSTORED_PLAN_FIELDS}


def plan_from_json(data: dict[str, Any]) -> Plan:
    fields = {
        "blocks": _blocks(data["blocks"]),
        "left_out": tuple(data["left_out"]),
        "cost": Cost(*data["cost"]) if len(data["cost"]) == len(Cost._fields) else NO_COST,
        "urgent": tuple(data.get("urgent", ())),
    }
    return Plan(**{**data, **fields})


def _task(data: dict[str, Any]) -> Task:
    chunks = data["chunks"] and Chunks(*data["chunks"])
    ideal = _spans(data.get("ideal", []))
    return Task(**{**data, "after": tuple(data["after"]), "chunks": chunks, "ideal": ideal})


def _spans(data: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in data)


def _blocks(data: list[Any]) -> tuple[Block, ...]:
    return tuple(Block(*block) for block in data)
