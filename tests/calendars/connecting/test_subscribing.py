"""Connecting an ICS address: try it, see what it contains, connect"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from core.crypto import decrypt
from core.models import QueuedJob
from tasks.calendars import actions, sync, trials
from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.connecting.pages import CALENDARS, SUBSCRIBE, path_of
from tests.calendars.icalendar_text import event, ics
from tests.conftest import reauthenticated_client, run_jobs

PAST = ("DTSTART:20260301T090000Z", "DTEND:20260301T100000Z")
LATER = ("DTSTART:20260310T090000Z", "DTEND:20260310T100000Z")


def test_trial_shows_host_name_number_of_events_and_the_next_one(attempt, address):
    page = attempt(address=address)
    assert 'value="Football"' in page.text
    assert "127.0.0.1" in page.text
    assert "2 events to come." in page.text
    assert "Next: Match, Monday 2 March, 10:00." in page.text


def test_trial_saves_nothing_before_connect(attempt, address):
    attempt(address=address)
    assert not CalendarAccount.objects.exists()
    assert not Event.objects.exists()


def test_connect_saves_the_address_encrypted_under_the_chosen_name(client, attempt, address, site):
    page = attempt(address=address)
    assert client.post(path_of(page), {"name": "Our team"}).url == CALENDARS
    account = CalendarAccount.objects.get()
    assert (account.provider, account.name, account.state) == ("ics", "Our team", "connecting")
    assert decrypt(account.credentials) == {"address": address}
    sync.sync(account.pk)
    assert (Calendar.objects.get().name, Event.objects.count()) == ("Our team", 3)


def test_first_sync_reads_the_file_once(alice, address, site, allow_private):
    sync.sync(actions.connect(alice, "ics", {"address": address}).pk)
    assert [path for path, _ in site.requests] == ["/a.ics"]


def test_connect_is_possible_once(client, attempt, address):
    page = path_of(attempt(address=address))
    client.post(page, {"name": "Football"})
    response = client.post(page, {"name": "Football"}, follow=True)
    assert "This took too long. Please start again." in response.text
    assert CalendarAccount.objects.count() == 1


def test_connect_requires_a_name(client, attempt, address):
    page = path_of(attempt(address=address))
    assert "Give the calendar a name." in client.post(page, {"name": " "}).text
    assert not CalendarAccount.objects.exists()


def test_calendar_without_events_to_come_says_so(attempt, site):
    page = attempt(address=site.respond("/b.ics", ics(event("3", *PAST))))
    assert "no events are to come" in page.text


def test_all_day_event_of_today_is_the_next_one(attempt, site):
    body = ics(event("1", "DTSTART;VALUE=DATE:20260302"), event("2"))
    assert "Next: Match, Monday 2 March." in attempt(address=site.respond("/b.ics", body)).text


def test_waiting_page_reloads_itself_and_shows_no_form(client, address, allow_private):
    page = client.get(client.post(SUBSCRIBE, {"address": address}).url)
    assert page["Refresh"] == "1"
    assert "Nothing is saved yet." in page.text
    assert 'id="connect"' not in page.text


def test_waiting_ends_with_a_sentence_when_no_job_runs(client, address, allow_private, clock):
    page = client.post(SUBSCRIBE, {"address": address}).url
    clock.shift(timedelta(seconds=91))
    assert "takes too long. Try again" in client.get(page, follow=True).text


def test_trial_of_another_user_is_never_shown(client, bob, attempt, address):
    page = path_of(attempt(address=address))
    other = reauthenticated_client(bob)
    for response in (other.get(page, follow=True), other.post(page, {"name": "x"}, follow=True)):
        assert "Football" not in response.text
    assert not CalendarAccount.objects.exists()


def test_trial_is_stored_encrypted_and_its_job_names_no_address(
    client, alice, address, allow_private
):
    token = client.post(SUBSCRIBE, {"address": address}).url.split("/")[-2]
    assert address not in str(cache.get(trials._key(token)))
    assert address not in QueuedJob.objects.get().payload


def test_trials_are_rate_limited(client, settings, address, allow_private):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"calendar_trial": "2/m/user"}
    answers = [client.post(SUBSCRIBE, {"address": address}).status_code for _ in range(3)]
    assert answers == [302, 302, 429]


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("<!doctype html><title>Team</title>", 200, "shows a web page, not a calendar"),
        ("<html><input type=password>", 200, "leads to a sign-in page"),
        ("BEGIN:VCARD\r\nEND:VCARD\r\n", 200, "contain a calendar"),
        ("", 401, "requires a password. Paste its secret address"),
        ("", 403, "Publish the calendar"),
        ("", 404, "Copy the whole address again"),
        ("", 405, "connect it with CalDAV"),
        ("", 500, "responded with an error (500)"),
    ],
)
def test_failed_trial_explains_the_next_step_beside_the_address(
    attempt, site, body, status, sentence
):
    page = attempt(address=site.respond("/bad", body, status))
    assert path_of(page) == SUBSCRIBE
    assert sentence in page.text
    assert f'value="{site.url}/bad"' in page.text
    assert not CalendarAccount.objects.exists()


def test_redirect_to_a_sign_in_page_is_recognized(attempt, site):
    site.respond("/calendar", "", 302, Location="/login?next=/calendar")
    site.respond("/login?next=/calendar", "<html>Welcome back")
    assert "leads to a sign-in page" in attempt(address=f"{site.url}/calendar").text


def test_calendar_that_is_served_as_html_is_read(attempt, site):
    address = site.respond("/a", ics(event()), Content_Type="text/html")
    assert "1 event to come." in attempt(address=address).text


@pytest.mark.parametrize("address", ["http://example.org/a.ics", "https://127.0.0.1/a.ics"])
@pytest.mark.parametrize("staff", [True, False])
def test_setting_is_named_to_admins_only(client, alice, address, staff):
    alice.is_staff = staff
    alice.save()
    response = client.post(SUBSCRIBE, {"address": address}, follow=True)
    run_jobs()
    if path_of(response) != SUBSCRIBE:
        response = client.get(path_of(response), follow=True)
    assert "private network" in response.text or "not encrypted" in response.text
    assert ("CALENDARS_MAY_BE_PRIVATE=True" in response.text) == staff


def test_google_page_that_is_not_public_names_the_secret_address(site, attempt, monkeypatch):
    monkeypatch.setattr("tasks.calendars.ics.GOOGLE", "127.0.0.1")
    assert "Secret address in iCal format" in attempt(address=f"{site.url}/missing.ics").text


def test_note_says_what_was_changed_about_the_address(attempt, site):
    site.respond("/remote.php/dav/public-calendars/abc?export", ics(event()))
    page = attempt(address=f"{site.url}/apps/calendar/p/abc")
    assert "We changed it to the calendar on that page." in page.text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Paste the address of the calendar."),
        ("http://example.org/a.ics", "Use an address that begins with https://."),
        ("alice@example.org", "This is an email address."),
        ("file:///etc/passwd", "Use an address that begins with https:// or webcal://."),
    ],
)
def test_invalid_address_is_rejected_without_a_trial(client, address, sentence):
    assert sentence in client.post(SUBSCRIBE, {"address": address}).text
    assert not QueuedJob.objects.exists()


def test_connected_address_is_recognized(client, attempt, address, alice):
    sync.sync(actions.connect(alice, "ics", {"address": address}).pk)
    assert "already connected this calendar as “Football”" in attempt(address=address).text


def test_account_keeps_the_name_its_owner_gave_it_when_its_address_changes(
    client, attempt, address, site, alice
):
    account = actions.connect(alice, "ics", {"address": address}, name="Our team")
    changed = site.respond("/new.ics", ics(event("3", *LATER)))
    page = attempt(f"{SUBSCRIBE}?account={account.pk}", address=changed)
    assert 'value="Our team"' in page.text


def test_address_of_a_subscription_can_be_changed(client, attempt, address, site, alice, bob):
    account = actions.connect(alice, "ics", {"address": address})
    sync.sync(account.pk)
    site.respond("/new.ics", ics(event("7", *LATER)))
    page = client.get(CALENDARS).text
    path = f"{SUBSCRIBE}?account={account.pk}"
    assert f'href="{path}"' in page
    trial = path_of(attempt(path, address=f"{site.url}/new.ics"))
    assert client.post(trial, {"name": "Football"}).url == CALENDARS
    log = sync.sync(account.pk)

    assert (log.trouble, log.held) == ("", 0)
    assert [row.uid for row in Event.objects.all()] == ["7"]
    assert CalendarAccount.objects.get().state == "active"
    assert reauthenticated_client(bob).get(path).status_code == 404


@pytest.mark.parametrize("path", ["subscribe/", "caldav/", "trial/x/", "help/", "rename/1/"])
def test_connecting_pages_redirect_to_sign_in(path):
    assert Client().get(f"{CALENDARS}{path}").status_code == 302
