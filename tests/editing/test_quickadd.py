"""editing.quickadd.quick_add"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.editing.quickadd import quick_add
from tasks.errors import NotFound, Rejected
from tasks.models import Activity, Label, Task, TaskInstance
from tests.conftest import NOW, instances_of

TODAY = NOW.date()


def added(user, text, **defaults):
    log = quick_add(user, text, defaults)
    ids = [change.object_id for change in log.changes if change.kind == "task"]
    return list(Task.objects.filter(pk__in=ids).order_by("pk"))


def test_quick_add_understands_the_whole_grammar(alice, make_domain):
    home = make_domain("Home")
    task = added(alice, "Pay rent #home !high 15m fri 9:00 by 3 apr remind 10m // account 42")[0]

    assert (task.title, task.description, task.domain) == ("Pay rent", "account 42", home)
    assert (task.impact, task.duration, task.reminder) == (1, 15, 10)
    assert (task.scheduled_date, task.scheduled_time) == (date(2026, 3, 6), time(9))
    assert task.deadline_date == date(2026, 4, 3)


def test_quick_add_materializes_a_repeating_line_for_sixty_days(alice):
    plants = added(alice, "Water plants every 2 days 10:00")[0]

    days = instances_of(plants)
    assert [row.recurrence_id for row in days[:2]] == [TODAY, TODAY + timedelta(days=2)]
    assert len(days) == 31
    assert {row.scheduled_time for row in days} == {time(10)}


@pytest.mark.parametrize(
    ("line", "title", "days"),
    [
        ("Report every monday by wed", "Report", 2),
        ("Report every monday by 17:00", "Report by 17:00", 0),
        ("Report every friday by wed", "Report", 5),
        ("Report every friday due 2 days later", "Report", 2),
        ("Invoice every 1st due in 14 days", "Invoice", 14),
        ("Report every monday by 3 mar 2028", "Report by 3 mar 2028", None),
    ],
)
def test_quick_add_gives_each_day_of_a_series_its_deadline(alice, line, title, days):
    report = added(alice, line)[0]

    assert (report.title, report.series.deadline_days) == (title, days)
    assert (report.deadline_date, report.deadline_time) == (None, None)


def test_quick_add_keeps_the_wall_clock_time_across_daylight_saving(alice):
    plants = added(alice, "Water plants every 2 days 10:00")[0]

    by_day = {row.scheduled_date: row.starts_at for row in instances_of(plants)}
    assert by_day[date(2026, 3, 28)].hour == 9
    assert by_day[date(2026, 3, 30)].hour == 8


def test_quick_add_does_not_schedule_a_repeating_task_itself(alice):
    plants = added(alice, "Water plants every 2 days 10:00")[0]

    assert (plants.scheduled_date, plants.scheduled_time) == (None, None)


def test_quick_add_turns_indented_lines_into_subtasks(alice):
    trip, book, seat, pack = added(alice, "Trip\n  Book the train\n    Choose a seat\n  Pack")

    assert (book.parent, seat.parent, pack.parent) == (trip, book, trip)


def test_quick_add_logs_several_lines_as_one_activity(alice):
    added(alice, "Milk\nBread\n\n- Eggs")

    assert Activity.objects.count() == 1
    assert Task.objects.count() == 3


def test_quick_add_applies_defaults_where_a_line_sets_nothing(alice, make_domain):
    home, work = make_domain("Home"), make_domain("Work")
    plain, with_words = added(
        alice, "Milk\nReport #work tomorrow", domain_id=home.pk, scheduled_date=TODAY
    )

    assert (plain.domain, plain.scheduled_date) == (home, TODAY)
    assert (with_words.domain, with_words.scheduled_date) == (work, TODAY + timedelta(days=1))


def test_quick_add_puts_a_time_alone_on_the_default_day(alice):
    task = added(alice, "Call 9:00", scheduled_date=date(2026, 3, 4))[0]

    assert (task.scheduled_date, task.scheduled_time) == (date(2026, 3, 4), time(9))


def test_quick_add_prefers_a_domain_in_the_text_to_the_default_parent(
    alice, make_domain, make_task
):
    home, work = make_domain("Home"), make_domain("Work")
    below = make_task("Clean", domain_id=home.pk)
    task = added(alice, "Report #work", parent_id=below.pk)[0]

    assert (task.domain, task.parent) == (work, None)


def test_quick_add_sets_labels_from_the_text(alice):
    Label.objects.create(user=alice, name="errand")
    task = added(alice, "Milk @errand")[0]

    assert [label.name for label in task.labels.all()] == ["errand"]


@pytest.mark.parametrize("text", ["", "  \n \n", "!high", "x\n" * 201])
def test_quick_add_rejects_invalid_text(alice, text):
    with pytest.raises(Rejected) as refusal:
        quick_add(alice, text, {})

    assert str(refusal.value).endswith(".")
    assert not Task.objects.exists()
    assert not Activity.objects.exists()


def test_quick_add_rejects_all_lines_when_one_has_no_title(alice):
    with pytest.raises(Rejected):
        quick_add(alice, "Milk\n!high", {})

    assert not Task.objects.exists()


def test_quick_add_captures_a_line_that_asks_for_the_impossible_as_text(alice):
    task = added(alice, "Dentist 31 feb 9:00")[0]

    assert (task.title, task.scheduled_date) == ("Dentist 31 feb 9:00", None)


def test_quick_add_moves_a_time_that_has_passed_to_tomorrow(alice):
    task = added(alice, "Call Bob 8am")[0]  # it is 9:00

    assert (task.scheduled_date, task.scheduled_time) == (TODAY + timedelta(days=1), time(8))


def test_quick_add_starts_a_series_typed_after_its_time_with_the_next_one(alice):
    gym = added(alice, "Gym every day at 8")[0]

    assert instances_of(gym)[0].scheduled_date == TODAY + timedelta(days=1)


def test_quick_add_counts_minutes_from_the_clock_of_the_person(alice):
    task = added(alice, "Check oven in 20 minutes")[0]

    assert (task.scheduled_date, task.scheduled_time) == (TODAY, time(9, 20))


@pytest.mark.parametrize(("month_first", "day"), [(True, (12, 1)), (False, (1, 12))])
def test_quick_add_reads_slashes_in_the_order_of_the_person(alice, month_first, day):
    alice.preferences.month_first = month_first
    alice.preferences.save()
    task = added(alice, "Trip on 12/1")[0]

    assert (task.scheduled_date.month, task.scheduled_date.day) == day


def test_quick_add_starts_the_morning_with_the_work_of_the_person(alice):
    alice.preferences.working_hours = [[[7 * 60 + 30, 19 * 60]]] * 5 + [[], []]
    alice.preferences.save()
    call, dinner = added(alice, "Call tomorrow morning\nDinner tomorrow evening")

    assert (call.scheduled_time, dinner.scheduled_time) == (time(7, 30), time(19))


def test_quick_add_finds_a_parent_by_a_word_among_many_tasks(alice, make_task):
    trip = make_task("Plan the big trip")
    Task.objects.bulk_create(Task(user=alice, title=f"Plan {n}") for n in range(300))

    assert added(alice, "Book hotel ^Plan the big trip")[0].parent == trip
    assert added(alice, "Book train ^plan the big trip fri")[0].parent == trip


def test_quick_add_treats_names_of_other_users_as_text(alice, bob, make_domain):
    make_domain("Home", user=bob)
    task = added(alice, "Pay rent #home")[0]

    assert (task.title, task.domain.name) == ("Pay rent #home", "Personal")


def test_quick_add_does_not_find_a_default_domain_of_another_user(alice, bob, make_domain):
    with pytest.raises(NotFound):
        quick_add(alice, "Milk", {"domain_id": make_domain(user=bob).pk})

    assert not Task.objects.exists()
    assert not TaskInstance.objects.exists()
