"""Subscribing to an ICS address, over HTTP"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tasks.calendars import actions, sync
from tasks.calendars.uids import uid_of
from tasks.editing.settings import change_preferences
from tasks.editing.undo import undo
from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.icalendar_text import event, ics
from tests.calendars.webserver import serving

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


@pytest.fixture
def site(settings):
    settings.CALENDARS_MAY_BE_PRIVATE = True
    with serving() as site:
        yield site


@pytest.fixture
def account(alice, site):
    return actions.connect(alice, "ics", {"address": f"{site.url}/a.ics"})


@pytest.fixture
def read(account, site, clock):
    """Say something at the address, and sync."""

    def run(body="", status=200, **headers):
        if body or status != 200:
            site.says("/a.ics", body, status, **headers)
        clock.shift(timedelta(hours=1))
        return sync.sync(account.pk)

    return run


def starts():
    return [row.starts_at for row in Event.objects.order_by("starts_at")]


def test_it_appears_under_its_own_name(read, account):
    assert read(ics(event())).trouble == ""
    assert str(CalendarAccount.objects.get()) == "Football"
    assert Calendar.objects.get().name == "Football"
    (row,) = Event.objects.all()
    assert (row.title, row.starts_at) == ("Match", datetime(2026, 3, 2, 9, tzinfo=UTC))


def test_rules_exceptions_and_moves_are_followed(read):
    read(ics(WEEKLY))
    assert starts() == [
        datetime(2026, 3, 2, 8, tzinfo=UTC),
        datetime(2026, 3, 17, 13, tzinfo=UTC),
        datetime(2026, 3, 23, 8, tzinfo=UTC),
        datetime(2026, 3, 30, 7, tzinfo=UTC),  # summer time
        datetime(2026, 4, 6, 7, tzinfo=UTC),
    ]
    assert Event.objects.get(title="Team, moved").recurrence_id


def test_whole_days_stay_days(read):
    read(ics(event("1", "DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260305")))
    row = Event.objects.get()
    assert (row.starts_on, row.ends_on) == (date(2026, 3, 2), date(2026, 3, 5))


def test_a_whole_day_without_an_end_is_one(read):
    read(ics(event("1", "DTSTART;VALUE=DATE:20260302")))
    assert Event.objects.get().ends_on == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("start", "hour"),
    [
        ("DTSTART:20260302T090000", 8),  # floats: on Alice's clocks, in Berlin
        ("DTSTART;TZID=W. Europe Standard Time:20260302T090000", 8),
        ("DTSTART;TZID=America/New_York:20260302T090000", 14),
        ("DTSTART:20260302T090000Z", 9),
    ],
)
def test_times_in_every_zone(read, start, hour):
    read(ics(event("1", start, "DURATION:PT30M")))
    row = Event.objects.get()
    assert row.starts_at == datetime(2026, 3, 2, hour, tzinfo=UTC)
    assert row.ends_at - row.starts_at == timedelta(minutes=30)


def test_a_zone_of_its_own_making_is_read(read):
    zone = "BEGIN:VTIMEZONE\nTZID:Mars\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
    zone += "TZOFFSETFROM:+0330\nTZOFFSETTO:+0330\nEND:STANDARD\nEND:VTIMEZONE"
    read(ics(zone, event("1", "DTSTART;TZID=Mars:20260302T090000")))
    assert starts() == [datetime(2026, 3, 2, 5, 30, tzinfo=UTC)]


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
    ],
)
def test_what_is_said_of_an_event_is_kept(read, line, field, value):
    read(ics(event("1", "DTSTART:20260302T090000Z", line)))
    assert getattr(Event.objects.get(), field) == value


def test_a_cancelled_event_is_not_there(read):
    read(ics(event("1", "DTSTART:20260302T090000Z", "STATUS:CANCELLED")))
    assert not Event.objects.exists()


def test_what_has_not_changed_is_not_read_again(read, site):
    read(ics(event()), ETag='"1"', Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT")
    site.answers["/a.ics"] = lambda asked: (304 if "if-none-match" in asked else 500, {}, b"")
    assert read().trouble == ""
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    assert site.asked[-1][1]["if-modified-since"] == "Mon, 02 Mar 2026 08:00:00 GMT"
    assert Event.objects.count() == 1


def test_with_a_new_zone_what_floats_is_read_again(read, site, alice):
    body = ics(event("1", "DTSTART:20260302T090000"))

    def unless_known(asked):
        known = "if-none-match" in asked
        return 304 if known else 200, {"ETag": '"1"'}, b"" if known else body.encode()

    site.answers["/a.ics"] = unless_known
    read()
    log = change_preferences(alice, {"time_zone": "Asia/Tokyo"})
    read()
    assert starts() == [datetime(2026, 3, 2, 0, tzinfo=UTC)]
    undo(alice, log.activity.pk)
    read()
    assert starts() == [datetime(2026, 3, 2, 8, tzinfo=UTC)]


def test_an_event_that_is_gone_goes_when_it_is_gone_twice(read):
    read(ics(event("1"), event("2")))
    read(ics(event("1")))
    assert Event.objects.count() == 2
    read(ics(event("1")))
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("", 500, "The server answered 500."),
        ("", 404, "There is no calendar at this address any more."),
        ("", 401, "This calendar asks for a password."),
        (" ", 200, "What is there is not a calendar."),
        ("<html>Sign in</html>", 200, "What is there is not a calendar."),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", 200, "What is there is not a calendar."),
        ("BEGIN:VCARD\r\nEND:VCARD\r\n", 200, "What is there is not a calendar."),
    ],
)
def test_a_broken_feed_says_why_and_keeps_the_last_good_copy(read, body, status, sentence):
    read(ics(event()))
    log = read(body, status)
    account = CalendarAccount.objects.get()
    assert (log.trouble, account.trouble, account.state) == (sentence, sentence, "active")
    assert Event.objects.count() == 1


def test_an_empty_calendar_is_not_believed_at_once(read):
    read(ics(*[event(str(n)) for n in range(30)]))
    read(ics())
    read(ics())
    assert Event.objects.count() == 30
    assert "suddenly missing" in Calendar.objects.get().trouble


def test_one_unreadable_event_takes_no_other_with_it(read):
    bad = event("2", "DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=XX")
    read(ics(event("1"), bad, event("3", "DTSTART;VALUE=DATE:20269999")))
    assert Event.objects.filter(uid="1").exists()


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;INTERVAL=0"])
def test_what_would_never_end_is_left_out(read, rule):
    endless = event("2", "DTSTART:20260302T090000Z", f"RRULE:{rule}")
    read(ics(event("1"), endless))
    assert [row.uid for row in Event.objects.all()] == ["1"]


def test_control_characters_and_long_texts_are_kept_out(read):
    read(ics(event("1", "DTSTART:20260302T090000Z", "LOCATION:" + "x" * 5000)))
    assert len(Event.objects.get().location) == 1000


def test_it_is_read_every_hour(read, account):
    read(ics(event()))
    account.refresh_from_db()
    wait = account.next_sync_at - account.synced_at
    assert timedelta(minutes=45) < wait < timedelta(minutes=75)


def test_the_address_is_sealed(account, site):
    account.refresh_from_db()
    assert site.url not in f"{account.credentials}{account.identity}"


def test_the_same_address_twice_is_one_account(read, alice, site):
    read(ics(event()))
    again = actions.connect(alice, "ics", {"address": f"{site.url}/a.ics"})
    sync.sync(again.pk)
    assert CalendarAccount.objects.count() == 1


def test_a_persons_own_feed_does_not_keep_them_busy(read, alice, bob, make_task):
    task = make_task("Write", scheduled_date=date(2026, 3, 2), scheduled_time=time(9))
    own, others = uid_of(alice, "event", str(task.pk)), uid_of(bob, "event", str(task.pk))
    read(ics(event(own), event(others)))
    assert [row.uid for row in Event.objects.all()] == [others]


def test_leaving_forgets_it(alice, read, account):
    read(ics(event()))
    actions.disconnect(alice, account.pk, delete=False)
    sync.sync(account.pk)
    assert not CalendarAccount.objects.exists()
    assert not Event.objects.exists()


def test_a_private_address_is_refused_when_it_is_read(read, settings):
    settings.CALENDARS_MAY_BE_PRIVATE = False
    assert "begins with https" in read(ics(event())).trouble
