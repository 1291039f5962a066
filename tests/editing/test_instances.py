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


def test_instance_is_completed_with_a_fact(alice, plants, day):
    instances.complete(alice, day.pk)

    fact = Completion.objects.get()
    assert status_of(day) == "completed"
    assert (fact.task, fact.recurrence_id, fact.completed_at) == (plants, TODAY, NOW)


def test_instance_is_skipped_without_a_fact(alice, day):
    instances.skip(alice, day.pk)

    assert status_of(day) == "skipped"
    assert not Completion.objects.exists()


@pytest.mark.parametrize("verb", [instances.complete, instances.skip, instances.reopen])
def test_completing_and_skipping_an_instance_are_idempotent(alice, day, verb):
    verb(alice, day.pk)
    before = Activity.objects.count()
    verb(alice, day.pk)

    assert Activity.objects.count() == before


def test_skipped_instance_cannot_be_completed(alice, day):
    instances.skip(alice, day.pk)
    with pytest.raises(Rejected, match="already skipped"):
        instances.complete(alice, day.pk)

    assert status_of(day) == "skipped"


def test_completed_instance_cannot_be_skipped(alice, day):
    instances.complete(alice, day.pk)
    with pytest.raises(Rejected, match="already completed"):
        instances.skip(alice, day.pk)

    assert status_of(day) == "completed"


@pytest.mark.parametrize("verb", [instances.complete, instances.skip])
def test_finished_instances_can_be_reopened(alice, day, verb):
    verb(alice, day.pk)
    instances.reopen(alice, day.pk)

    assert status_of(day) == "pending"
    assert not Completion.objects.not_taken_back().exists()


def test_instance_moves_to_another_day_and_time(alice, day):
    instances.change(
        alice, day.pk, {"scheduled_date": date(2026, 3, 5), "scheduled_time": time(20)}
    )

    day.refresh_from_db()
    assert (day.recurrence_id, day.scheduled_date, day.moved) == (TODAY, date(2026, 3, 5), True)
    assert day.starts_at == datetime(2026, 3, 5, 19, tzinfo=UTC)


def test_instance_keeps_its_time_on_another_day(alice, day):
    instances.change(alice, day.pk, {"scheduled_date": date(2026, 3, 5)})

    day.refresh_from_db()
    assert day.scheduled_time == time(8)


def test_instance_can_lose_its_time_and_keep_its_day(alice, day):
    instances.change(alice, day.pk, {"scheduled_time": None})

    day.refresh_from_db()
    assert (day.scheduled_date, day.starts_at, day.moved) == (TODAY, None, True)


def test_instance_moved_back_does_not_count_as_moved(alice, day):
    for to in (date(2026, 3, 5), TODAY):
        instances.change(alice, day.pk, {"scheduled_date": to})

    day.refresh_from_db()
    assert not day.moved


def test_overrides_change_only_one_instance(alice, plants, day):
    instances.change(alice, day.pk, {"own_title": " Only\tthe ferns ", "own_duration": 5})

    day.refresh_from_db()
    plants.refresh_from_db()
    assert (day.own_title, day.own_duration) == ("Only the ferns", 5)
    assert plants.title == "Water the plants"
    assert {row.own_title for row in instances_of(plants)[1:]} == {None}


def test_override_of_null_follows_the_series_again(alice, day):
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
def test_instance_with_invalid_fields_is_rejected_with_a_sentence(alice, day, fields, sentence):
    with pytest.raises(Rejected, match=sentence):
        instances.change(alice, day.pk, fields)

    assert Activity.objects.count() == 1


def test_finished_instance_cannot_be_moved(alice, day):
    instances.complete(alice, day.pk)
    with pytest.raises(Rejected, match="already completed"):
        instances.change(alice, day.pk, {"scheduled_date": date(2026, 3, 5)})


def test_conflicting_changes_of_an_instance_are_rejected(alice, day):
    instances.change(alice, day.pk, {"own_title": "Ferns"}, version=1)
    instances.change(alice, day.pk, {"own_duration": 5}, version=1)
    with pytest.raises(Conflict):
        instances.change(alice, day.pk, {"own_title": "Cactus"}, version=1)


def test_instance_rejects_a_domain_of_another_user(alice, bob, day, make_domain):
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
def test_instance_of_another_user_is_not_found(bob, day, verb):
    with pytest.raises(NotFound):
        verb(bob, day.pk)

    assert status_of(day) == "pending"


def test_finish_earlier_finishes_days_before_today(alice, plants, clock):
    clock.shift(timedelta(days=3))
    instances.finish_earlier(alice, instances.COMPLETED)

    done = TaskInstance.objects.filter(status="completed").order_by("recurrence_id")
    assert [row.recurrence_id.day for row in done] == [2, 3, 4]
    assert Completion.objects.count() == 3


def test_finish_earlier_can_be_limited_to_one_series(alice, plants, make_series, clock):
    other = make_series(title="Stretch")
    clock.shift(timedelta(days=3))
    instances.finish_earlier(alice, instances.SKIPPED, other.pk)

    assert {row.task for row in TaskInstance.objects.filter(status="skipped")} == {other}


def test_finish_earlier_uses_the_day_to_which_an_instance_was_moved(alice, plants, day, clock):
    instances.change(alice, day.pk, {"scheduled_date": date(2026, 3, 9)})
    clock.shift(timedelta(days=3))
    instances.finish_earlier(alice, instances.COMPLETED)

    assert status_of(day) == "pending"


def test_finish_earlier_does_not_find_a_series_of_another_user(bob, plants, clock):
    clock.shift(timedelta(days=3))
    with pytest.raises(NotFound):
        instances.finish_earlier(bob, instances.COMPLETED, plants.pk)
    instances.finish_earlier(bob, instances.COMPLETED)

    assert not TaskInstance.objects.exclude(status="pending").exists()
