"""Days of series as rows of a plan: several times a day, nights and deadlines"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from tasks.editing import settings
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.timegrid import TimeGrid
from tests.conftest import NOW, instances_of

TODAY = NOW.date()
TIMES = [time(10), time(15)]


def rows_of(user):
    return build_problem(user, PlanRequest("week")).rows


def of_today(task):
    return [row for row in instances_of(task) if row.recurrence_id == TODAY]


def test_each_time_of_a_day_is_work_of_its_own(alice, bob, make_series):
    task = make_series("FREQ=DAILY", starts_at=TIMES[0], times=TIMES)
    first, second = (rows_of(alice)[f"i{row.pk}"] for row in of_today(task))

    assert first.blocks[0].begin + 5 * 60 == second.blocks[0].begin
    assert not rows_of(bob)


def test_day_of_a_series_has_its_deadline_at_the_end_of_a_later_day(alice, make_series):
    task = make_series("FREQ=DAILY", deadline_days=2)
    plain = make_series("FREQ=DAILY", "Without a deadline")
    row = rows_of(alice)[f"i{of_today(task)[0].pk}"]

    end = datetime(2026, 3, 4, 23, tzinfo=UTC)  # midnight in Berlin
    assert (row.deadline, row.hard) == (int(end.timestamp()) // 60, True)
    assert rows_of(alice)[f"i{of_today(plain)[0].pk}"].deadline is None


def test_grid_converts_a_night_to_the_day_before(alice):
    settings.change_preferences(alice, {"day_start_hour": 5})
    grid = TimeGrid.of_person(alice)
    minute = grid.minute_of(date(2026, 3, 7), time(2))

    assert grid.instant(minute) == datetime(2026, 3, 8, 1, tzinfo=UTC)
    assert grid.slot(minute) == (date(2026, 3, 7), time(2))
