"""Subscribing to an ICS address over HTTP"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tasks.calendars import actions, sync
from tasks.calendars.ics import NOT_FOUND, SENTENCES
from tasks.calendars.uids import uid_of
from tasks.editing.settings import change_preferences
from tasks.editing.undo import undo
from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.icalendar_text import event, ics

NO_CALENDAR = "This address doesn't contain a calendar."
WEB_PAGE = (
    "This address shows a web page, not a calendar. Paste the calendar's own address, which often "
    "ends in .ics."
)
SIGN_IN_PAGE = (
    "This address leads to a sign-in page. Paste the calendar's secret address instead: it works "
    "without signing in."
)
WEEKLY = """BEGIN:VEVENT
UID:weekly
DTSTART;TZID=Europe/Berlin:20260302T090000
DTEND;TZID=Europe/Berlin:20260302T100000
RRULE:FREQ=WEEKLY;COUNT=6
EXDATE;TZID=Europe/Berlin:20260309T090000
SUMMARY:Team
END:VEVENT
BEGIN:VEVENT
UID:weekly
RECURRENCE-ID;TZID=Europe/Berlin:20260316T090000
DTSTART;TZID=Europe/Berlin:20260317T140000
DTEND;TZID=Europe/Berlin:20260317T150000
SUMMARY:Team, moved
END:VEVENT"""

pytestmark = pytest.mark.usefixtures("allow_private")


@pytest.fixture
def account(alice, site):
    return actions.connect(alice, "ics", {"address": f"{site.url}/a.ics"})


@pytest.fixture
def read(account, site, clock):
    """Return a function that sets the response of the address and syncs."""

    def run(body="", status=200, **headers):
        if body or status != 200:
            site.respond("/a.ics", body, status, **headers)
        clock.shift(timedelta(hours=1))
        return sync.sync(account.pk)

    return run


def starts():
    return [row.starts_at for row in Event.objects.order_by("starts_at")]


def test_subscription_appears_under_the_calendars_name(read, account):
    assert read(ics(event())).trouble == ""
    assert str(CalendarAccount.objects.get()) == "Football"
    assert Calendar.objects.get().name == "Football"
    (row,) = Event.objects.all()
    assert (row.title, row.starts_at) == ("Match", datetime(2026, 3, 2, 9, tzinfo=UTC))


def test_subscription_expands_rules_exceptions_and_moves(read):
    read(ics(WEEKLY))
    assert starts() == [
        datetime(2026, 3, 2, 8, tzinfo=UTC),
        datetime(2026, 3, 17, 13, tzinfo=UTC),
        datetime(2026, 3, 23, 8, tzinfo=UTC),
        datetime(2026, 3, 30, 7, tzinfo=UTC),  # summer time
        datetime(2026, 4, 6, 7, tzinfo=UTC),
    ]
    assert Event.objects.get(title="Team, moved").recurrence_id


def test_subscription_stores_all_day_events_as_dates(read):
    read(ics(event("1", "DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260305")))
    row = Event.objects.get()
    assert (row.starts_on, row.ends_on) == (date(2026, 3, 2), date(2026, 3, 5))


def test_subscription_all_day_event_without_an_end_lasts_one_day(read):
    read(ics(event("1", "DTSTART;VALUE=DATE:20260302")))
    assert Event.objects.get().ends_on == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("start", "hour"),
    [
        ("DTSTART:20260302T090000", 8),  # floating: in Alice's time zone, Berlin
        ("DTSTART;TZID=W. Europe Standard Time:20260302T090000", 8),
        ("DTSTART;TZID=America/New_York:20260302T090000", 14),
        ("DTSTART:20260302T090000Z", 9),
    ],
)
def test_subscription_understands_times_in_every_kind_of_zone(read, start, hour):
    read(ics(event("1", start, "DURATION:PT30M")))
    row = Event.objects.get()
    assert row.starts_at == datetime(2026, 3, 2, hour, tzinfo=UTC)
    assert row.ends_at - row.starts_at == timedelta(minutes=30)


def test_subscription_understands_a_custom_time_zone(read):
    zone = "BEGIN:VTIMEZONE\nTZID:Mars\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
    zone += "TZOFFSETFROM:+0330\nTZOFFSETTO:+0330\nEND:STANDARD\nEND:VTIMEZONE"
    read(ics(zone, event("1", "DTSTART;TZID=Mars:20260302T090000")))
    assert starts() == [datetime(2026, 3, 2, 5, 30, tzinfo=UTC)]


MEET = "https://meet.google.com/abc-defg"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("TRANSP:TRANSPARENT", "transparent", True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "transparent", True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", "kind", "out_of_office"),
        ("STATUS:TENTATIVE", "status", "tentative"),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:alice@example.org", "response", "declined"),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.org", "response", ""),
        ("URL:https://example.org/match", "link", "https://example.org/match"),
        ("URL:javascript:alert(1)", "link", ""),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg", "link", MEET),
        ("CONFERENCE;VALUE=URI:https://meet.google.com/abc-defg", "link", MEET),
        ("LOCATION:Room 5\\, https://meet.google.com/abc-defg", "link", MEET),
        ("X-GOOGLE-CONFERENCE:javascript:alert(1)//meet.google.com/a", "link", ""),
    ],
)
def test_subscription_stores_event_properties(read, line, field, value):
    read(ics(event("1", "DTSTART:20260302T090000Z", line)))
    assert getattr(Event.objects.get(), field) == value


def test_subscription_leaves_out_cancelled_events(read):
    read(ics(event("1", "DTSTART:20260302T090000Z", "STATUS:CANCELLED")))
    assert not Event.objects.exists()


def test_subscription_sends_conditional_requests(read, site):
    read(ics(event()), ETag='"1"', Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT")
    site.responses["/a.ics"] = lambda headers: (304 if "if-none-match" in headers else 500, {}, b"")
    assert read().trouble == ""
    assert site.requests[-1][1]["if-none-match"] == '"1"'
    assert site.requests[-1][1]["if-modified-since"] == "Mon, 02 Mar 2026 08:00:00 GMT"
    assert Event.objects.count() == 1


def test_subscription_reads_floating_times_again_when_the_time_zone_changes(read, site, alice):
    body = ics(event("1", "DTSTART:20260302T090000"))

    def respond(headers):
        unchanged = "if-none-match" in headers
        return 304 if unchanged else 200, {"ETag": '"1"'}, b"" if unchanged else body.encode()

    site.responses["/a.ics"] = respond
    read()
    log = change_preferences(alice, {"time_zone": "Asia/Tokyo"})
    read()
    assert starts() == [datetime(2026, 3, 2, 0, tzinfo=UTC)]
    undo(alice, log.activity.pk)
    read()
    assert starts() == [datetime(2026, 3, 2, 8, tzinfo=UTC)]


def test_subscription_deletes_events_when_two_listings_lack_them(read):
    read(ics(event("1"), event("2"), event("3")))
    read(ics(event("1")))
    assert Event.objects.count() == 3
    read(ics(event("1")))
    assert Event.objects.count() == 1


def test_subscription_deletes_a_single_event_at_once(read):
    read(ics(event("1"), event("2")))
    read(ics(event("1")))
    assert Event.objects.count() == 1


def test_subscription_shows_a_moved_series_once(read):
    read(ics(WEEKLY, *[event(str(n)) for n in range(12)]))
    later = WEEKLY.replace("T090000", "T160000").replace("T100000", "T170000")
    log = read(ics(later, *[event(str(n)) for n in range(12)]))

    team = Event.objects.filter(uid="weekly", title="Team").order_by("starts_at")
    assert [row.starts_at.hour for row in team] == [15, 15, 14, 14]  # summer time
    assert (Event.objects.filter(uid="weekly").count(), log.held) == (5, 0)


def test_subscription_deletes_a_cancelled_series_at_once(read):
    read(ics(WEEKLY, *[event(str(n)) for n in range(12)]))
    cancelled = WEEKLY.replace("SUMMARY", "STATUS:CANCELLED\nSUMMARY")
    read(ics(cancelled, *[event(str(n)) for n in range(12)]))
    assert not Event.objects.filter(uid="weekly").exists()


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("", 500, "The server responded with an error (500)."),
        ("", 404, str(NOT_FOUND)),
        ("", 401, str(SENTENCES[401])),
        (" ", 200, NO_CALENDAR),
        ("", 405, str(SENTENCES[405])),
        ("<html>Match</html>", 200, WEB_PAGE),
        ("<!DOCTYPE html><form><input type='password'>", 200, SIGN_IN_PAGE),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", 200, NO_CALENDAR),
        ("BEGIN:VCARD\r\nEND:VCARD\r\n", 200, NO_CALENDAR),
    ],
)
def test_subscription_keeps_its_copy_and_says_why_when_the_feed_is_broken(
    read, body, status, sentence
):
    read(ics(event()))
    log = read(body, status)
    account = CalendarAccount.objects.get()
    assert (log.trouble, account.trouble, account.state) == (sentence, sentence, "active")
    assert Event.objects.count() == 1


def test_subscription_keeps_its_events_when_the_feed_is_suddenly_empty(read):
    read(ics(*[event(str(n)) for n in range(30)]))
    read(ics())
    read(ics())
    assert Event.objects.count() == 30
    assert "suddenly missing" in Calendar.objects.get().trouble


def test_subscription_skips_only_unreadable_events(read):
    bad = event("2", "DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=XX")
    read(ics(event("1"), bad, event("3", "DTSTART;VALUE=DATE:20269999")))
    assert Event.objects.filter(uid="1").exists()


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;COUNT=0"])
def test_subscription_stores_the_start_of_events_with_endless_rules(read, rule):
    endless = event("2", "DTSTART:20260302T090000Z", f"RRULE:{rule}")
    read(ics(event("1"), endless))
    assert sorted(row.uid for row in Event.objects.all()) == ["1", "2"]


def test_subscription_truncates_long_texts(read):
    read(ics(event("1", "DTSTART:20260302T090000Z", "LOCATION:" + "x" * 5000)))
    assert len(Event.objects.get().location) == 1000


def test_subscription_is_read_every_hour(read, account):
    read(ics(event()))
    account.refresh_from_db()
    wait = account.next_sync_at - account.synced_at
    assert timedelta(minutes=45) < wait < timedelta(minutes=75)


def test_subscription_address_is_stored_encrypted(account, site):
    account.refresh_from_db()
    assert site.url not in f"{account.credentials}{account.identity}"


def test_subscription_to_the_same_address_is_one_account(read, alice, site):
    read(ics(event()))
    duplicate = actions.connect(alice, "ics", {"address": f"{site.url}/a.ics"})
    sync.sync(duplicate.pk)
    assert CalendarAccount.objects.count() == 1


def test_subscription_to_ones_own_feed_leaves_out_own_blocks(read, alice, bob, make_task):
    task = make_task("Write", scheduled_date=date(2026, 3, 2), scheduled_time=time(9))
    own, foreign = uid_of(alice, "event", str(task.pk)), uid_of(bob, "event", str(task.pk))
    read(ics(event(own), event(foreign)))
    assert [row.uid for row in Event.objects.all()] == [foreign]


def test_subscription_and_its_events_are_deleted_on_disconnect(alice, read, account):
    read(ics(event()))
    actions.disconnect(alice, account.pk, delete=False)
    sync.sync(account.pk)
    assert not CalendarAccount.objects.exists()
    assert not Event.objects.exists()


def test_subscription_rejects_a_private_address_when_it_is_read(read, settings):
    settings.CALENDARS_MAY_BE_PRIVATE = False
    assert "begins with https" in read(ics(event())).trouble
