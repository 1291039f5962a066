"""What a person declined is decided by all their addresses, not only the one they sign in with"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from core.models import Preferences
from tasks.calendars import actions, sync
from tasks.calendars.own_addresses import own_addresses, store_addresses
from tasks.models import CalendarAccount, Event
from tests.calendars.icalendar_text import event, ics

PAGE = "/settings/calendars/"
DECLINED = "ATTENDEE;PARTSTAT=DECLINED:MAILTO:Alice.Work@Example.com"

pytestmark = pytest.mark.usefixtures("allow_private")


@pytest.fixture
def client(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def read(alice, site, clock):
    account = actions.connect(alice, "ics", {"address": f"{site.url}/a.ics"})
    site.respond("/a.ics", ics(event("1", "DTSTART:20260303T100000Z", DECLINED)), ETag='"1"')

    def run():
        clock.shift(timedelta(hours=2))
        sync.sync(account.pk)
        return Event.objects.get().response

    return run


def save(client, text):
    return client.post(f"{PAGE}addresses/", {"other_addresses": text}, follow=True)


def test_event_declined_with_a_typed_address_is_declined(read, client, alice):
    assert read() == ""
    response = save(client, "Alice.Work@example.com; second@example.com,")
    assert 'value="alice.work@example.com, second@example.com"' in response.text
    assert read() == "declined"


def test_typed_addresses_can_be_undone(client, alice):
    response = save(client, "alice.work@example.com")
    client.post(re.search(rf'action="({PAGE}undo/\d+/)"', response.text)[1])
    assert own_addresses(alice) == {"alice@example.org"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("alice.work", "“alice.work” is not an email address."),
        (",".join(f"a{n}@example.com" for n in range(21)), "Enter up to 20 email addresses."),
    ],
)
def test_invalid_addresses_are_rejected_and_stay_in_the_field(client, alice, text, sentence):
    response = save(client, text)
    assert sentence in response.text
    assert text.split(",")[0] in response.text
    assert own_addresses(alice) == {"alice@example.org"}


def test_addresses_of_another_user_stay_as_they_are(client, bob):
    save(client, "alice.work@example.com")
    assert own_addresses(bob) == {"bob@example.org"}


def test_addresses_come_from_sign_in_settings_and_all_accounts(alice, bob):
    EmailAddress.objects.create(user=alice, email="Confirmed@example.com", verified=True)
    EmailAddress.objects.create(user=alice, email="unconfirmed@example.com")
    EmailAddress.objects.create(user=bob, email="bob2@example.com", verified=True)
    Preferences.objects.filter(user=alice).update(other_addresses=["typed@example.com"])
    CalendarAccount.objects.create(user=alice, provider="google", name="Google@example.com")
    CalendarAccount.objects.create(user=alice, provider="ics", name="a@calendar.example")
    caldav = CalendarAccount.objects.create(user=alice, provider="caldav", identity="1")
    store_addresses(caldav, ["DAV@example.com", "alice"])
    names = ["alice@example.org", "confirmed@example.com", "typed@example.com"]
    assert own_addresses(alice) == {*names, "google@example.com", "dav@example.com"}


def test_new_addresses_of_an_account_read_its_calendars_again(alice):
    account = CalendarAccount.objects.create(user=alice, provider="caldav", identity="1")
    account.calendars.create(user=alice, remote_id="/a/", name="A", sync_token="1")
    store_addresses(account, ["dav@example.com"])
    assert account.calendars.get().sync_token == ""
    account.calendars.update(sync_token="2")
    store_addresses(account, ["dav@example.com"])
    assert account.calendars.get().sync_token == "2"


@pytest.mark.parametrize(
    "line",
    [
        'ATTENDEE;PARTSTAT=DECLINED;CN="Alice: W":mailto:alice@example.org',
        "ATTENDEE;PARTSTAT=DECLINED;EMAIL=alice@example.org:urn:uuid:1",
        "attendee;partstat=declined:MAILTO:ALICE@EXAMPLE.ORG",
        "ATTENDEE;PARTSTAT=DECLINED:alice@example.org",
    ],
)
def test_attendee_is_recognized_however_the_address_is_written(read, site, line):
    site.respond("/a.ics", ics(event("1", "DTSTART:20260303T100000Z", line)))
    assert read() == "declined"
