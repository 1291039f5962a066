"""Connecting a CalDAV server: try it, see its calendars, connect"""

from __future__ import annotations

import pytest

from core.crypto import decrypt
from core.models import QueuedJob
from tasks.calendars import actions
from tasks.models import CalendarAccount
from tests.calendars.connecting.pages import CALDAV, CALENDARS, SUBSCRIBE, path_of
from tests.calendars.icalendar_text import event, ics
from tests.calendars.radicale import PASSWORD, RADICALE_WARNINGS, USERNAME

SERVER = {"address": "https://cloud.example.org/", "username": "alice", "password": "hunter2"}

pytestmark = RADICALE_WARNINGS


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://calendar.google.com/calendar/dav/", "Connect Google, or subscribe"),
        ("https://outlook.office365.com/owa/", "Subscribe to it instead."),
        ("https://example.org/team.ics?key=1", "Subscribe to it instead."),
    ],
)
def test_caldav_form_rejects_addresses_that_are_read_in_another_way(client, address, sentence):
    assert sentence in client.post(CALDAV, SERVER | {"address": address}).text
    assert not QueuedJob.objects.exists()


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (405, "offers no CalDAV at this address (405)"),
        (404, "Look up the CalDAV address"),
        (401, "create an app password"),
    ],
)
def test_failed_caldav_trial_explains_the_next_step(attempt, site, status, sentence):
    site.respond("/dav/", "", status)
    site.respond("/.well-known/caldav", "", status)
    page = attempt(CALDAV, **SERVER | {"address": f"{site.url}/dav/"})
    assert sentence in page.text
    assert "hunter2" not in page.text
    assert 'value="alice"' in page.text


def test_caldav_trial_lists_calendars_with_their_events(client, attempt, radicale, work):
    work.add_event(ical=ics(event()))
    page = attempt(CALDAV, address=radicale, username=USERNAME, password=PASSWORD)
    assert "1 event to come. Next: Match, Monday 2 March, 10:00." in page.text
    assert '<span class="name">Work</span> <span class="meta">1 event</span>' in page.text
    assert PASSWORD not in page.text
    client.post(path_of(page), {"name": "Home server"})
    account = CalendarAccount.objects.get()
    assert (account.provider, account.name) == ("caldav", "Home server")
    assert decrypt(account.credentials)["password"] == PASSWORD


def test_caldav_trial_names_a_calendar_that_fails(attempt, proxy, principal, work):
    principal.make_calendar(name="Home", cal_id="home")
    proxy.respond("REPORT 1 /alice/work/", 500)
    page = attempt(CALDAV, address=proxy.url, username=USERNAME, password=PASSWORD)
    assert '<span class="name">Work</span> <span class="meta">could not be read yet' in page.text
    assert '<span class="name">Home</span> <span class="meta">0 events' in page.text


@pytest.mark.parametrize("address", ["", "nonsense"])
def test_caldav_form_does_not_repeat_the_password_after_an_error(client, address):
    assert "hunter2" not in client.post(CALDAV, SERVER | {"address": address}).text


def signed_out(user, provider="caldav", **secrets):
    account = actions.connect(user, provider, SERVER | secrets)
    CalendarAccount.objects.update(state="signed_out", trouble="The password is wrong.")
    return account


def test_signed_out_account_is_reconnected_in_place(client, attempt, alice, address):
    account = signed_out(alice, "ics", address=address)
    form = f"{SUBSCRIBE}?account={account.pk}"
    assert f'href="{form}"' in client.get(CALENDARS).text
    assert address in client.get(form).text
    page = attempt(form, address=address)
    client.post(path_of(page), {"name": "Football"})
    account.refresh_from_db()
    assert (CalendarAccount.objects.count(), account.state) == (1, "connecting")


def test_form_of_a_signed_out_account_shows_no_password(client, alice):
    account = signed_out(alice)
    page = client.get(f"{CALDAV}?account={account.pk}").text
    assert "https://cloud.example.org/" in page
    assert "hunter2" not in page


@pytest.mark.parametrize("account", ["0", "x", "9" * 5])
def test_reconnecting_returns_404_for_accounts_of_another_user(client, bob, account):
    signed_out(bob)
    for pk in (account, CalendarAccount.objects.get().pk):
        form = f"{CALDAV}?account={pk}"
        assert client.get(form).status_code == 404
        assert client.post(form, {"address": "https://a.example/"}).status_code == 404
