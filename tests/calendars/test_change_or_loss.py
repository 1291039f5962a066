"""A remote change is applied at once; only what looks like an accident waits for the person"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tasks.calendars import actions
from tasks.calendars.base import Listing
from tasks.calendars.held import HeldEntry, held_entries
from tasks.calendars.parsing.ignored import Reason
from tasks.calendars.reconcile import apply_listing
from tasks.calendars.reconcile.missing import looks_like_accident
from tasks.calendars.windows import read_window
from tasks.models import Calendar, Event
from tests.calendars.conftest import instant
from tests.calendars.fake_provider import meeting

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


def weekly(world, name="team", hour=9, times=4):
    """Write the occurrences of a weekly series, as Google lists them."""
    for n in range(times):
        start = instant(hour) + n * WEEK
        event = meeting(f"{name}_{start:%Y%m%dT%H%M}", start, start + HOUR, "Team")
        world.write("work", replace(event, entry=name, uid=f"{name}@example.org"))


def forget(world, *names):
    """Remove events without leaving tombstones."""
    for pk, event in list(world.events["work"].items()):
        if not names or event.entry_key in names:
            del world.events["work"][pk]


def singles(world, count):
    for n in range(count):
        start = instant(8) + n * HOUR
        world.write("work", meeting(f"single{n}", start, start + HOUR, f"Single {n}"))


@pytest.fixture
def list_all(world, sync_now):
    """Return a function that syncs with a complete listing."""

    def run(times=1):
        for _ in range(times):
            world.epoch += 1
            log = sync_now()
        return log

    return run


def hours():
    return [row.starts_at.hour for row in Event.objects.order_by("starts_at")]


def test_moved_series_is_one_series_after_one_complete_listing(world, list_all):
    weekly(world, hour=9)
    singles(world, 10)
    list_all()
    forget(world, "team")
    weekly(world, hour=14, times=3)
    log = list_all()

    team = Event.objects.filter(title="Team")
    assert sorted(row.starts_at.hour for row in team) == [14, 14, 14]
    assert (log.held, log.trouble) == (0, "")


def test_moved_series_is_one_series_when_its_rows_are_of_the_previous_release(world, list_all):
    weekly(world, hour=9)
    list_all()
    Event.objects.update(entry="")
    forget(world)
    weekly(world, hour=14)
    list_all()

    assert hours() == [14] * 4
    assert set(Event.objects.values_list("entry", flat=True)) == {"team"}


def test_events_listed_under_other_ids_are_replaced_at_once(world, list_all):
    singles(world, 12)
    list_all()
    for pk, event in list(world.events["work"].items()):
        del world.events["work"][pk]
        world.write("work", replace(event, remote_id=f"new {pk}"))
    log = list_all()

    assert {row.remote_id[:3] for row in Event.objects.all()} == {"new"}
    assert (Event.objects.count(), log.held) == (12, 0)


def test_equal_events_are_held_when_many_of_them_are_missing(world, list_all):
    for n in range(30):
        world.write("work", meeting(f"equal{n}", instant(9), instant(10)))
    list_all()
    forget(world, *[f"equal{n}" for n in range(15)])

    assert (list_all(2).held, Event.objects.count()) == (15, 30)


def test_entry_that_cannot_be_read_any_more_keeps_its_last_copy(calendar, make_event, alice):
    make_event(9, title="Team", uid="team")
    make_event(9, title="Gone", uid="gone")
    unreadable = [["Team", Reason.START], ["", Reason.ERROR], ["Gone", Reason.RULE]]
    for _ in range(3):
        calendar.refresh_from_db()
        listing = Listing([meeting("a", instant(9), instant(10))], "", True, unreadable)
        apply_listing(calendar, listing, read_window(date(2026, 3, 2)), {})

    assert {row.title for row in Event.objects.all()} == {"Team", "Meeting"}


def test_single_missing_entry_is_deleted_at_once(world, list_all):
    weekly(world)
    singles(world, 1)
    list_all()
    forget(world, "team")

    assert list_all().removed == 4
    assert [row.title for row in Event.objects.all()] == ["Single 0"]


def test_single_entry_comes_back_when_the_listing_was_torn(world, list_all, sync_now):
    singles(world, 3)
    list_all()
    events = dict(world.events["work"])
    forget(world, "single1")
    list_all()
    world.events["work"] = events
    sync_now()

    assert Event.objects.count() == 3
    assert Calendar.objects.get(name="work").sync_token


def test_several_missing_entries_are_deleted_when_two_listings_lack_them(world, list_all):
    singles(world, 9)
    list_all()
    forget(world, "single3", "single4")
    list_all()
    assert Event.objects.count() == 9

    list_all()
    assert Event.objects.count() == 7


def test_missing_entries_stay_when_the_next_listing_contains_them(world, list_all):
    singles(world, 9)
    list_all()
    events = dict(world.events["work"])
    forget(world, "single3", "single4")
    list_all()
    world.events["work"] = events
    list_all(2)

    assert Event.objects.count() == 9


def test_only_entry_is_deleted_when_two_listings_are_empty(world, list_all):
    weekly(world)
    list_all()
    forget(world)
    list_all()
    assert Event.objects.count() == 4

    assert list_all().held == 0
    assert not Event.objects.exists()


@pytest.mark.parametrize("count", [2, 30])
def test_empty_listing_never_deletes_several_entries(world, list_all, count):
    singles(world, count)
    list_all()
    forget(world)
    log = list_all(4)

    assert (Event.objects.count(), log.held) == (count, count)
    assert Calendar.objects.get(name="work").held == count


def test_shrunken_listing_is_held_until_it_grows_back(world, list_all, sync_now):
    singles(world, 40)
    list_all()
    events = dict(world.events["work"])
    forget(world, *[f"single{n}" for n in range(10)])
    assert list_all(3).held == 10
    assert Event.objects.count() == 40

    world.events["work"] = events
    assert sync_now().held == 0
    calendar = Calendar.objects.get(name="work")
    assert (Event.objects.count(), calendar.held, calendar.trouble) == (40, 0, "")
    assert calendar.sync_token


@pytest.mark.parametrize(("added", "held"), [(15, 0), (9, 0), (3, 15)])
def test_listing_that_gained_what_it_lost_has_changed(world, list_all, added, held):
    singles(world, 20)
    list_all()
    forget(world, *(f"single{n}" for n in range(15)))
    for n in range(added):
        start = instant(8) + n * HOUR + timedelta(minutes=30)
        world.write("work", meeting(f"lesson{n}", start, start + HOUR, f"Lesson {n}"))
    assert list_all().held == held
    assert Event.objects.count() == 5 + held + added
    assert list_all().held == held


def test_shrunken_listing_still_applies_the_changes_it_contains(world, list_all):
    singles(world, 30)
    weekly(world, hour=9)
    list_all()
    forget(world, "team", *[f"single{n}" for n in range(20)])
    weekly(world, hour=14)

    assert list_all().held == 20
    team = Event.objects.filter(title="Team")
    assert {row.starts_at.hour for row in team} == {14}


def test_many_tombstones_are_applied_without_a_question(world, sync_now):
    singles(world, 30)
    sync_now()
    for n in range(30):
        world.delete("work", f"single{n}")
    log = sync_now()

    assert (Event.objects.count(), log.removed, log.held) == (0, 30, 0)


def test_tombstone_of_a_series_deletes_its_occurrences(world, sync_now):
    weekly(world)
    singles(world, 1)
    sync_now()
    world.delete("work", "team")
    sync_now()

    assert [row.title for row in Event.objects.all()] == ["Single 0"]


def test_entries_that_left_the_window_are_no_loss(world, list_all, clock):
    for n in range(12):
        start = instant(8) - timedelta(days=28) + n * HOUR
        world.write("work", meeting(f"old{n}", start, start + HOUR))
    for n in range(12):  # changes may lie beyond the window; listings do not
        start = instant(8) + timedelta(days=401) + n * HOUR
        world.write("work", meeting(f"far{n}", start, start + HOUR))
    singles(world, 3)
    list_all()
    assert Event.objects.count() == 27
    forget(world, *[f"{age}{n}" for n in range(12) for age in ("old", "far")])
    clock.shift(timedelta(days=2))
    log = list_all()

    assert (Event.objects.count(), log.held) == (3, 0)


@pytest.mark.parametrize(
    ("lost", "total", "empty", "accident"),
    [
        (1, 1, True, False),
        (2, 2, True, True),
        (2, 2, False, False),
        (9, 9, False, False),
        (10, 51, False, False),
        (10, 50, False, True),
        (60, 1000, False, False),
    ],
)
def test_loss_looks_like_an_accident_from_ten_entries_and_a_fifth(lost, total, empty, accident):
    assert looks_like_accident(lost, total, listing_is_empty=empty) is accident


@pytest.fixture
def held(world, list_all, alice):
    """A calendar that lacks a weekly series, an all-day event and eight single events."""
    singles(world, 20)
    weekly(world)
    world.write("work", replace(meeting("day", None, None, "Holiday"), **whole_day(3)))
    list_all()
    forget(world, "team", "day", *[f"single{n}" for n in range(8)])
    list_all()
    return Calendar.objects.get(name="work")


def whole_day(day):
    return {"starts_on": date(2026, 3, day), "ends_on": date(2026, 3, day + 1)}


def test_held_entries_have_a_title_a_day_and_a_count(held, alice, bob, clock):
    clock.shift(timedelta(days=8))
    entries = held_entries(alice)[held.pk]

    assert (entries.calendar, entries.count, len(entries.entries)) == (held, 10, 10)
    assert HeldEntry("Team", date(2026, 3, 16), 4) in entries.entries
    assert HeldEntry("Holiday", date(2026, 3, 3), 1) in entries.entries
    assert held_entries(bob) == {}


def test_held_entries_are_deleted_after_confirmation(held, alice, list_all):
    assert actions.confirm_deletions(alice, held.pk) == 10
    assert Event.objects.count() == 12
    assert (held_entries(alice), list_all().held) == ({}, 0)


def test_confirmation_deletes_nothing_when_the_entries_are_listed_again(
    held, alice, world, list_all
):
    singles(world, 20)
    weekly(world)
    list_all()
    before = Event.objects.count()

    assert actions.confirm_deletions(alice, held.pk) == 0
    assert Event.objects.count() == before


def test_held_entries_cost_two_queries(held, alice, django_assert_num_queries):
    assert alice.preferences
    with django_assert_num_queries(2):
        held_entries(alice)


def test_calendars_with_the_same_uid_are_counted_apart(world, list_all):
    weekly(world)
    world.events["home"] = {}
    for event in list(world.events["work"].values()):
        world.write("home", event)
    singles(world, 3)
    list_all()
    forget(world, "team")
    list_all()

    assert Event.objects.filter(calendar__name="home").count() == 4
    assert Event.objects.filter(calendar__name="work").count() == 3
