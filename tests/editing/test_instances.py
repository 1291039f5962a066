"""editing.instances: one day of a series"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tasks.editing import instances
from tasks.errors import Conflict, NotFound, Rejected
from tasks.models import Activity, Completion, TaskInstance
from tests.conftest import NOW, instances_of

TODAY = NOW.date()


@pytest.fixture
def plants(make_series):
    return make_series(starts_at=time(8))


@pytest.fixture
def day(plants):
    return instances_of(plants)[0]


def status_of(day) -> str:
    day.refresh_from_db()
    return day.status


def test_it_completes_and_writes_a_fact(alice, plants, day):
    instances.complete(alice, day.pk)

    fact = Completion.objects.get()
    assert status_of(day) == "completed"
    assert (fact.task, fact.recurrence_id, fact.completed_at) == (plants, TODAY, NOW)


def test_it_skips_and_writes_no_fact(alice, day):
    instances.skip(alice, day.pk)

    assert status_of(day) == "skipped"
    assert not Completion.objects.exists()


@pytest.mark.parametrize("verb", [instances.complete, instances.skip, instances.reopen])
def test_each_can_be_repeated(alice, day, verb):
    verb(alice, day.pk)
    before = Activity.objects.count()
    verb(alice, day.pk)

    assert Activity.objects.count() == before


def test_what_was_skipped_is_not_completed(alice, day):
    instances.skip(alice, day.pk)
    with pytest.raises(Rejected, match="already skipped"):
        instances.complete(alice, day.pk)

    assert status_of(day) == "skipped"


def test_what_was_completed_is_not_skipped(alice, day):
    instances.complete(alice, day.pk)
    with pytest.raises(Rejected, match="already completed"):
        instances.skip(alice, day.pk)

    assert status_of(day) == "completed"


@pytest.mark.parametrize("verb", [instances.complete, instances.skip])
def test_both_can_be_reopened(alice, day, verb):
    verb(alice, day.pk)
    instances.reopen(alice, day.pk)

    assert status_of(day) == "pending"
    assert not Completion.objects.not_taken_back().exists()


def test_it_moves_to_another_day_and_time(alice, day):
    instances.change(
        alice, day.pk, {"scheduled_date": date(2026, 3, 5), "scheduled_time": time(20)}
    )

    day.refresh_from_db()
    assert (day.recurrence_id, day.scheduled_date, day.moved) == (TODAY, date(2026, 3, 5), True)
    assert day.starts_at == datetime(2026, 3, 5, 19, tzinfo=UTC)


def test_another_day_keeps_the_time(alice, day):
    instances.change(alice, day.pk, {"scheduled_date": date(2026, 3, 5)})

    day.refresh_from_db()
    assert day.scheduled_time == time(8)


def test_it_can_lose_its_time_and_keep_its_day(alice, day):
    instances.change(alice, day.pk, {"scheduled_time": None})

    day.refresh_from_db()
    assert (day.scheduled_date, day.starts_at, day.moved) == (TODAY, None, True)


def test_back_where_it_was_it_has_not_moved(alice, day):
    for to in (date(2026, 3, 5), TODAY):
        instances.change(alice, day.pk, {"scheduled_date": to})

    day.refresh_from_db()
    assert not day.moved


def test_only_this_day_is_changed(alice, plants, day):
    instances.change(alice, day.pk, {"own_title": " Only\tthe ferns ", "own_duration": 5})

    day.refresh_from_db()
    plants.refresh_from_db()
    assert (day.own_title, day.own_duration) == ("Only the ferns", 5)
    assert plants.title == "Water the plants"
    assert {row.own_title for row in instances_of(plants)[1:]} == {None}


def test_null_follows_the_series_again(alice, day):
    instances.change(alice, day.pk, {"own_title": "Only the ferns"})
    instances.change(alice, day.pk, {"own_title": None})

    day.refresh_from_db()
    assert day.own_title is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"own_title": "x" * 501}, "A title is 1 to 500"),
        ({"own_title": " "}, "A title is 1 to 500"),
        ({"own_description": "x" * 10_001}, "Notes can have up to"),
        ({"own_duration": 0}, "between 1 minute and 1 day"),
        ({"scheduled_date": None}, "Skip it instead"),
    ],
)
def test_what_may_not_be_is_refused_with_a_sentence(alice, day, fields, sentence):
    with pytest.raises(Rejected, match=sentence):
        instances.change(alice, day.pk, fields)

    assert Activity.objects.count() == 1


def test_what_is_done_does_not_move(alice, day):
    instances.complete(alice, day.pk)
    with pytest.raises(Rejected, match="already completed"):
        instances.change(alice, day.pk, {"scheduled_date": date(2026, 3, 5)})


def test_two_changes_of_one_field_conflict(alice, day):
    instances.change(alice, day.pk, {"own_title": "Ferns"}, version=1)
    instances.change(alice, day.pk, {"own_duration": 5}, version=1)
    with pytest.raises(Conflict):
        instances.change(alice, day.pk, {"own_title": "Cactus"}, version=1)


def test_a_strangers_domain_is_not_there(alice, bob, day, make_domain):
    with pytest.raises(NotFound):
        instances.change(alice, day.pk, {"own_domain_id": make_domain(user=bob).pk})


@pytest.mark.parametrize(
    "verb",
    [
        instances.complete,
        instances.skip,
        instances.reopen,
        lambda user, pk: instances.change(user, pk, {"own_title": "Mine"}),
    ],
)
def test_a_stranger_finds_nothing(bob, day, verb):
    with pytest.raises(NotFound):
        verb(bob, day.pk)

    assert status_of(day) == "pending"


def test_from_earlier_settles_what_is_before_today(alice, plants, clock):
    clock.shift(timedelta(days=3))
    instances.finish_earlier(alice, instances.COMPLETED)

    done = TaskInstance.objects.filter(status="completed").order_by("recurrence_id")
    assert [row.recurrence_id.day for row in done] == [2, 3, 4]
    assert Completion.objects.count() == 3


def test_or_only_one_series(alice, plants, make_series, clock):
    other = make_series(title="Stretch")
    clock.shift(timedelta(days=3))
    instances.finish_earlier(alice, instances.SKIPPED, other.pk)

    assert {row.task for row in TaskInstance.objects.filter(status="skipped")} == {other}


def test_a_moved_day_is_from_earlier_by_where_it_stands(alice, plants, day, clock):
    instances.change(alice, day.pk, {"scheduled_date": date(2026, 3, 9)})
    clock.shift(timedelta(days=3))
    instances.finish_earlier(alice, instances.COMPLETED)

    assert status_of(day) == "pending"


def test_from_earlier_of_a_strangers_series_is_not_there(bob, plants, clock):
    clock.shift(timedelta(days=3))
    with pytest.raises(NotFound):
        instances.finish_earlier(bob, instances.COMPLETED, plants.pk)
    instances.finish_earlier(bob, instances.COMPLETED)

    assert not TaskInstance.objects.exclude(status="pending").exists()
