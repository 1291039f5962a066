"""A problem and its plan as JSON, to be kept beside the request."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tasks.planning.solver import Block, Chunks, Cost, EnergyStep, Plan, Problem, Span, Task


def problem_as_json(problem: Problem) -> dict[str, Any]:
    return asdict(problem)


def problem_from_json(kept: dict[str, Any]) -> Problem:
    return Problem(
        tasks=tuple(_task(task) for task in kept["tasks"]),
        hours={name: _spans(spans) for name, spans in kept["hours"].items()},
        now=kept["now"],
        until=kept["until"],
        busy=_spans(kept["busy"]),
        buffer=kept["buffer"],
        energy=tuple(EnergyStep(*step) for step in kept["energy"]),
        pinned=_blocks(kept["pinned"]),
        current=_blocks(kept["current"]),
    )


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """What is kept of a plan; `elapsed` is in seconds."""

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...]
    cost: Cost
    gap: float
    complete: bool
    elapsed: float
    seed: int

    @classmethod
    def of(cls, plan: Plan) -> StoredPlan:
        return cls(
            plan.blocks,
            plan.left_out,
            plan.cost,
            plan.gap,
            plan.complete,
            plan.elapsed,
            plan.seed,
        )

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> StoredPlan:
        more = {
            "blocks": _blocks(kept["blocks"]),
            "left_out": tuple(kept["left_out"]),
            "cost": Cost(*kept["cost"]),
        }
        return cls(**{**kept, **more})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def _task(kept: dict[str, Any]) -> Task:
    chunks = kept["chunks"] and Chunks(*kept["chunks"])
    return Task(**{**kept, "after": tuple(kept["after"]), "chunks": chunks})


def _spans(kept: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in kept)


def _blocks(kept: list[Any]) -> tuple[Block, ...]:
    return tuple(Block(*block) for block in kept)
