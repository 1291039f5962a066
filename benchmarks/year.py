"""Simulate a year of several people under different policies; the last line is one JSON object.

    python benchmarks/year.py              # four people, 250 working days: about 15 minutes
    python benchmarks/year.py --short      # two people, 20 days: within a minute

Every policy lives through the same year: tasks arrive, durations differ from estimates, meetings
appear at short notice, and people get sick. No database is needed. docs/planner.md says more.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.year_bound import clairvoyant
from benchmarks.year_chance import Forecasts, Prediction, calibration, table
from benchmarks.year_clock import Policy, Year
from benchmarks.year_policies import always, from_scratch, morning_only, ours
from benchmarks.year_rules import earliest_deadline_first, fluid_calendar
from benchmarks.year_world import IMPACTS, PEOPLE, Person, World, make_world
from tasks.planning.solver import WEIGHT_OF_IMPACT

OURS, SCRATCH = "ours", "from scratch"
POLICIES: dict[str, Policy] = {
    OURS: ours,
    "morning only": morning_only,
    "earliest deadline": always(earliest_deadline_first),
    "FluidCalendar": always(fluid_calendar),
    SCRATCH: always(from_scratch),
}


class Outcome(NamedTuple):
    """What became of the people of a policy: sums over all of them."""

    kept: Counter[int]
    broken: int = 0
    moves: int = 0
    days: int = 0
    planned: int = 0
    as_planned: int = 0
    overtime: int = 0
    high_done: int = 0

    def plus(self, other: Outcome) -> Outcome:
        counts = (a + b for a, b in zip(self[1:], other[1:], strict=True))
        return Outcome(self.kept + other.kept, *counts)

    def share(self, total: Counter[int]) -> float:
        return round(_weight(self.kept) / max(1, _weight(total)), 4)


def main() -> None:
    options = _options()
    people = PEOPLE[: options.people]
    worlds = [make_world(person, options.days, options.seed) for person in people]
    outcomes = {name: Outcome(Counter()) for name in POLICIES}
    bound: Counter[int] = Counter()
    predictions: list[Prediction] = []
    for world in worlds:
        start = process_time()
        years = {name: _live(world, policy, predictions) for name, policy in POLICIES.items()}
        best = [_kept(year) for year in years.values()]
        known = {work.id: work for work in world.works}
        best.append(Counter(known[name].impact for name in clairvoyant(world)))
        most: Counter[int] = max(best, key=_weight)
        bound += most
        for name, year in years.items():
            outcomes[name] = outcomes[name].plus(_outcome(year))
        _report_person(world.person, process_time() - start)
    total = sum((_deadlines(world) for world in worlds), Counter())
    high = sum(work.impact == 1 for world in worlds for work in world.works)
    _report(outcomes, bound, total, high)
    print("\n".join(table(predictions)))
    print(json.dumps(_result(outcomes, bound, total, predictions)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=4, help=f"at most {len(PEOPLE)}")
    parser.add_argument("--days", type=int, default=250, help="working days")
    parser.add_argument("--seed", type=int, default=0, help="other years")
    parser.add_argument("--short", action="store_true", help="two people, 20 days")
    options = parser.parse_args()
    if options.short:
        options.people, options.days = 2, 20
    return options


def _live(world: World, policy: Policy, predictions: list[Prediction]) -> Year:
    """Live through a year; only our own plans come with predictions."""
    if policy is not ours:
        return Year(world, policy).run()
    forecasts = Forecasts()
    year = Year(world, policy, forecasts.watch).run()
    predictions += forecasts.results(year)
    return year


def _deadlines(world: World) -> Counter[int]:
    return Counter(work.impact for work in world.works if work.deadline is not None)


def _kept(year: Year) -> Counter[int]:
    return Counter(work.impact for work, is_kept in year.outcomes() if is_kept)


def _outcome(year: Year) -> Outcome:
    figures = year.figures
    high = [work for work in year.world.works if work.impact == 1 and work.id in year.done]
    return Outcome(
        kept=_kept(year),
        broken=len(figures.broken),
        moves=figures.moves,
        days=figures.days,
        planned=figures.planned,
        as_planned=figures.as_planned,
        overtime=figures.overtime,
        high_done=len(high),
    )


def _weight(counts: Mapping[int, int]) -> int:
    return sum(WEIGHT_OF_IMPACT[impact] * count for impact, count in counts.items())


def _report_person(person: Person, seconds: float) -> None:
    print(f"{person.name}: {seconds:.0f} s of processor time", flush=True)


def _report(
    outcomes: dict[str, Outcome], bound: Counter[int], total: Counter[int], high: int
) -> None:
    names = "".join(f"{name:>8}" for name in ("High", "Mid", "Low", "Min"))
    columns = "   broken  moved/day  as planned  overtime  High"
    print(f"{'deadlines kept':18}{'weighted':>9}{names}{columns}")
    for name, one in outcomes.items():
        by_impact = _shares(one.kept, total)
        print(
            f"{name:18}{one.share(total):9.1%}{by_impact}{one.broken:9}"
            f"{one.moves / max(1, one.days):11.1f}{one.as_planned / max(1, one.planned):12.0%}"
            f"{one.overtime / max(1, one.days):6.1f} min{one.high_done / max(1, high):6.0%}"
        )
    print(f"{'clairvoyant':18}{Outcome(bound).share(total):9.1%}{_shares(bound, total)}")


def _shares(kept: Counter[int], total: Counter[int]) -> str:
    return "".join(f"{kept[impact] / max(1, total[impact]):8.0%}" for impact in IMPACTS)


def _result(
    outcomes: dict[str, Outcome],
    bound: Counter[int],
    total: Counter[int],
    predictions: Sequence[Prediction],
) -> dict[str, dict[str, float | int | None]]:
    own = outcomes[OURS]
    rivals = [one.share(total) for name, one in outcomes.items() if name != OURS]
    per_day = {name: round(one.moves / max(1, one.days), 2) for name, one in outcomes.items()}
    chance = calibration(predictions)
    return {
        "year": {
            "promises_broken": own.broken,
            "deadlines_kept": own.share(total),
            "best_rival": max(rivals),
            "clairvoyant": Outcome(bound).share(total),
            "moves_per_day": per_day[OURS],
            "moves_per_day_from_scratch": per_day[SCRATCH],
        },
        "chance": {"calibration_80": None if chance is None else round(chance, 3)},
    }


if __name__ == "__main__":
    main()
