"""The simulated year of benchmarks/year.py: a few days of it"""

from __future__ import annotations

from benchmarks.year_bound import clairvoyant
from benchmarks.year_clock import Happening, Year
from benchmarks.year_policies import always, ours
from benchmarks.year_rules import earliest_deadline_first, fluid_calendar
from benchmarks.year_world import DAY, PEOPLE, Work, World, make_world
from tasks.planning import checker
from tasks.planning.solver import Block, Day, Problem, Span, Task

HOUR = 60
PERSON = PEOPLE[0]


def world_of(*works: Work, days: int = 2) -> World:
    return World(PERSON, tuple(n * DAY for n in range(days)), frozenset(), works, ())


def work(name: str, estimate: int, actual: int, **fields) -> Work:
    return Work(name, 0, estimate, actual, 1, "Work", **fields)


def test_year_is_the_same_for_the_same_seed():
    assert make_world(PERSON, 5, 1) == make_world(PERSON, 5, 1)
    assert make_world(PERSON, 5, 1) != make_world(PERSON, 5, 2)


def test_year_finishes_work_that_takes_longer_than_its_block():
    year = Year(world_of(work("a", 30, 70), work("b", 30, 30)), ours).run()

    assert set(year.done) == {"a", "b"}
    assert all(9 * HOUR < minute <= 17 * HOUR for minute in year.done.values())


def test_year_keeps_a_promise_in_its_place():
    promise = work("a", 60, 60, day=DAY, at=DAY + 11 * HOUR)
    year = Year(world_of(promise, work("b", 300, 400)), ours).run()

    assert year.done["a"] == DAY + 12 * HOUR
    assert not year.figures.broken


def test_year_counts_a_promise_as_broken_when_a_policy_drops_it():
    promise = work("a", 60, 60, day=DAY, at=DAY + 11 * HOUR)

    def careless(happening, problem, today, minutes):
        return ()

    assert Year(world_of(promise), careless).run().figures.broken == {"a"}


def test_year_replans_when_work_arrives_in_free_time():
    happenings = []

    def watched(happening, problem, today, minutes):
        happenings.append(happening)
        return ours(happening, problem, today, minutes)

    later = work("a", 30, 30)._replace(arrives=15 * HOUR)
    year = Year(world_of(later), watched).run()

    assert happenings[:2] == [Happening.MORNING, Happening.IDLE]
    assert "a" in year.done


def test_clairvoyant_leaves_out_the_lighter_of_two_deadlines_that_collide():
    high = work("a", 60, 7 * HOUR, deadline=DAY)
    low = work("b", 60, 4 * HOUR, deadline=DAY)._replace(impact=3)

    assert clairvoyant(world_of(low, high)) == {"a"}


def test_clairvoyant_interrupts_work_for_an_earlier_deadline():
    long = work("a", 60, 7 * HOUR, deadline=DAY)
    short = work("b", 60, 60, deadline=13 * HOUR)._replace(arrives=11 * HOUR)

    assert clairvoyant(world_of(long, short)) == {"a", "b"}


def problem_of(*tasks: Task) -> Problem:
    hours = {"default": (Span(9 * HOUR, 17 * HOUR),)}
    return Problem(tasks, hours, now=8 * HOUR, until=DAY, days=(Day(0, DAY),))


def test_earliest_deadline_first_plans_by_deadline():
    problem = problem_of(Task("a", 60, deadline=DAY), Task("b", 60, deadline=12 * HOUR))
    blocks = earliest_deadline_first(problem)

    assert blocks == [Block(540, 600, "b"), Block(600, 660, "a")]
    assert not checker.violations(problem, blocks)


def test_fluid_calendar_attracts_a_task_to_its_deadline():
    problem = problem_of(Task("a", 60, deadline=15 * HOUR))

    assert always(fluid_calendar)(Happening.MORNING, problem, None, 0) == [
        Block(14 * HOUR, 15 * HOUR, "a")
    ]
