"""/feeds/<secret>.ics: what a feed contains, its caching and its access"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tasks.editing import domains, instances, series, settings, tasks, trash
from tasks.materialization import extend
from tasks.models import CalendarFeed, Label
from tasks.models.instance import id_of_day
from tasks.models.sharing import digest_of, new_secret
from tests.conftest import instances_of

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
CHUNK = {"date": "2026-03-02", "time": "09:00", "minutes": 60}


@pytest.fixture
def subscribe(alice):
    """Return a function that makes a feed and returns its address."""

    def make(**fields):
        secret = new_secret()
        fields = {"user": alice, "name": "Everything", "digest": digest_of(secret)} | fields
        CalendarFeed.objects.create(**fields)
        return f"/feeds/{secret}.ics"

    return make


@pytest.fixture
def url(subscribe):
    return subscribe()


def materialize(task):
    extend([task.series], task.user.preferences)


def read(url):
    response = Client().get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content)


def only(url, kind="VEVENT"):
    (component,) = read(url).walk(kind)
    return component


def titles(url):
    calendar = read(url)
    components = [*calendar.walk("VEVENT"), *calendar.walk("VTODO")]
    return sorted(str(component["SUMMARY"]) for component in components)


def test_feed_says_how_often_to_read_it(url):
    text = Client().get(url).content.decode()

    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "\r\nX-PUBLISHED-TTL:PT1H\r\n" in text


def test_feed_contains_a_block_as_a_timed_event(make_task, url):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), duration=45, reminder=10)
    block = only(url)
    assert block["DTSTART"].dt == datetime(2026, 3, 2, 9, tzinfo=BERLIN)
    assert block["DTEND"].dt - block["DTSTART"].dt == timedelta(minutes=45)
    assert block["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert block.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-10)


@pytest.fixture
def chunked_task(alice, make_task):
    """Two hours of work, one on Monday and one on Wednesday."""
    task = make_task("Write", duration=120, reminder=10)
    later = CHUNK | {"date": "2026-03-04", "time": "14:30"}
    tasks.change(alice, task.pk, {"chunks": [CHUNK, later]})
    return task


def test_feed_contains_an_event_for_each_chunk(chunked_task, url):
    first, second = read(url).walk("VEVENT")
    assert (first["SUMMARY"], second["SUMMARY"]) == ("Write (1/2)", "Write (2/2)")
    assert second["DTSTART"].dt == datetime(2026, 3, 4, 14, 30, tzinfo=BERLIN)
    assert second["DTEND"].dt - second["DTSTART"].dt == timedelta(hours=1)
    assert first["UID"] != second["UID"]


def test_feed_contains_the_only_chunk_of_a_task_with_its_own_length(alice, make_task, url):
    task = make_task("Write", duration=120)
    tasks.change(alice, task.pk, {"chunks": [CHUNK]})
    event = only(url)
    assert (event["SUMMARY"], event["DTSTART"].dt.hour) == ("Write", 9)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)


def test_feed_contains_a_chunk_when_an_earlier_chunk_is_out_of_range(
    alice, chunked_task, url, clock
):
    later = [CHUNK | {"date": day} for day in ("2026-03-02", "2026-05-20")]
    tasks.change(alice, chunked_task.pk, {"chunks": later})
    clock.shift(timedelta(days=80))
    assert only(url)["DTSTART"].dt == datetime(2026, 5, 20, 9, tzinfo=BERLIN)


def test_feed_contains_a_task_without_a_time_as_a_transparent_all_day_event(make_task, url):
    make_task(scheduled_date=MONDAY)
    event = only(url)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (MONDAY, MONDAY + timedelta(days=1))
    assert event["TRANSP"] == "TRANSPARENT"


def test_feed_contains_a_task_without_a_date_as_a_todo(make_task, url):
    make_task("Read", deadline_date=MONDAY, impact=1)
    todo = only(url, "VTODO")
    assert (todo["DUE"].dt, todo["PRIORITY"], todo["STATUS"]) == (MONDAY, 1, "NEEDS-ACTION")


def test_feed_subtask_refers_to_its_parent(make_task, make_domain, url):
    parent = make_task("Move house", domain_id=make_domain().pk)
    make_task("Find boxes", parent_id=parent.pk)
    todos = {str(todo["SUMMARY"]): todo for todo in read(url).walk("VTODO")}
    assert todos["Find boxes"]["RELATED-TO"] == todos["Move house"]["UID"]


def test_feed_lists_domain_and_labels_as_categories(alice, make_task, make_domain, url):
    label = domains.add_label(alice, "errand").changes[0].object_id
    make_task(scheduled_date=MONDAY, domain_id=make_domain().pk, labels=[label])
    assert only(url)["CATEGORIES"].cats == ["Home", "errand"]
    assert Label.objects.count() == 1


def test_feed_marks_a_completed_task_in_its_title(alice, make_task, url):
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), reminder=10)
    tasks.complete(alice, task.pk)
    assert only(url)["SUMMARY"] == "✓ Write"
    assert not only(url).walk("VALARM")


def test_feed_escapes_and_folds_long_texts(make_task, url):
    title, notes = 'Größe; Komma, \\ und " ' + "ü" * 200, "zwei\nZeilen; und, mehr\\n"
    make_task(title, description=notes, scheduled_date=MONDAY)
    assert (only(url)["SUMMARY"], only(url)["DESCRIPTION"]) == (title, notes)
    assert max(map(len, Client().get(url).content.split(b"\r\n"))) <= 75


def test_feed_contains_a_series_as_one_event_with_a_rule(make_series, url):
    make_series("FREQ=WEEKLY;BYDAY=MO", "Stand-up", starts_at=time(9))
    event = only(url)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO"
    assert event["DTSTART"].dt == datetime(2026, 3, 2, 9, tzinfo=BERLIN)


def test_feed_excludes_skipped_occurrences(alice, make_series, url):
    day = instances_of(make_series())[3]
    instances.skip(alice, day.pk)
    assert [value.dt for value in only(url)["EXDATE"].dts] == [day.recurrence_id]


def test_feed_contains_changed_occurrences_as_overrides_with_the_same_uid(alice, make_series, url):
    rows = instances_of(make_series(starts_at=time(9)))
    instances.change(alice, rows[2].pk, {"scheduled_date": date(2026, 3, 20)})
    instances.complete(alice, rows[0].pk)
    instances.change(alice, rows[4].pk, {"own_title": "Feed the cat"})
    series_event, *overrides = read(url).walk("VEVENT")
    assert {event["UID"] for event in overrides} == {series_event["UID"]}
    assert [str(event["SUMMARY"]) for event in overrides] == [
        "✓ Water the plants",
        "Water the plants",
        "Feed the cat",
    ]
    moved = overrides[1]
    assert moved["RECURRENCE-ID"].dt == datetime(2026, 3, 4, 9, tzinfo=BERLIN)
    assert moved["DTSTART"].dt == datetime(2026, 3, 20, 9, tzinfo=BERLIN)


def test_feed_contains_an_after_completion_series_as_single_events(make_series, url):
    make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion")
    assert "RRULE" not in only(url)


def test_feed_series_starts_at_the_beginning_of_the_feed(make_series, url, clock):
    task = make_series("FREQ=DAILY;COUNT=300")
    clock.shift(timedelta(days=120))
    materialize(task)
    event = only(url)
    assert event["DTSTART"].dt == date(2026, 5, 1)
    assert event["RRULE"]["COUNT"] == [240]


def test_feed_contains_an_old_occurrence_that_was_moved_into_range(alice, make_series, url, clock):
    task = make_series("FREQ=WEEKLY", starts_at=time(9))
    instances.change(alice, instances_of(task)[0].pk, {"scheduled_date": date(2026, 6, 30)})
    clock.shift(timedelta(days=80))
    materialize(task)
    series_event, moved = read(url).walk("VEVENT")
    assert moved["DTSTART"].dt == datetime(2026, 6, 30, 9, tzinfo=BERLIN)
    assert series_event["DTSTART"].dt == datetime(2026, 4, 6, 9, tzinfo=BERLIN)


def test_feed_sequence_increases_when_the_rule_changes(alice, make_series, url):
    task = make_series()
    before = only(url)
    series.repeat(alice, task.pk, {"rrule": "FREQ=WEEKLY", "starts_on": MONDAY})
    assert only(url)["SEQUENCE"] > before["SEQUENCE"]


def test_feed_sequence_and_last_modified_increase_when_the_task_changes(
    alice, make_task, url, clock
):
    task = make_task(scheduled_date=MONDAY)
    before = only(url)
    clock.shift(timedelta(minutes=5))
    tasks.change(alice, task.pk, {"title": "Water the trees"})
    assert only(url)["SEQUENCE"] == before["SEQUENCE"] + 1
    assert only(url)["LAST-MODIFIED"].dt == before["LAST-MODIFIED"].dt + timedelta(minutes=5)


def test_feed_can_be_limited_to_one_domain_or_to_blocks(alice, make_task, make_domain, subscribe):
    home = make_domain()
    make_task("At home", domain_id=home.pk)
    make_task("A block", scheduled_date=MONDAY, scheduled_time=time(9))
    assert titles(subscribe()) == ["A block", "At home"]
    assert titles(subscribe(domain=home)) == ["At home"]
    assert titles(subscribe(blocks_only=True)) == ["A block"]


def test_feed_returns_304_when_unchanged(make_task, url):
    make_task()
    etag = Client().get(url)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = Client().get(url, headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
    assert len(queries) <= 2


def test_feed_returns_200_when_changed(alice, make_task, url):
    make_task()
    etag = Client().get(url)["ETag"]
    settings.change_preferences(alice, {"time_zone": "Asia/Tokyo"})
    assert Client().get(url, headers={"If-None-Match": etag}).status_code == 200


def test_feed_returns_the_same_bytes_twice(make_task, make_series, url):
    make_task(scheduled_date=MONDAY)
    make_series()
    assert Client().get(url).content == Client().get(url).content


def test_feed_excludes_tasks_of_another_user(make_task, bob, subscribe):
    make_task(scheduled_date=MONDAY)
    assert titles(subscribe(user=bob)) == []


def test_feed_returns_404_when_revoked(url):
    CalendarFeed.objects.all().delete()
    assert Client().get(url).status_code == 404


def test_feed_returns_404_when_its_user_is_inactive(alice, url):
    alice.is_active = False
    alice.save()
    assert Client().get(url).status_code == 404


def test_feed_stores_only_a_digest_of_the_secret(url):
    feed = CalendarFeed.objects.get()
    assert feed.digest not in url
    assert len(feed.digest) == 64


def test_feed_rejects_post(url):
    assert Client().post(url).status_code == 405


@pytest.mark.parametrize("count", [1, 30])
def test_feed_costs_a_fixed_number_of_queries(alice, make_task, make_series, url, count):
    for n in range(count):
        make_task(f"Task {n}", scheduled_date=MONDAY)
        make_series(title=f"Series {n}")
    Client().get(url)
    with CaptureQueriesContext(connection) as queries:
        Client().get(url)
    assert len(queries) <= 10


def test_feed_keeps_the_days_before_one_that_was_done_far_ahead(alice, make_series, url):
    series_task = make_series("FREQ=WEEKLY")
    instances.complete(
        alice, instances.add(alice, series_task.pk, date(2026, 10, 5)).changes[0].object_id
    )

    component = next(event for event in read(url).walk("VEVENT") if "RRULE" in event)
    assert "EXDATE" not in component


def test_feed_repeats_one_event_at_several_times_a_day(alice, make_series, url):
    task = make_series("FREQ=DAILY;COUNT=3", starts_at=time(18), times=[time(9), time(18)])
    rows = instances_of(task)
    assert len(rows) == 5  # the first day starts at 18:00
    instances.skip(alice, rows[1].pk)
    instances.change(alice, rows[2].pk, {"scheduled_time": time(20)})
    repeating, moved = read(url).walk("VEVENT")

    assert repeating["DTSTART"].dt == datetime(2026, 3, 2, 18, tzinfo=BERLIN)
    rule = repeating["RRULE"]
    assert (rule["BYHOUR"], rule["BYMINUTE"], rule["COUNT"]) == ([9, 18], [0], [5])
    assert repeating["EXDATE"].dts[0].dt == datetime(2026, 3, 3, 9, tzinfo=BERLIN)
    assert moved["RECURRENCE-ID"].dt == datetime(2026, 3, 3, 18, tzinfo=BERLIN)
    assert moved["DTSTART"].dt == datetime(2026, 3, 3, 20, tzinfo=BERLIN)


def test_feed_excludes_a_deleted_time_beyond_the_horizon(alice, make_series, url):
    task = make_series("FREQ=DAILY", starts_at=time(9), times=[time(9), time(18)])
    day = date(2026, 6, 10)
    trash.delete_day(alice, id_of_day(task.pk, day, 1))

    assert only(url)["EXDATE"].dts[0].dt == datetime(2026, 6, 10, 18, tzinfo=BERLIN)
    assert len(only(url)["EXDATE"].dts) == 1
    trash.empty(alice)
    assert only(url)["EXDATE"].dts[0].dt == datetime(2026, 6, 10, 18, tzinfo=BERLIN)


def test_feed_keeps_the_other_times_of_a_day_done_far_ahead(alice, make_series, url):
    task = make_series("FREQ=DAILY", starts_at=time(9), times=[time(9), time(18)])
    instances.complete(alice, id_of_day(task.pk, date(2026, 6, 10)))

    component = next(event for event in read(url).walk("VEVENT") if "RRULE" in event)
    assert "EXDATE" not in component


def test_feed_lists_each_time_of_a_day_that_icalendar_cannot_express(make_series, url):
    make_series("FREQ=DAILY;COUNT=2", starts_at=time(9), times=[time(9), time(18, 30)])
    events = read(url).walk("VEVENT")

    assert [event["DTSTART"].dt.hour for event in events] == [9, 18, 9, 18]
    assert len({event["UID"] for event in events}) == 4
