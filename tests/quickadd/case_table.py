"""Load cases.json, the cases that any parser of the grammar can be tested with."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

from tasks.quickadd import Names, Parsed, parse
from tasks.recurrence import Rule

TABLE = json.loads(Path(__file__).with_name("cases.json").read_text())
CASES = [case for group in TABLE["groups"] for case in group["cases"]]
NAMES = Names(**TABLE["names"])
TODAY = date.fromisoformat(TABLE["today"])
OPTIONS = ("week_start", "day_first")
DATES = ("scheduled_date", "deadline_date", "earliest_start")
TIMES = ("scheduled_time", "deadline_time")


def parse_case(case) -> Parsed:
    today = date.fromisoformat(case.get("today", TABLE["today"]))
    return parse(case["line"], today, NAMES, **options(case))


def options(case) -> dict[str, Any]:
    return {name: case[name] for name in OPTIONS if name in case}


def expected(case) -> Parsed:
    """Return the expected fields of a line, without tokens and unknown words."""
    fields = {name: value for name, value in case.items() if name in Parsed.__dataclass_fields__}
    fields |= {name: date.fromisoformat(fields[name]) for name in DATES if name in fields}
    fields |= {name: time.fromisoformat(fields[name]) for name in TIMES if name in fields}
    fields |= {name: tuple(fields[name]) for name in ("label_ids", "problems") if name in fields}
    if "times" in fields:
        fields["times"] = tuple(time.fromisoformat(text) for text in fields["times"])
    if "rule" in case:
        fields["rule"] = replace(_rule(**case["rule"]), times=fields.get("times", ()))
    return Parsed(**fields | {"tokens": (), "unknown": (), "alternatives": ()})


def _rule(starts_on: str, starts_at: str | None = None, **fields) -> Rule:
    moment = time.fromisoformat(starts_at) if starts_at else None
    return Rule(starts_on=date.fromisoformat(starts_on), starts_at=moment, **fields)


def case_id(case) -> str:
    settings = (f"{name}={case[name]}" for name in ("today", *OPTIONS) if name in case)
    return " ".join([case["line"], *settings])
