"""Series that repeat after completion: completing one day creates the next"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.editing import instances
from tasks.editing import series as series_edits
from tasks.errors import Rejected
from tasks.materialization import materialize_all_instances
from tests.conftest import NOW, instances_of

TODAY = NOW.date()


@pytest.fixture
def filter_(make_series):
    return make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion", starts_at=time(8))


def spec(rrule: str = "FREQ=DAILY;INTERVAL=5", **more) -> dict:
    start = {"starts_on": TODAY, "kind": "after_completion"}
    return {"rrule": rrule, "exdates": [], "rdates": [], **start, **more}


def pending(task) -> list[date]:
    return [row.recurrence_id for row in instances_of(task) if row.status == "pending"]


def test_series_after_completion_starts_with_one_day(filter_):
    assert pending(filter_) == [TODAY]


def test_series_after_completion_counts_from_the_day_it_was_completed(alice, filter_, clock):
    clock.shift(timedelta(days=10))
    instances.complete(alice, instances_of(filter_)[0].pk)

    assert pending(filter_) == [date(2026, 3, 15)]
    assert instances_of(filter_)[-1].scheduled_time == time(8)


def test_series_after_completion_continues_when_a_day_is_skipped(alice, filter_):
    instances.skip(alice, instances_of(filter_)[0].pk)

    assert pending(filter_) == [date(2026, 3, 5)]


def test_reopening_a_day_removes_the_next_day_after_completion(alice, filter_):
    first = instances_of(filter_)[0]
    instances.complete(alice, first.pk)
    instances.reopen(alice, first.pk)

    assert pending(filter_) == [TODAY]


def test_series_after_completion_continues_when_completed_twice_on_one_day(alice, filter_):
    for _ in range(2):
        instances.complete(alice, instances_of(filter_)[-1].pk)

    assert pending(filter_) == [date(2026, 3, 8)]


def test_series_after_completion_keeps_its_interval_when_done_early(alice, filter_):
    first = instances_of(filter_)[0]
    instances.complete(alice, first.pk)
    instances.complete(alice, instances_of(filter_)[-1].pk)

    following = instances_of(filter_)[-1]
    assert (following.status, following.scheduled_date) == ("pending", date(2026, 3, 5))
    instances.reopen(alice, first.pk)
    assert pending(filter_) == [TODAY]


def test_series_after_completion_completes_its_task_after_its_count(alice, make_series):
    series = make_series("FREQ=DAILY;COUNT=1", kind="after_completion")
    instances.complete(alice, instances_of(series)[0].pk)

    series.refresh_from_db()
    assert series.status == "completed"


def test_series_after_completion_ends_after_its_count(alice, make_series):
    series = make_series("FREQ=DAILY;COUNT=2", kind="after_completion")
    for _ in range(2):
        instances.complete(alice, instances_of(series)[-1].pk)

    assert [row.status for row in instances_of(series)] == ["completed", "completed"]


def test_finishing_earlier_days_adds_the_next_day_after_completion(alice, filter_, clock):
    clock.shift(timedelta(days=1))
    instances.finish_earlier(alice, instances.COMPLETED)

    assert pending(filter_) == [date(2026, 3, 6)]


def test_materialization_adds_nothing_to_a_series_after_completion(filter_, clock):
    clock.shift(timedelta(days=2))
    materialize_all_instances()

    assert pending(filter_) == [TODAY]


def test_changed_interval_keeps_the_next_day_after_completion(alice, filter_):
    instances.complete(alice, instances_of(filter_)[0].pk)
    series_edits.repeat(alice, filter_.pk, spec())

    assert pending(filter_) == [date(2026, 3, 5)]


def test_changed_start_moves_the_next_day_after_completion(alice, filter_):
    series_edits.repeat(alice, filter_.pk, spec(starts_on=date(2026, 3, 9)))

    assert pending(filter_) == [date(2026, 3, 9)]


def test_changed_time_applies_to_the_next_day_after_completion(alice, filter_):
    series_edits.repeat(alice, filter_.pk, spec(starts_at=time(19)))

    assert instances_of(filter_)[0].scheduled_time == time(19)


def test_calendar_series_keeps_one_day_when_changed_to_after_completion(alice, make_series, clock):
    plants = make_series()
    instances.complete(alice, instances_of(plants)[0].pk)
    series_edits.repeat(alice, plants.pk, spec())

    assert pending(plants) == [date(2026, 3, 3)]


def test_series_after_completion_gets_all_days_when_changed_to_calendar(alice, filter_):
    series_edits.repeat(alice, filter_.pk, spec("FREQ=DAILY", kind="calendar"))

    assert len(pending(filter_)) == 61


def test_next_day_after_completion_stays_within_supported_days(make_series):
    with pytest.raises(Rejected, match="1900 and 2199"):
        make_series(kind="after_completion", starts_on=date(2500, 1, 1))


def test_overdue_day_after_completion_has_no_next_day(alice, make_series, clock):
    plants = make_series()
    clock.shift(timedelta(days=1))
    series_edits.repeat(alice, plants.pk, spec())

    assert pending(plants) == [TODAY]
