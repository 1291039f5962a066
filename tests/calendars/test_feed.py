"""/feeds/<secret>.ics"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tasks.editing import domains, instances, series, settings, tasks
from tasks.materialization import extend
from tasks.models import CalendarFeed, Label
from tasks.models.sharing import digest_of, new_secret
from tests.conftest import instances_of

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
CHUNK = {"date": "2026-03-02", "time": "09:00", "minutes": 60}


@pytest.fixture
def subscribe(alice):
    """Make a feed; return its address."""

    def make(**fields):
        secret = new_secret()
        fields = {"user": alice, "name": "All of it", "digest": digest_of(secret)} | fields
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
    whole = read(url)
    return sorted(str(each["SUMMARY"]) for each in [*whole.walk("VEVENT"), *whole.walk("VTODO")])


def test_a_block_is_an_event_at_its_time(make_task, url):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), duration=45, reminder=10)
    block = only(url)
    assert block["DTSTART"].dt == datetime(2026, 3, 2, 9, tzinfo=BERLIN)
    assert block["DTEND"].dt - block["DTSTART"].dt == timedelta(minutes=45)
    assert block["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert block.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-10)


@pytest.fixture
def divided(alice, make_task):
    """Two hours of work, one on Monday and one on Wednesday."""
    task = make_task("Write", duration=120, reminder=10)
    later = CHUNK | {"date": "2026-03-04", "time": "14:30"}
    tasks.change(alice, task.pk, {"chunks": [CHUNK, later]})
    return task


def test_a_task_in_several_chunks_is_an_event_for_each(divided, url):
    one, two = read(url).walk("VEVENT")
    assert (one["SUMMARY"], two["SUMMARY"]) == ("Write (1/2)", "Write (2/2)")
    assert two["DTSTART"].dt == datetime(2026, 3, 4, 14, 30, tzinfo=BERLIN)
    assert two["DTEND"].dt - two["DTSTART"].dt == timedelta(hours=1)
    assert one["UID"] != two["UID"]


def test_a_chunk_is_told_when_the_first_was_long_ago(alice, divided, url, clock):
    later = [CHUNK | {"date": day} for day in ("2026-03-02", "2026-05-20")]
    tasks.change(alice, divided.pk, {"chunks": later})
    clock.shift(timedelta(days=80))
    assert only(url)["DTSTART"].dt == datetime(2026, 5, 20, 9, tzinfo=BERLIN)


def test_a_task_of_any_time_that_day_is_a_free_whole_day(make_task, url):
    make_task(scheduled_date=MONDAY)
    event = only(url)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (MONDAY, MONDAY + timedelta(days=1))
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_task_without_a_day_is_a_to_do(make_task, url):
    make_task("Read", deadline_date=MONDAY, impact=1)
    todo = only(url, "VTODO")
    assert (todo["DUE"].dt, todo["PRIORITY"], todo["STATUS"]) == (MONDAY, 1, "NEEDS-ACTION")


def test_a_subtask_names_what_it_is_below(make_task, make_domain, url):
    above = make_task("Move house", domain_id=make_domain().pk)
    make_task("Find boxes", parent_id=above.pk)
    found = {str(todo["SUMMARY"]): todo for todo in read(url).walk("VTODO")}
    assert found["Find boxes"]["RELATED-TO"] == found["Move house"]["UID"]


def test_the_domain_and_the_labels_are_categories(alice, make_task, make_domain, url):
    label = domains.add_label(alice, "errand").changes[0].object_id
    make_task(scheduled_date=MONDAY, domain_id=make_domain().pk, labels=[label])
    assert only(url)["CATEGORIES"].cats == ["Home", "errand"]
    assert Label.objects.count() == 1


def test_what_is_completed_says_so_in_its_title(alice, make_task, url):
    task = make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), reminder=10)
    tasks.complete(alice, task.pk)
    assert only(url)["SUMMARY"] == "✓ Write"
    assert not only(url).walk("VALARM")


def test_long_and_odd_texts_come_through(make_task, url):
    title, notes = 'Größe; Komma, \\ und " ' + "ü" * 200, "zwei\nZeilen; und, mehr\\n"
    make_task(title, description=notes, scheduled_date=MONDAY)
    assert (only(url)["SUMMARY"], only(url)["DESCRIPTION"]) == (title, notes)
    assert max(map(len, Client().get(url).content.split(b"\r\n"))) <= 75


def test_a_series_is_one_event_with_its_rule(make_series, url):
    make_series("FREQ=WEEKLY;BYDAY=MO", "Stand-up", starts_at=time(9))
    event = only(url)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO"
    assert event["DTSTART"].dt == datetime(2026, 3, 2, 9, tzinfo=BERLIN)


def test_skipped_days_are_excluded(alice, make_series, url):
    day = instances_of(make_series())[3]
    instances.skip(alice, day.pk)
    assert [each.dt for each in only(url)["EXDATE"].dts] == [day.recurrence_id]


def test_days_that_differ_are_told_under_the_same_uid(alice, make_series, url):
    rows = instances_of(make_series(starts_at=time(9)))
    instances.change(alice, rows[2].pk, {"scheduled_date": date(2026, 3, 20)})
    instances.complete(alice, rows[0].pk)
    instances.change(alice, rows[4].pk, {"own_title": "Feed the cat"})
    whole, *others = read(url).walk("VEVENT")
    assert {event["UID"] for event in others} == {whole["UID"]}
    assert [str(event["SUMMARY"]) for event in others] == [
        "✓ Water the plants",
        "Water the plants",
        "Feed the cat",
    ]
    moved = others[1]
    assert moved["RECURRENCE-ID"].dt == datetime(2026, 3, 4, 9, tzinfo=BERLIN)
    assert moved["DTSTART"].dt == datetime(2026, 3, 20, 9, tzinfo=BERLIN)


def test_a_series_that_counts_from_completion_is_told_day_by_day(make_series, url):
    make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion")
    assert "RRULE" not in only(url)


def test_a_series_begins_where_the_feed_does(make_series, url, clock):
    task = make_series("FREQ=DAILY;COUNT=300")
    clock.shift(timedelta(days=120))
    materialize(task)
    event = only(url)
    assert event["DTSTART"].dt == date(2026, 5, 1)
    assert event["RRULE"]["COUNT"] == [240]


def test_a_day_of_long_ago_that_was_moved_here_is_told(alice, make_series, url, clock):
    task = make_series("FREQ=WEEKLY", starts_at=time(9))
    instances.change(alice, instances_of(task)[0].pk, {"scheduled_date": date(2026, 6, 30)})
    clock.shift(timedelta(days=80))
    materialize(task)
    whole, moved = read(url).walk("VEVENT")
    assert moved["DTSTART"].dt == datetime(2026, 6, 30, 9, tzinfo=BERLIN)
    assert whole["DTSTART"].dt == datetime(2026, 4, 6, 9, tzinfo=BERLIN)


def test_sequence_goes_up_with_the_rule(alice, make_series, url):
    task = make_series()
    before = only(url)
    series.repeat(alice, task.pk, {"rrule": "FREQ=WEEKLY", "starts_on": MONDAY})
    assert only(url)["SEQUENCE"] > before["SEQUENCE"]


def test_sequence_and_last_modified_go_up_with_the_task(alice, make_task, url, clock):
    task = make_task(scheduled_date=MONDAY)
    before = only(url)
    clock.shift(timedelta(minutes=5))
    tasks.change(alice, task.pk, {"title": "Water the trees"})
    assert only(url)["SEQUENCE"] == before["SEQUENCE"] + 1
    assert only(url)["LAST-MODIFIED"].dt == before["LAST-MODIFIED"].dt + timedelta(minutes=5)


def test_a_feed_may_be_of_one_domain_or_of_blocks_only(alice, make_task, make_domain, subscribe):
    home = make_domain()
    make_task("At home", domain_id=home.pk)
    make_task("A block", scheduled_date=MONDAY, scheduled_time=time(9))
    assert titles(subscribe()) == ["A block", "At home"]
    assert titles(subscribe(domain=home)) == ["At home"]
    assert titles(subscribe(blocks_only=True)) == ["A block"]


def test_what_has_not_changed_is_not_sent_again(make_task, url):
    make_task()
    etag = Client().get(url)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        again = Client().get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert len(queries) <= 2


def test_what_has_changed_is(alice, make_task, url):
    make_task()
    etag = Client().get(url)["ETag"]
    settings.change_preferences(alice, {"time_zone": "Asia/Tokyo"})
    assert Client().get(url, headers={"If-None-Match": etag}).status_code == 200


def test_it_is_the_same_text_to_the_byte(make_task, make_series, url):
    make_task(scheduled_date=MONDAY)
    make_series()
    assert Client().get(url).content == Client().get(url).content


def test_bob_sees_nothing_of_alices(make_task, bob, subscribe):
    make_task(scheduled_date=MONDAY)
    assert titles(subscribe(user=bob)) == []


def test_a_revoked_feed_is_gone(url):
    CalendarFeed.objects.all().delete()
    assert Client().get(url).status_code == 404


def test_so_is_that_of_a_person_who_may_not_sign_in(alice, url):
    alice.is_active = False
    alice.save()
    assert Client().get(url).status_code == 404


def test_the_secret_is_not_kept(url):
    feed = CalendarFeed.objects.get()
    assert feed.digest not in url
    assert len(feed.digest) == 64


def test_it_is_read_only(url):
    assert Client().post(url).status_code == 405


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_is_fixed(alice, make_task, make_series, url, count):
    for n in range(count):
        make_task(f"Task {n}", scheduled_date=MONDAY)
        make_series(title=f"Series {n}")
    Client().get(url)
    with CaptureQueriesContext(connection) as queries:
        Client().get(url)
    assert len(queries) <= 10
