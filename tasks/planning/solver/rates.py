"""The exchange rates of a plan's cost, in points; docs/planner.md justifies each by a day."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rates:
    """Points for each thing that a plan may do badly; all but ``shift`` times a task's weight.

    A task that isn't finished costs ``left_base`` + ``left_minute`` for each missing minute, times
    ``meant`` if the person meant it for this time, or ``chosen`` if it belongs to one day. If its
    hard deadline passes, it also costs ``missed_base`` + ``missed_minute`` for each missing minute.
    A soft deadline costs ``late_once`` when it passes, ``late_day`` for each of the first
    ``late_days`` days, and ``late_minute``.
    ``shift`` multiplies the price of a minute by which an accepted block moves. If
    ``lexicographic``, components of a cost are compared one by one instead of as two sums.
    """

    left_base: int
    left_minute: int
    meant: int
    chosen: int
    missed_base: int
    missed_minute: int
    late_once: int
    late_day: int
    late_days: int
    late_minute: int
    shift: int = 1
    lexicographic: bool = False


# A person's day. Weights are 27, 9, 3 and 1: one task of an impact is worth three of the next.
PERSONAL = Rates(
    left_base=15,
    left_minute=1,
    meant=2,
    chosen=4,
    missed_base=60,
    missed_minute=4,
    late_once=10,
    late_day=20,
    late_days=5,
    late_minute=0,
)
# A repair changes nothing for comfort: what stays where it is outweighs the rest.
REPAIR = replace(PERSONAL, shift=50)
# The classical objective of scheduling: weights of missed tasks, then weighted late minutes, then
# weights of tasks left out. Used by benchmarks with published optima.
CLASSICAL = Rates(
    left_base=1,
    left_minute=0,
    meant=1,
    chosen=1,
    missed_base=1,
    missed_minute=0,
    late_once=0,
    late_day=0,
    late_days=0,
    late_minute=1,
    lexicographic=True,
)

# Not multiplied by a weight.
MOVED_WEIGHT = 3  # added to the weight of an accepted block that leaves its day
LEFT_DAY = 5  # factor of leaving a day that the person chose
DELAY = 2400  # minutes × weight × (3 + energy) × minutes of waiting that cost one point
RUSH, LAST_DAY = 3, 1440  # how much more waiting costs in the last minutes before a deadline
ENERGY = 6  # per minute and lacking level of energy
IDEAL = 20  # plus the weight, per minute outside the ideal time
SWITCH = 30  # per change of domain
FRAGMENT = 40  # per chunk beyond the first
SHORT_CHUNK, SHORT_FRAGMENT = 30, 200  # minutes of a short chunk, and its price
IDLE, IDLE_MINUTES = 10, 15  # per idle time shorter than that, beyond the buffer
UNEVEN = 20  # times the weight, per minute above the fair share of a day
LUNCH = 500  # a lunch for which accepted blocks leave no time
