"""/settings/calendars/: connecting Google, choices, and held deletions"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from core.crypto import decrypt
from tasks.calendars import sync
from tasks.calendars.google.consent import READ, WRITE
from tasks.models import Calendar, CalendarAccount, Event, SyncRun
from tests.calendars.google.conftest import PAGE, sync_account
from tests.conftest import NOW, reauthenticated_client


def test_consent_requests_only_read_scopes(client, google):
    params = parse_qs(urlsplit(client.get(f"{PAGE}google/").url).query)

    assert set(params["scope"][0].split()) == {"openid", "email", *READ}
    assert params["code_challenge_method"] == ["S256"]
    assert params["redirect_uri"] == ["http://testserver/settings/calendars/google/back/"]


def test_callback_connects_the_account_without_waiting_for_google(client, google, authorize_google):
    google.add_meeting(9, summary="Stand-up")
    assert authorize_google().url == PAGE
    assert google.requests == []

    account = sync_account()
    assert (account.identity, account.name, account.state) == ("1", "alice@gmail.example", "active")
    assert "Stand-up" in [event.title for event in Event.objects.all()]
    assert "Work" in client.get(PAGE).text


def test_tokens_are_stored_encrypted(google, authorize_google):
    authorize_google()
    account = sync_account()

    assert decrypt(account.credentials)["refresh_token"] in google.grants
    assert "1//" not in account.credentials


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"state": "forged"}, "This sign-in has expired"),
        ({"error": "access_denied"}, "You declined access at Google."),
        ({"code": ""}, "You declined access at Google."),
    ],
)
def test_callback_connects_nothing_when_consent_failed(client, authorize_google, query, sentence):
    authorize_google(**query)

    assert not CalendarAccount.objects.exists()
    assert sentence in client.get(PAGE).text


def test_callback_is_accepted_once(client, google, authorize_google):
    authorize_google()
    response = client.get(f"{PAGE}google/back/", {"state": "", "code": "4/1"}, follow=True)

    assert "This sign-in has expired" in response.text
    assert CalendarAccount.objects.count() == 1


def test_stolen_authorization_code_is_rejected(google, authorize_google):
    stolen = google.consent("another challenge")
    authorize_google(code=stolen)

    assert sync_account().state == "signed_out"


@pytest.mark.parametrize(
    ("claims", "scopes", "sentence"),
    [
        ({"email_verified": False}, READ, "verified this account"),
        ({"aud": "another app"}, READ, "This sign-in has expired"),
        ({"iss": "https://evil.example"}, READ, "This sign-in has expired"),
        ({}, READ[:1], "to share your events"),
        ({}, READ[1:], "to share your calendar list"),
    ],
)
def test_connect_rejects_invalid_claims_and_missing_scopes(
    google, authorize_google, client, claims, scopes, sentence
):
    google.claims |= claims
    authorize_google(scopes)
    account = sync_account()

    assert (account.state, google.calendars.keys()) == ("signed_out", {"work"})
    assert sentence in client.get(PAGE).text
    assert not Calendar.objects.exists()


def test_consent_requests_the_write_scope_when_blocks_are_wanted(client, google, authorize_google):
    authorize_google()
    account = sync_account()
    address = client.get(f"{PAGE}google/?account={account.pk}&blocks=1").url
    assert WRITE in parse_qs(urlsplit(address).query)["scope"][0]

    authorize_google((*READ, WRITE), query=f"?account={account.pk}&blocks=1")
    sync_account()
    assert [calendar["summary"] for calendar in google.calendars.values()] == ["Work", "Whendoist"]
    assert "Your blocks appear in this account" in client.get(PAGE).text


def test_connecting_the_same_account_again_keeps_one_row(google, authorize_google):
    authorize_google()
    sync_account()
    authorize_google()
    second = CalendarAccount.objects.latest("pk")
    sync.sync(second.pk)

    assert CalendarAccount.objects.count() == 1


def test_reconnecting_with_a_different_account_is_rejected(google, authorize_google):
    authorize_google()
    account = sync_account()
    google.claims["sub"] = "2"
    authorize_google(query=f"?account={account.pk}")

    assert "different account" in sync_account().trouble


def test_choices_for_a_calendar_are_stored(client, google, authorize_google):
    authorize_google()
    sync_account()
    calendar = Calendar.objects.get()
    client.post(f"{PAGE}choose/{calendar.pk}/shown/0/")
    client.post(f"{PAGE}choose/{calendar.pk}/busy/0/")
    calendar.refresh_from_db()

    assert (calendar.shown, calendar.busy) == (False, False)


def test_page_lists_held_deletions_until_they_are_confirmed(
    client, google, authorize_google, clock
):
    for hour in range(8, 18):
        google.add_meeting(hour, summary=f"Meeting at {hour}")
    authorize_google()
    sync_account()
    google.events["work"].clear()
    google.epoch += 1
    sync_account()
    page = client.get(PAGE).text
    assert "10 events are suddenly missing from Work" in page
    assert "Meeting at 17, 2 Mar" in page
    assert Event.objects.count() == 10

    client.post(f"{PAGE}confirm/{Calendar.objects.get().pk}/")
    assert not Event.objects.exists()


def test_held_deletions_disappear_when_the_events_are_listed_again(
    client, google, authorize_google
):
    for hour in range(8, 18):
        google.add_meeting(hour)
    authorize_google()
    sync_account()
    events = dict(google.events["work"])
    google.events["work"].clear()
    google.epoch += 1
    sync_account()
    google.events["work"].update(events)
    sync_account()

    assert "suddenly missing" not in client.get(PAGE).text
    assert Calendar.objects.get().sync_token


def test_resync_drops_the_sync_token(client, google, authorize_google):
    authorize_google()
    account = sync_account()
    client.post(f"{PAGE}resync/{account.pk}/")

    assert Calendar.objects.get().sync_token == ""


def test_page_shows_ten_runs_of_each_account(client, alice, google, authorize_google):
    authorize_google()
    quiet = sync_account()
    busy = CalendarAccount.objects.create(user=alice, provider="ics", state="active")
    for account, problem in [(quiet, "One problem."), *[(busy, "Many problems.")] * 25]:
        SyncRun.objects.create(user=alice, account=account, trouble=problem)
    SyncRun.objects.filter(account=quiet).update(started_at=NOW - timedelta(days=1))

    page = client.get(PAGE).text
    assert (page.count("One problem."), page.count("Many problems.")) == (1, 10)


@pytest.mark.parametrize("account", ["²", "x", "99"])
def test_callback_redirects_when_the_account_does_not_exist(authorize_google, account):
    assert authorize_google(query=f"?account={account}").status_code == 302


def test_page_and_actions_return_404_for_another_user(client, google, authorize_google, bob):
    authorize_google()
    account, calendar = sync_account(), Calendar.objects.get()
    stranger = Client()
    stranger.force_login(bob)
    assert "alice@gmail.example" not in stranger.get(PAGE).text
    assert stranger.get(f"{PAGE}leave/{account.pk}/").status_code == 404
    assert stranger.get(f"{PAGE}stop/{account.pk}/").status_code == 404

    paths = [f"resync/{account.pk}/"]
    paths += [
        f"{page}/{account.pk}/{action}/"
        for page in ("stop", "leave")
        for action in ("keep", "erase")
    ]
    paths += [f"untimed/{account.pk}/1/", f"confirm/{calendar.pk}/"]
    paths += [f"choose/{calendar.pk}/shown/0/"]
    assert {stranger.post(PAGE + path).status_code for path in paths} == {404}


def test_callback_cannot_take_over_an_account_of_another_user(google, authorize_google, bob):
    authorize_google()
    account = sync_account()
    stranger = reauthenticated_client(bob)
    address = stranger.get(f"{PAGE}google/?account={account.pk}").url
    state = parse_qs(urlsplit(address).query)["state"][0]
    stranger.get(f"{PAGE}google/back/", {"state": state, "code": "4/1"})

    assert CalendarAccount.objects.get().state == "active"


def test_page_costs_a_fixed_number_of_queries(
    client, google, authorize_google, django_assert_max_num_queries
):
    for n in range(12):
        google.add_calendar(f"c{n}", f"Calendar {n}")
        google.add_meeting(9, calendar=f"c{n}")
    authorize_google()
    sync_account()
    client.get(PAGE)

    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_google_is_not_offered_without_an_oauth_client(client, settings):
    settings.GOOGLE_CLIENT_ID = ""

    assert "not set up on this server" in client.get(PAGE).text
    assert client.get(f"{PAGE}google/").status_code == 404


def test_page_requires_sign_in(db):
    assert Client().get(PAGE).url.startswith("/accounts/login/")
